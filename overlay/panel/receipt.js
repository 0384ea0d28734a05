// Derives what viewers see now by comparing the receipts of the overlays with the stage. Pure: the time is an argument.

import { isBlack } from "./context.js";
import { faceName } from "./words.js";

/** How long an overlay may take to paint a new picture, in milliseconds, before the panel warns the host. */
export const PAINT_MS = 1000;

/** @typedef {import("../wire.js").OverlayPresence} OverlayPresence */
/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {"good" | "wait" | "bad" | "quiet"} Tone */
/** @typedef {{tone: Tone, text: string}} Receipt */

/**
 * The picture that overlays should show, and since when.
 * @typedef {object} Picture
 * @property {string} epoch
 * @property {number} rev the first revision that can have caused it
 * @property {number} latestRev the newest revision that was received
 * @property {string} name
 * @property {number} at when this page received it, in its own milliseconds
 */

/**
 * The picture after a view. Cueing and undoing a cue make a revision, but no new picture.
 * @param {Picture | null} before
 * @param {{epoch: string, rev: number, view: PanelView}} frame
 * @param {number} now
 * @returns {Picture}
 */
export function pictureAfter(before, frame, now) {
  const { epoch, rev, view } = frame;
  const name = pictureName(view);
  if (before && before.epoch === epoch && before.name === name) return { ...before, latestRev: rev };
  // Views may be skipped while the connection is down: any revision after the last received one can have caused the
  // picture.
  const first = before && before.epoch === epoch ? before.latestRev + 1 : 0;
  // The picture of the first view has been on screen before: no overlay needs time to paint it.
  return { epoch, rev: first, latestRev: rev, name, at: before ? now : -Infinity };
}

/** @param {PanelView} view */
function pictureName({ panic, on_air, face }) {
  if (panic) return "panic";
  if (face) return `${face.kind}@${face.shown_at ?? ""}${face.kind === "notice" ? face.text : ""}`;
  return `${on_air?.card ?? ""}@${on_air?.shown_at ?? ""}`;
}

/**
 * @typedef {object} ReceiptContext
 * @property {PanelView} view
 * @property {Picture} picture
 * @property {OverlayPresence[] | null} overlays `null`: not received yet
 * @property {boolean} hidden the server hides everything, although the store could not accept it
 * @property {boolean} online
 * @property {boolean} [rehearsal] at the rehearsal stage, which needs no overlay
 * @property {string} build this server's build
 * @property {number} now this page's milliseconds
 * @property {number} serverNow
 */

/**
 * @param {ReceiptContext} receipts
 * @param {Say} say
 * @returns {Receipt}
 */
export function receipt(receipts, say) {
  const { overlays, online } = receipts;
  if (!online) return { tone: "quiet", text: say("receipt_unknown") };
  if (!overlays) return { tone: "quiet", text: say("receipt_asking") };
  if (overlays.length === 0 && receipts.rehearsal) return { tone: "quiet", text: say("receipt_practice") };
  if (overlays.length === 0) return { tone: "bad", text: say("receipt_none") };
  return verdict(receipts, overlays, say);
}

/**
 * @param {ReceiptContext} receipts
 * @param {OverlayPresence[]} overlays
 * @param {Say} say
 * @returns {Receipt}
 */
function verdict(receipts, overlays, say) {
  const silent = overlays.find((overlay) => overlay.silent);
  if (silent) return { tone: "bad", text: say("receipt_unanswered", { what: painted(silent, say) }) };
  const behind = overlays.filter((overlay) => !matches(receipts, overlay));
  if (behind.length === 0) {
    const what = expected(receipts, say);
    // Painted does not mean visible: OBS may show another scene.
    if (!isBlack(receipts) && !anyVisible(overlays)) return { tone: "bad", text: say("receipt_unseen", { what }) };
    const text =
      overlays.length === 1 ? say("receipt_ok", { what }) : say("receipt_ok_many", { count: overlays.length, what });
    return { tone: "good", text };
  }
  if (behind.every((overlay) => inTime(receipts, overlay))) return { tone: "wait", text: say("receipt_wait") };
  const faces = [...new Set(overlays.map((overlay) => painted(overlay, say)))];
  if (faces.length > 1) {
    const what = faces.join(say("list_separator"));
    return { tone: "bad", text: say("receipt_disagree", { count: overlays.length, what }) };
  }
  if (behind.every((overlay) => !overlay.shown)) return { tone: "bad", text: say("receipt_silent") };
  return { tone: "bad", text: say("receipt_late", { what: faces[0] }) };
}

/**
 * @param {ReceiptContext} receipts
 * @param {OverlayPresence} overlay
 */
export function matches(receipts, { shown }) {
  const { view, picture } = receipts;
  const dark = shown !== null && (shown.panic || shown.hidden === true);
  // When the server hides everything by itself, there is no revision for it.
  if (receipts.hidden && dark) return true;
  if (!shown || shown.epoch !== picture.epoch || shown.rev < picture.rev) return false;
  if (isBlack(receipts) || dark) return isBlack(receipts) === dark;
  return (shown.face ?? null) === (view.face?.kind ?? null) && (shown.card ?? null) === (view.on_air?.card ?? null);
}

/**
 * Whether OBS shows what an overlay paints. OBS reports changes only, so without a report it counts as visible.
 * @param {import("../wire.js").Shown | null} shown
 */
export function isVisible(shown) {
  return shown?.active !== false && shown?.visible !== false;
}

/**
 * Whether at least one overlay is visible: there may be one source in several scenes, or one for each scene.
 * @param {OverlayPresence[]} overlays
 */
export function anyVisible(overlays) {
  const inObs = overlays.filter((overlay) => overlay.shown?.obs);
  return inObs.length === 0 || inObs.some((overlay) => isVisible(overlay.shown));
}

/**
 * Whether an overlay that is behind can still be painting.
 * @param {ReceiptContext} receipts
 * @param {OverlayPresence} overlay
 */
export function inTime({ picture, now, serverNow }, overlay) {
  return now - picture.at < PAINT_MS || serverNow - overlay.since < PAINT_MS;
}

/**
 * @param {ReceiptContext} receipts
 * @param {Say} say
 */
function expected(receipts, say) {
  const { face, on_air } = receipts.view;
  if (isBlack(receipts)) return say("receipt_black");
  if (face) return faceName(face.kind, say);
  return on_air ? say("card", { number: on_air.number }) : say("receipt_empty");
}

/**
 * @param {OverlayPresence} overlay
 * @param {Say} say
 */
export function painted({ shown }, say) {
  if (!shown) return say("receipt_nothing");
  if (shown.panic || shown.hidden) return say("receipt_black");
  if (shown.face) return faceName(shown.face, say);
  return shown.card ? say("card", { number: shown.card }) : say("receipt_empty");
}

// What viewers see, as far as the overlays say: compares their receipts with the stage. Pure: time is an argument.

import { black } from "./deck.js";
import { faceName } from "./words.js";

/** How long an overlay may take to paint a new picture, in milliseconds, before the host is told that it has not. */
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
 * @property {number} rev the first revision that can have brought it
 * @property {number} seenRev the newest revision that was seen
 * @property {string} name
 * @property {number} at when this page heard of it, in its own milliseconds
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
  if (before && before.epoch === epoch && before.name === name) return { ...before, seenRev: rev };
  // Views may be skipped while a line is down: any revision after the last one seen can have brought the picture.
  const first = before && before.epoch === epoch ? before.seenRev + 1 : 0;
  // The first view tells of a picture that stands already: nobody needs time to paint it.
  return { epoch, rev: first, seenRev: rev, name, at: before ? now : -Infinity };
}

/** @param {PanelView} view */
function pictureName({ panic, on_air, face }) {
  if (panic) return "panic";
  if (face) return `${face.kind}@${face.shown_at ?? ""}${face.kind === "notice" ? face.text : ""}`;
  return `${on_air?.card ?? ""}@${on_air?.shown_at ?? ""}`;
}

/**
 * @typedef {object} Seen
 * @property {PanelView} view
 * @property {Picture} picture
 * @property {OverlayPresence[] | null} overlays `null`: not heard yet
 * @property {boolean} hidden everything is hidden though the stage could not be written
 * @property {boolean} online
 * @property {boolean} [practice] at the rehearsal stage, which nobody need watch
 * @property {string} build this server's build
 * @property {number} now this page's milliseconds
 * @property {number} serverNow
 */

/**
 * @param {Seen} seen
 * @param {Say} say
 * @returns {Receipt}
 */
export function receipt(seen, say) {
  const { overlays, online } = seen;
  if (!online) return { tone: "quiet", text: say("receipt_unknown") };
  if (!overlays) return { tone: "quiet", text: say("receipt_asking") };
  if (overlays.length === 0 && seen.practice) return { tone: "quiet", text: say("receipt_practice") };
  if (overlays.length === 0) return { tone: "bad", text: say("receipt_none") };
  return verdict(seen, overlays, say);
}

/**
 * @param {Seen} seen
 * @param {OverlayPresence[]} overlays
 * @param {Say} say
 * @returns {Receipt}
 */
function verdict(seen, overlays, say) {
  const silent = overlays.find((overlay) => overlay.silent);
  if (silent) return { tone: "bad", text: say("receipt_unanswered", { what: painted(silent, say) }) };
  const behind = overlays.filter((overlay) => !matches(seen, overlay));
  if (behind.length === 0) {
    const what = wanted(seen, say);
    // Painted is not seen: OBS may show another scene.
    if (!black(seen) && !anySeen(overlays)) return { tone: "bad", text: say("receipt_unseen", { what }) };
    const text =
      overlays.length === 1 ? say("receipt_ok", { what }) : say("receipt_ok_many", { count: overlays.length, what });
    return { tone: "good", text };
  }
  if (behind.every((overlay) => inTime(seen, overlay))) return { tone: "wait", text: say("receipt_wait") };
  const faces = [...new Set(overlays.map((overlay) => painted(overlay, say)))];
  if (faces.length > 1) {
    const what = faces.join(say("list_separator"));
    return { tone: "bad", text: say("receipt_disagree", { count: overlays.length, what }) };
  }
  if (behind.every((overlay) => !overlay.shown)) return { tone: "bad", text: say("receipt_silent") };
  return { tone: "bad", text: say("receipt_late", { what: faces[0] }) };
}

/**
 * @param {Seen} seen
 * @param {OverlayPresence} overlay
 */
export function matches(seen, { shown }) {
  const { view, picture } = seen;
  const dark = shown !== null && (shown.panic || shown.hidden === true);
  // What the server hides by itself has no revision.
  if (seen.hidden && dark) return true;
  if (!shown || shown.epoch !== picture.epoch || shown.rev < picture.rev) return false;
  if (black(seen) || dark) return black(seen) === dark;
  return (shown.face ?? null) === (view.face?.kind ?? null) && (shown.card ?? null) === (view.on_air?.card ?? null);
}

/**
 * Whether OBS shows what an overlay paints. OBS tells of a change only, so silence counts as seen.
 * @param {import("../wire.js").Shown | null} shown
 */
export function seenByViewers(shown) {
  return shown?.active !== false && shown?.visible !== false;
}

/**
 * One source in several scenes, or one source for each scene: it is enough that one of them is in the picture.
 * @param {OverlayPresence[]} overlays
 */
export function anySeen(overlays) {
  const inObs = overlays.filter((overlay) => overlay.shown?.obs);
  return inObs.length === 0 || inObs.some((overlay) => seenByViewers(overlay.shown));
}

/**
 * Whether an overlay that is behind can still be painting.
 * @param {Seen} seen
 * @param {OverlayPresence} overlay
 */
export function inTime({ picture, now, serverNow }, overlay) {
  return now - picture.at < PAINT_MS || serverNow - overlay.since < PAINT_MS;
}

/**
 * @param {Seen} seen
 * @param {Say} say
 */
function wanted(seen, say) {
  const { face, on_air } = seen.view;
  if (black(seen)) return say("receipt_black");
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

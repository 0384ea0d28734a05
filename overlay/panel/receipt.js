// What viewers see, as far as the overlays say: compares their receipts with the stage. Pure: time is an argument.

/** How long an overlay may take to paint a new picture, in milliseconds, before the host is told that it has not. */
export const PAINT_MS = 1000;
/** How far a page may stray from 9:16 or 16:9 and still hold a card well. */
const SHAPE_TOLERANCE = 0.02;
/** Fewest CSS pixels on the shorter side at which a card is drawn as designed. */
const SHORT_SIDE_MIN = 720;

/** @typedef {import("../types.js").OverlayPresence} OverlayPresence */
/** @typedef {import("../types.js").PanelView} PanelView */
/** @typedef {"good" | "wait" | "bad" | "quiet"} Tone */
/** @typedef {{tone: Tone, text: string, hint: string, lines: string[]}} Receipt */

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
  const name = view.panic ? "panic" : `${view.on_air?.card ?? ""}@${view.on_air?.shown_at ?? ""}`;
  if (before && before.epoch === epoch && before.name === name) return { ...before, seenRev: rev };
  // Views may be skipped while a line is down: any revision after the last one seen can have brought the picture.
  const first = before && before.epoch === epoch ? before.seenRev + 1 : 0;
  // The first view tells of a picture that stands already: nobody needs time to paint it.
  return { epoch, rev: first, seenRev: rev, name, at: before ? now : -Infinity };
}

/**
 * @typedef {object} Seen
 * @property {PanelView} view
 * @property {Picture} picture
 * @property {OverlayPresence[] | null} overlays `null`: not heard yet
 * @property {boolean} online
 * @property {string} build this server's build
 * @property {number} now this page's milliseconds
 * @property {number} serverNow
 */

/**
 * @param {Seen} seen
 * @param {import("./words.js").Say} say
 * @returns {Receipt}
 */
export function receipt(seen, say) {
  const { overlays, online } = seen;
  if (!online) return { tone: "quiet", text: say("receipt_unknown"), hint: "", lines: [] };
  if (!overlays) return { tone: "quiet", text: say("receipt_asking"), hint: "", lines: [] };
  if (overlays.length === 0) return { tone: "bad", text: say("receipt_none"), hint: say("receipt_none_hint"), lines: [] };
  return { ...verdict(seen, overlays, say), lines: lines(seen, overlays, say) };
}

/**
 * @param {Seen} seen
 * @param {OverlayPresence[]} overlays
 * @param {import("./words.js").Say} say
 * @returns {{tone: Tone, text: string, hint: string}}
 */
function verdict(seen, overlays, say) {
  const behind = overlays.filter((overlay) => !matches(seen, overlay));
  if (behind.length === 0) {
    const what = wanted(seen.view, say);
    const text = overlays.length === 1 ? say("receipt_ok", { what }) : say("receipt_ok_many", { count: overlays.length, what });
    return { tone: "good", text, hint: "" };
  }
  if (behind.every((overlay) => inTime(seen, overlay))) return { tone: "wait", text: say("receipt_wait"), hint: "" };
  const hint = say("receipt_late_hint");
  const faces = [...new Set(overlays.map((overlay) => painted(overlay, say)))];
  if (faces.length > 1) {
    const what = faces.join(say("list_separator"));
    return { tone: "bad", text: say("receipt_disagree", { count: overlays.length, what }), hint };
  }
  if (behind.every((overlay) => !overlay.shown)) return { tone: "bad", text: say("receipt_silent"), hint };
  return { tone: "bad", text: say("receipt_late", { what: faces[0] }), hint };
}

/**
 * @param {Seen} seen
 * @param {OverlayPresence} overlay
 */
function matches({ view, picture }, { shown }) {
  if (!shown || shown.epoch !== picture.epoch || shown.rev < picture.rev) return false;
  if (view.panic || shown.panic) return view.panic === shown.panic;
  return (shown.card ?? null) === (view.on_air?.card ?? null);
}

/**
 * Whether an overlay that is behind can still be painting.
 * @param {Seen} seen
 * @param {OverlayPresence} overlay
 */
function inTime({ picture, now, serverNow }, overlay) {
  return now - picture.at < PAINT_MS || serverNow - overlay.since < PAINT_MS;
}

/**
 * @param {PanelView} view
 * @param {import("./words.js").Say} say
 */
function wanted(view, say) {
  if (view.panic) return say("receipt_black");
  return view.on_air ? say("card", { number: view.on_air.number }) : say("receipt_empty");
}

/**
 * @param {OverlayPresence} overlay
 * @param {import("./words.js").Say} say
 */
function painted({ shown }, say) {
  if (!shown) return say("receipt_nothing");
  if (shown.panic) return say("receipt_black");
  return shown.card ? say("card", { number: shown.card }) : say("receipt_empty");
}

/**
 * One line an overlay: always when there are several, otherwise only where something about it needs a hand.
 * @param {Seen} seen
 * @param {OverlayPresence[]} overlays
 * @param {import("./words.js").Say} say
 */
function lines(seen, overlays, say) {
  /** @type {string[]} */
  const all = [];
  overlays.forEach((overlay, at) => {
    const { shown } = overlay;
    const trouble = shown ? troubles(shown, seen.build, say) : [];
    const what = matches(seen, overlay) ? `${painted(overlay, say)} ✓` : painted(overlay, say);
    const size = shown?.width ? `${shown.width}×${shown.height}` : say("receipt_nothing");
    if (overlays.length > 1) all.push(say("receipt_line", { number: at + 1, what, size: trouble[0] ?? size }));
    else all.push(...trouble);
  });
  return all;
}

/**
 * @param {import("../types.js").Shown} shown
 * @param {string} build
 * @param {import("./words.js").Say} say
 */
function troubles(shown, build, say) {
  const { width, height } = shown;
  const found = [];
  if (width > 0 && height > 0 && !goodShape(width, height)) found.push(say("receipt_size_wrong", { width, height }));
  if (shown.build && shown.build !== build) found.push(say("receipt_build"));
  return found;
}

/**
 * @param {number} width
 * @param {number} height
 */
function goodShape(width, height) {
  const ratio = Math.max(width, height) / Math.min(width, height);
  return Math.abs(ratio / (16 / 9) - 1) < SHAPE_TOLERANCE && Math.min(width, height) >= SHORT_SIDE_MIN;
}

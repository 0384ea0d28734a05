// Each overlay by itself: one chip, and what about it needs a hand. Pure.

import { anySeen, inTime, matches, painted, seenByViewers } from "./receipt.js";

/** How far a page may stray from 9:16 or 16:9 and still hold a card well. */
const SHAPE_TOLERANCE = 0.02;
/** Fewest CSS pixels on the shorter side at which a card is drawn as designed. */
const SHORT_SIDE_MIN = 720;

/** @typedef {import("../wire.js").OverlayPresence} OverlayPresence */
/** @typedef {import("../wire.js").Shown} Shown */
/** @typedef {import("./receipt.js").Seen} Seen */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {{id: string, tone: import("./receipt.js").Tone, text: string, more?: string}} Chip `more`: what a narrow page leaves out while all is well */
/** @typedef {{id: string, tone: "bad" | "wait", title: string, text: string, reload?: number, drive?: boolean}} Alarm `reload`: the overlay that a button reloads */

/**
 * @param {Seen} seen
 * @param {Say} say
 * @returns {Chip[]}
 */
export function overlayChips(seen, say) {
  const overlays = seen.overlays ?? [];
  return overlays.map((overlay, at) => {
    const { shown, silent } = overlay;
    const name = named(overlay, at, overlays.length, say);
    if (silent) return { id: `overlay-${overlay.id}`, tone: "bad", text: say("overlay_silent", { name }) };
    const fine = matches(seen, overlay);
    const tone =
      fine && soundShape(shown) && seenByViewers(shown) ? "good" : fine || inTime(seen, overlay) ? "wait" : "bad";
    const what = fine ? `${painted(overlay, say)} ✓` : painted(overlay, say);
    return {
      id: `overlay-${overlay.id}`,
      tone: soundShape(shown) ? tone : "bad",
      text: `${name} ${what}`,
      more: about(shown, say)
        .map((part) => ` · ${part}`)
        .join(""),
    };
  });
}

/**
 * @param {OverlayPresence} overlay
 * @param {number} at
 * @param {number} count
 * @param {Say} say
 */
function named({ shown }, at, count, say) {
  const name = shown?.obs ? "OBS" : say("overlay_page");
  return count > 1 ? `${name} ${at + 1}` : name;
}

/**
 * @param {Shown | null} shown
 * @param {Say} say
 */
function about(shown, say) {
  if (!shown) return [];
  const size = shown.width ? [`${shown.width}×${shown.height}`] : [];
  return [...(shown.scene ? [shown.scene] : []), ...size, ...(seenByViewers(shown) ? [] : [say("overlay_unseen")])];
}

/** @param {Shown | null} shown */
function soundShape(shown) {
  if (!shown?.width || !shown.height) return true;
  const { width, height } = shown;
  const ratio = Math.max(width, height) / Math.min(width, height);
  return Math.abs(ratio / (16 / 9) - 1) < SHAPE_TOLERANCE && Math.min(width, height) >= SHORT_SIDE_MIN;
}

/**
 * What about the overlays needs a hand, the worst first.
 * @param {Seen} seen
 * @param {Say} say
 * @returns {Alarm[]}
 */
export function overlayAlarms(seen, say) {
  const { overlays } = seen;
  if (!overlays) return [];
  if (overlays.length === 0)
    return seen.practice ? [] : [{ id: "none", tone: "bad", title: say("none_title"), text: say("none_text") }];
  const each = overlays.flatMap((overlay, at) =>
    alarmsOf(seen, overlay, named(overlay, at, overlays.length, say), say),
  );
  return [...unseen(overlays, say), ...streaming(seen, overlays, say), ...each];
}

/**
 * @param {Seen} seen
 * @param {OverlayPresence} overlay
 * @param {string} name
 * @param {Say} say
 * @returns {Alarm[]}
 */
function alarmsOf(seen, overlay, name, say) {
  const { id, shown, silent } = overlay;
  // All else that it said is old.
  if (silent)
    return [
      {
        id: `silent-${id}`,
        tone: "bad",
        title: say("silent_title", { name, what: painted(overlay, say) }),
        text: say("silent_text"),
      },
    ];
  /** @type {Alarm[]} */
  const found = [];
  if (!matches(seen, overlay) && !inTime(seen, overlay)) {
    found.push({
      id: `behind-${id}`,
      tone: "bad",
      title: say("behind_title", { name, what: painted(overlay, say) }),
      text: say("behind_text"),
      reload: id,
    });
  }
  if (!shown) return found;
  const { width, height } = shown;
  if (!soundShape(shown))
    found.push({
      id: `size-${id}`,
      tone: "bad",
      title: say("size_title", { name, width, height }),
      text: say("size_text"),
    });
  if (shown.build && shown.build !== seen.build) {
    found.push({
      id: `build-${id}`,
      tone: "wait",
      title: say("old_title", { name }),
      text: say("old_text"),
      reload: id,
    });
  }
  return found;
}

/**
 * @param {OverlayPresence[]} overlays
 * @param {Say} say
 * @returns {Alarm[]}
 */
function unseen(overlays, say) {
  if (anySeen(overlays)) return [];
  const scene = overlays.find((overlay) => overlay.shown?.scene)?.shown?.scene;
  const title = scene ? say("unseen_title_scene", { scene }) : say("unseen_title");
  return [{ id: "unseen", tone: "bad", title, text: say("unseen_text") }];
}

/**
 * @param {Seen} seen
 * @param {OverlayPresence[]} overlays
 * @param {Say} say
 * @returns {Alarm[]}
 */
function streaming({ view, practice }, overlays, say) {
  const live = view.show?.live_since !== undefined && !view.show.closed && !practice;
  if (!live || isStreaming(overlays) !== false) return [];
  return [{ id: "streaming", tone: "wait", title: say("not_streaming_title"), text: say("not_streaming_text") }];
}

/**
 * Whether OBS streams; `null`: no OBS has said.
 * @param {OverlayPresence[]} overlays
 */
export function isStreaming(overlays) {
  const told = overlays.map((overlay) => overlay.shown?.streaming).filter((one) => typeof one === "boolean");
  return told.length ? told.some(Boolean) : null;
}

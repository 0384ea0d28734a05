// The chip of each overlay, and the alarms about overlays. Pure.

import { anyVisible, inTime, matches, painted, isVisible } from "./receipt.js";

/** How far the shape of a page may differ from 9:16 or 16:9 before a card no longer fits well. */
const SHAPE_TOLERANCE = 0.02;
/** Fewest CSS pixels on the shorter side at which a card is drawn as designed. */
const SHORT_SIDE_MIN = 720;

/** @typedef {import("../wire.js").OverlayPresence} OverlayPresence */
/** @typedef {import("../wire.js").Shown} Shown */
/** @typedef {import("./receipt.js").ReceiptContext} ReceiptContext */
/** @typedef {import("./words.js").Say} Say */
/**
 * @typedef {{id: string, tone: import("./receipt.js").Tone, text: string, more?: string}} Chip `more`: left out on a
 *   narrow page while all is well
 */
/**
 * @typedef {{id: string, tone: "bad" | "wait", title: string, text: string, reload?: number, drive?: boolean, link?: Link}} Alarm
 *   `reload`: the overlay that its button reloads; `drive`: it has a button that takes control; `link`: to the cure
 */
/** @typedef {{href: string, text: string}} Link
 */

/**
 * @param {ReceiptContext} receipts
 * @param {Say} say
 * @returns {Chip[]}
 */
export function overlayChips(receipts, say) {
  const overlays = receipts.overlays ?? [];
  return overlays.map((overlay, at) => {
    const { shown, silent } = overlay;
    const name = named(overlay, at, overlays.length, say);
    if (silent) return { id: `overlay-${overlay.id}`, tone: "bad", text: say("overlay_silent", { name }) };
    const fine = matches(receipts, overlay);
    const tone =
      fine && hasGoodShape(shown) && isVisible(shown) ? "good" : fine || inTime(receipts, overlay) ? "wait" : "bad";
    const what = fine ? `${painted(overlay, say)} ✓` : painted(overlay, say);
    return {
      id: `overlay-${overlay.id}`,
      tone: hasGoodShape(shown) ? tone : "bad",
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
  return [...(shown.scene ? [shown.scene] : []), ...size, ...(isVisible(shown) ? [] : [say("overlay_unseen")])];
}

/** @param {Shown | null} shown */
function hasGoodShape(shown) {
  if (!shown?.width || !shown.height) return true;
  const { width, height } = shown;
  const ratio = Math.max(width, height) / Math.min(width, height);
  return Math.abs(ratio / (16 / 9) - 1) < SHAPE_TOLERANCE && Math.min(width, height) >= SHORT_SIDE_MIN;
}

/**
 * The alarms about overlays, the worst first.
 * @param {ReceiptContext} receipts
 * @param {Say} say
 * @returns {Alarm[]}
 */
export function overlayAlarms(receipts, say) {
  const { overlays } = receipts;
  if (!overlays) return [];
  if (overlays.length === 0)
    return receipts.rehearsal ? [] : [{ id: "none", tone: "bad", title: say("none_title"), text: say("none_text") }];
  const each = overlays.flatMap((overlay, at) =>
    alarmsOf(receipts, overlay, named(overlay, at, overlays.length, say), say),
  );
  return [...unseen(overlays, say), ...streaming(receipts, overlays, say), ...each];
}

/**
 * @param {ReceiptContext} receipts
 * @param {OverlayPresence} overlay
 * @param {string} name
 * @param {Say} say
 * @returns {Alarm[]}
 */
function alarmsOf(receipts, overlay, name, say) {
  const { id, shown, silent } = overlay;
  // Everything else in its last receipt is stale.
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
  if (!matches(receipts, overlay) && !inTime(receipts, overlay)) {
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
  if (!hasGoodShape(shown))
    found.push({
      id: `size-${id}`,
      tone: "bad",
      title: say("size_title", { name, width, height }),
      text: say("size_text"),
    });
  if (shown.build && shown.build !== receipts.build) {
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
  if (anyVisible(overlays)) return [];
  const scene = overlays.find((overlay) => overlay.shown?.scene)?.shown?.scene;
  const title = scene ? say("unseen_title_scene", { scene }) : say("unseen_title");
  return [{ id: "unseen", tone: "bad", title, text: say("unseen_text") }];
}

/**
 * @param {ReceiptContext} receipts
 * @param {OverlayPresence[]} overlays
 * @param {Say} say
 * @returns {Alarm[]}
 */
function streaming({ view, rehearsal }, overlays, say) {
  const live = view.show?.live_since !== undefined && !view.show.closed && !rehearsal;
  if (!live || isStreaming(overlays) !== false) return [];
  return [{ id: "streaming", tone: "wait", title: say("not_streaming_title"), text: say("not_streaming_text") }];
}

/**
 * Whether OBS streams; `null`: no OBS has reported it.
 * @param {OverlayPresence[]} overlays
 */
export function isStreaming(overlays) {
  const reports = overlays.map((overlay) => overlay.shown?.streaming).filter((one) => typeof one === "boolean");
  return reports.length ? reports.some(Boolean) : null;
}

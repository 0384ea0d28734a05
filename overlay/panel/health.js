// The health strip in words: line, store, OBS and overlays; what happened, what still works, what to press. Pure.

import { isStreaming, overlayAlarms, overlayChips } from "./overlays.js";

/** @typedef {import("./overlays.js").Chip} Chip */
/** @typedef {import("./overlays.js").Alarm} Alarm */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {"connecting" | "open" | "lost" | "refused"} Line */

/**
 * A link that tries again says "connecting" each time; for the host that is still the same cut.
 * @param {import("../lib/socket.js").LinkState} state
 * @param {boolean} wasOpen whether this page was ever connected
 * @returns {Line}
 */
export function lineState(state, wasOpen) {
  return state === "connecting" && wasOpen ? "lost" : state;
}

/**
 * What the strip is made of.
 * @typedef {object} Condition
 * @property {Line} line
 * @property {boolean} slow the first connection takes longer than it should
 * @property {import("./panic.js").Panic} panic what became of a panic that was pressed
 * @property {import("../wire.js").StoreState} store
 * @property {import("./receipt.js").Seen | null} seen
 * @property {"here" | "typing" | "elsewhere"} keys where the keyboard goes
 */

/**
 * @param {Condition} condition
 * @param {Say} say
 * @returns {Chip[]}
 */
export function chips({ line, store, seen, keys }, say) {
  const tone = /** @type {const} */ ({ open: "good", connecting: "quiet", lost: "bad", refused: "bad" })[line];
  /** @type {Chip[]} */
  const awake = keys === "here" ? [] : [{ id: "keys", tone: "wait", text: say(`keyboard_${keys}`) }];
  /** @type {Chip[]} */
  const found = [{ id: "line", tone, text: say(`link_${line}`) }];
  // What was known before a cut is not known any more.
  if (line !== "open") return [...awake, ...found];
  found.push({
    id: "store",
    tone: store === "ok" ? "good" : store === "volatile" ? "wait" : "bad",
    text: say(`store_${store}`),
  });
  if (!seen?.overlays) return [...awake, ...found];
  const streams = isStreaming(seen.overlays);
  if (streams !== null)
    found.push({
      id: "streaming",
      tone: streams ? "good" : "wait",
      text: say(streams ? "obs_streaming" : "obs_not_streaming"),
    });
  const { driver } = seen.view;
  if (driver)
    found.push({
      id: "driver",
      tone: "quiet",
      text: say("chip_driver", { name: driver.name || say("people_nameless") }),
    });
  return [...awake, ...overlayChips(seen, say), ...found];
}

/**
 * @param {Condition} condition
 * @param {Say} say
 * @returns {Alarm[]}
 */
export function alarms(condition, say) {
  const { line, store, seen, panic } = condition;
  /** @type {(name: string, tone: "wait" | "bad") => Alarm} */
  const told = (name, tone) => ({ id: name, tone, title: say(`${name}_title`), text: say(`${name}_text`) });
  const urgent =
    panic === "late"
      ? [told("unanswered", "bad")]
      : panic === "unsent" && line !== "open"
        ? [told("stuck", "bad")]
        : [];
  // Only what is to be done now: that the page connects again by itself can wait.
  if (line === "refused") return [...urgent, told(line, "bad")];
  if (line !== "open" && urgent.length) return urgent;
  if (line === "connecting") return condition.slow ? [told("connecting", "wait")] : [];
  if (line !== "open") return [told(line, "bad")];
  const found = urgent;
  if (panic === "unsent" || panic === "back") found.push(told("unsent", "wait"));
  if (seen?.hidden) found.push(told("hidden", "bad"));
  if (store !== "ok") found.push(told(store, store === "volatile" ? "wait" : "bad"));
  if (seen) found.push(...overlayAlarms(seen, say));
  return found.sort((a, b) => Number(a.tone === "wait") - Number(b.tone === "wait"));
}

// The meaning of a key, given the digits that were typed before it. Pure: no events, no page.

import { ALL_ACTIONS } from "./actions.js";

/** Digits older than this, in milliseconds, belong to something else and are dropped. */
export const DIGITS_MS = 6000;
/** Most digits of a card number: CARDS_MAX is 99. */
const DIGITS_MAX = 2;

/** @typedef {import("./actions.js").ActionName} ActionName */

/** @typedef {{digits: string, at: number}} Typed */

/**
 * The focused element: a field in which keys are text, another control that has keys of its own, or neither.
 * @typedef {"text" | "control" | ""} Field
 */

/**
 * @typedef {object} Pressed
 * @property {string} key
 * @property {string} code
 * @property {boolean} alt
 * @property {boolean} ctrl Ctrl or Command: a shortcut of the browser
 * @property {boolean} repeat held down
 * @property {boolean} composing an input method is composing a word
 * @property {Field} field
 * @property {boolean} dialog a dialog is open
 * @property {boolean} dragging a card is being dragged
 * @property {boolean} row a row of the rundown itself has the focus
 * @property {number} at milliseconds
 */

/** `argument`: a card, or one step up (-1) or down (1). @typedef {{action: ActionName, argument?: number}} Intent */

/**
 * `stop`: the browser must not act on the key as well.
 * @typedef {{typed: Typed, intent: Intent | null, stop: boolean}} Meaning
 */

/** The action of each key that starts one from anywhere. @type {Map<string, ActionName>} */
const BY_KEY = new Map(ALL_ACTIONS.flatMap(([name, { keys = [] }]) => keys.map((key) => [key, name])));

/** @type {Typed} */
export const NOTHING_TYPED = { digits: "", at: 0 };

/**
 * @param {Typed} typed
 * @param {Pressed} pressed
 * @returns {Meaning}
 */
export function press(typed, pressed) {
  const digits = fresh(typed, pressed.at);
  const name = nameOf(pressed);
  const ignored = { typed: { digits, at: typed.at }, intent: null, stop: false };
  if (pressed.field === "text" || pressed.ctrl || pressed.composing) return ignored;
  // Panic cannot wait, so its key works wherever it is not text. A slider's other keys belong to the slider.
  if (pressed.field && BY_KEY.get(name) !== "panic") return ignored;
  // In a dialog keys belong to the dialog, except panic and the key that closes the help.
  if (pressed.dialog && BY_KEY.get(name) !== "panic" && BY_KEY.get(name) !== "help") return ignored;
  const done = meaningOf(digits, name, pressed);
  if (!done) return ignored;
  // A key that is held down counts once, but the page must not scroll under it either.
  return pressed.repeat ? { ...ignored, stop: true } : { ...done, stop: true };
}

/**
 * @param {Typed} typed
 * @param {number} now
 * @returns {string}
 */
export function fresh(typed, now) {
  return now - typed.at < DIGITS_MS ? typed.digits : "";
}

/**
 * @param {string} digits
 * @param {string} name
 * @param {Pressed} pressed
 * @returns {{typed: Typed, intent: Intent | null} | null} `null`: not a key of the panel
 */
function meaningOf(digits, name, pressed) {
  const typed = { digits, at: pressed.at };
  if (name === "up" || name === "down") {
    return { typed, intent: { action: pressed.alt ? "move" : "focus", argument: name === "up" ? -1 : 1 } };
  }
  if (pressed.alt) return null;
  if (name === "escape" && pressed.dragging) return { typed, intent: { action: "cancelDrag" } };
  if (name === "escape" && digits) return { typed: NOTHING_TYPED, intent: null };
  if (name === "next" && digits) return { typed, intent: { action: "sayDigits" } };
  const action = BY_KEY.get(name);
  if (action) return { typed: action === "help" ? typed : NOTHING_TYPED, intent: { action } };
  if (/^[0-9]$/.test(name)) return { typed: { digits: append(digits, name), at: pressed.at }, intent: null };
  if (digits) return withDigits(digits, name, typed);
  return name === "enter" && pressed.row ? { typed: NOTHING_TYPED, intent: { action: "cueFocused" } } : null;
}

/**
 * @param {string} digits
 * @param {string} name
 * @param {Typed} typed
 * @returns {{typed: Typed, intent: Intent | null} | null}
 */
function withDigits(digits, name, typed) {
  // A number is only cued: the host looks at the cued card, then Space shows it.
  if (name === "enter") return { typed: NOTHING_TYPED, intent: { action: "cue", argument: Number(digits) } };
  if (name === "backspace") return { typed: { ...typed, digits: digits.slice(0, -1) }, intent: null };
  return null;
}

/**
 * @param {string} digits
 * @param {string} digit
 */
function append(digits, digit) {
  // A digit too many is dropped, so that the digits on the page are the card that Enter will cue.
  return digits.length === DIGITS_MAX || (digits === "" && digit === "0") ? digits : digits + digit;
}

/**
 * One name for a key. While a Chinese input method is active, `key` is "Process" and only the position of the key is
 * known.
 * @param {Pressed} pressed
 * @returns {string}
 */
function nameOf({ key, code }) {
  const swallowed = key === "Process" || key === "Unidentified";
  const name = swallowed ? code.replace(/^(Key|Digit|Numpad)/, "") : key;
  /** @type {Record<string, string>} */
  const names = {
    " ": "next",
    Space: "next",
    ArrowRight: "next",
    ArrowUp: "up",
    ArrowDown: "down",
    "？": "?",
    Equal: "+",
    Add: "+",
  };
  return names[name] ?? name.toLowerCase();
}

// What a key means, given what was typed before it. Pure: no events, no page.

import { FACES } from "./deck.js";

/** Digits older than this, in milliseconds, were typed for something else. */
export const DIGITS_MS = 6000;
/** Most digits of a card number: CARDS_MAX is 99. */
const DIGITS_MAX = 2;

/** @typedef {{digits: string, at: number}} Typed */

/** What has the focus: a field in which keys are words, another control that has keys of its own, or neither. @typedef {"text" | "control" | ""} Field */

/**
 * @typedef {object} Pressed
 * @property {string} key
 * @property {string} code
 * @property {boolean} alt
 * @property {boolean} ctrl Ctrl or Command: the browser's own
 * @property {boolean} repeat held down
 * @property {boolean} composing an input method is putting a word together
 * @property {Field} field
 * @property {boolean} dialog a dialog is open
 * @property {boolean} dragging a card is being dragged
 * @property {boolean} row a card of the rundown itself has the focus
 * @property {number} at milliseconds
 */

/**
 * @typedef {{type: "command", command: import("./deck.js").KeyName}
 *   | {type: "cue", card: number} | {type: "cue-row"} | {type: "face", face: import("../wire.js").FaceKind}
 *   | {type: "contact"} | {type: "update"} | {type: "full"} | {type: "focus", by: 1 | -1} | {type: "move", by: 1 | -1}
 *   | {type: "help"} | {type: "drop-drag"} | {type: "say-digits"}} Act
 */

/** @typedef {{typed: Typed, act: Act | null, stop: boolean}} Meaning `stop`: the browser must not act on the key as well */

/** @type {Record<string, Act>} */
const LETTERS = {
  u: { type: "command", command: "undo" },
  b: { type: "command", command: "panic" },
  r: { type: "command", command: "release" },
  h: { type: "command", command: "hold" },
  "+": { type: "command", command: "extend" },
  "=": { type: "command", command: "extend" },
  f: { type: "full" },
  x: { type: "contact" },
  g: { type: "update" },
  ...Object.fromEntries(FACES.map(([face, key]) => [key.toLowerCase(), { type: "face", face }])),
};

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
  const meaning = { typed: { digits, at: typed.at }, act: null, stop: false };
  if (pressed.field === "text" || pressed.ctrl || pressed.composing) return meaning;
  // The key that cannot wait goes through wherever it is no letter of a word; a slider's other keys are its own.
  if (pressed.field && name !== "b") return meaning;
  // In a dialog keys belong to the dialog, but for that one and the one that closes the card of keys.
  if (pressed.dialog && name !== "b" && name !== "?") return meaning;
  const done = mean(digits, name, pressed);
  if (!done) return meaning;
  // A key held down is one press, but the page must not scroll under it either.
  return pressed.repeat ? { ...meaning, stop: true } : { ...done, stop: true };
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
 * @returns {{typed: Typed, act: Act | null} | null} `null`: not a key of ours
 */
function mean(digits, name, pressed) {
  const typed = { digits, at: pressed.at };
  /** @type {(act: Act | null) => {typed: Typed, act: Act | null}} */
  const clear = (act) => ({ typed: NOTHING_TYPED, act });
  if (name === "up" || name === "down") {
    const by = name === "up" ? -1 : 1;
    return { typed, act: { type: pressed.alt ? "move" : "focus", by } };
  }
  if (pressed.alt) return null;
  if (name in LETTERS) return clear(LETTERS[name]);
  if (/^[0-9]$/.test(name)) return { typed: { digits: append(digits, name), at: pressed.at }, act: null };
  if (name === "escape") {
    if (pressed.dragging) return { typed, act: { type: "drop-drag" } };
    return clear(digits ? null : { type: "command", command: "out" });
  }
  if (name === "next")
    return digits ? { typed, act: { type: "say-digits" } } : clear({ type: "command", command: "next" });
  if (name === "?") return { typed, act: { type: "help" } };
  if (digits) return withDigits(digits, name, typed);
  return name === "enter" && pressed.row ? clear({ type: "cue-row" }) : null;
}

/**
 * @param {string} digits
 * @param {string} name
 * @param {Typed} typed
 * @returns {{typed: Typed, act: Act | null} | null}
 */
function withDigits(digits, name, typed) {
  const card = Number(digits);
  // A number is made ready, never shown at once: Space shows it, after a look at what is ready.
  if (name === "enter") return { typed: NOTHING_TYPED, act: { type: "cue", card } };
  if (name === "backspace") return { typed: { ...typed, digits: digits.slice(0, -1) }, act: null };
  return null;
}

/**
 * @param {string} digits
 * @param {string} digit
 */
function append(digits, digit) {
  // A digit too many is left out: what is shown stays what Enter will cue.
  return digits.length === DIGITS_MAX || (digits === "" && digit === "0") ? digits : digits + digit;
}

/**
 * One name for a key, also where a Chinese input method swallows what it stands for and only its place is known.
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

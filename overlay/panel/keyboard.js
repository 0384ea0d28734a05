// Listens to the keyboard and passes on what keys mean. The meanings are in keys.js.

import { dialogOpen } from "./dialogs.js";
import { DIGITS_MS, NOTHING_TYPED, fresh, press } from "./keys.js";

/** Controls that use keys to choose or count, and never as letters. */
const CONTROL = "input[type=range], input[type=number], select";
/** Fields in which keys are text. A checkbox uses no key but Space. */
const TEXT = "input:not([type=checkbox]), textarea, [contenteditable]";

/**
 * @param {Element | null} element that has the focus
 * @returns {import("./keys.js").Field}
 */
function fieldOf(element) {
  if (element?.closest(CONTROL)) return "control";
  return element?.closest(TEXT) ? "text" : "";
}

export class Keyboard {
  #typed = NOTHING_TYPED;
  #isDragging;
  #onIntent;
  #onDigits;

  /**
   * @param {() => boolean} isDragging
   * @param {(intent: import("./keys.js").Intent) => void} onIntent
   * @param {() => void} onDigits the digits may have changed
   */
  constructor(isDragging, onIntent, onDigits) {
    this.#isDragging = isDragging;
    this.#onIntent = onIntent;
    this.#onDigits = onDigits;
    document.addEventListener("keydown", (event) => this.#down(event));
    document.addEventListener("keyup", (event) => this.#up(event));
  }

  /** The digits that Enter would cue now. */
  get digits() {
    return fresh(this.#typed, performance.now());
  }

  /** Whether keys are text now, or belong to a dialog. */
  get asleep() {
    return dialogOpen() || fieldOf(document.activeElement) !== "";
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const { key, code, altKey: alt, repeat } = event;
    const meaning = press(this.#typed, {
      key,
      code,
      alt,
      repeat,
      ctrl: event.ctrlKey || event.metaKey,
      composing: event.isComposing,
      field: fieldOf(target),
      row: target.classList.contains("row"),
      dialog: dialogOpen(),
      dragging: this.#isDragging(),
      at: performance.now(),
    });
    const before = this.#typed.digits;
    this.#typed = meaning.typed;
    if (meaning.stop) event.preventDefault();
    if (meaning.intent) this.#onIntent(meaning.intent);
    if (before === meaning.typed.digits) return;
    this.#onDigits();
    setTimeout(this.#onDigits, DIGITS_MS);
  }

  /** @param {KeyboardEvent} event */
  #up(event) {
    const inField = fieldOf(/** @type {HTMLElement} */ (event.target)) !== "";
    // Firefox presses a focused button on keyup of Space, even if keydown was prevented.
    if (event.key === " " && !inField && !dialogOpen()) event.preventDefault();
  }
}

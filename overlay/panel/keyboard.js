// Listens to the keyboard and hands on what was meant. What a key means stands in keys.js.

import { dialogOpen } from "./dialogs.js";
import { DIGITS_MS, NOTHING_TYPED, fresh, press } from "./keys.js";

/** Fields in which keys are text. */
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export class Keyboard {
  #typed = NOTHING_TYPED;
  #dragging;
  #act;
  #changed;

  /**
   * @param {() => boolean} dragging
   * @param {(act: import("./keys.js").Act) => void} act
   * @param {() => void} changed the digits may be others now
   */
  constructor(dragging, act, changed) {
    this.#dragging = dragging;
    this.#act = act;
    this.#changed = changed;
    document.addEventListener("keydown", (event) => this.#down(event));
    document.addEventListener("keyup", (event) => this.#up(event));
  }

  /** The digits that Enter would cue now. */
  get digits() {
    return fresh(this.#typed, performance.now());
  }

  /** Whether keys are text just now, or a dialog's. */
  get asleep() {
    return dialogOpen() || (document.activeElement?.closest(FIELDS) ?? null) !== null;
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
      field: target.closest(FIELDS) !== null,
      row: target.classList.contains("row"),
      dialog: dialogOpen(),
      dragging: this.#dragging(),
      at: performance.now(),
    });
    const before = this.#typed.digits;
    this.#typed = meaning.typed;
    if (meaning.stop) event.preventDefault();
    if (meaning.act) this.#act(meaning.act);
    if (before === meaning.typed.digits) return;
    this.#changed();
    setTimeout(this.#changed, DIGITS_MS);
  }

  /** @param {KeyboardEvent} event */
  #up(event) {
    const inField = /** @type {HTMLElement} */ (event.target).closest(FIELDS) !== null;
    // Firefox presses a focused button when Space comes up, whatever was said when it went down.
    if (event.key === " " && !inField && !dialogOpen()) event.preventDefault();
  }
}

// Listens to the keyboard and hands on what was meant. What a key means stands in keys.js.

import { dialogOpen } from "./dialogs.js";
import { DIGITS_MS, NOTHING_TYPED, fresh, press } from "./keys.js";

/** Where keys choose or count, and no letter is one of a word. */
const CONTROL = "input[type=range], input[type=number], select";
/** Where keys become words. A box that is ticked wants no key but Space. */
const TEXT = "input:not([type=checkbox]), textarea, [contenteditable]";

/**
 * What a key is to the element that has the focus, before it is anything to the panel.
 * @param {Element | null} element
 * @returns {import("./keys.js").Field}
 */
function fieldOf(element) {
  if (element?.closest(CONTROL)) return "control";
  return element?.closest(TEXT) ? "text" : "";
}

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
    const inField = fieldOf(/** @type {HTMLElement} */ (event.target)) !== "";
    // Firefox presses a focused button when Space comes up, whatever was said when it went down.
    if (event.key === " " && !inField && !dialogOpen()) event.preventDefault();
  }
}

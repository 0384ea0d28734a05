// Dragging a card of the rundown with mouse, pen or finger. Knows rows as boxes; what a drop means is the caller's.

import { byId, show, write } from "./dom.js";
import { dropPosition, edgeScroll, gap, shift } from "./order.js";

/**
 * @typedef {object} Held
 * @property {HTMLElement} element
 * @property {HTMLElement} grip
 * @property {number} pointer
 * @property {string} job whose card it is, whatever becomes of the order
 * @property {number} from position at the start
 * @property {number} to position that a drop would mean now
 * @property {number} startY pointer at the start, in the list's own coordinates
 * @property {number} y pointer now, in the window's
 * @property {string} order that was seen when it was taken up
 */

export class Drag {
  /** @type {Held | null} */
  #held = null;
  #rows;
  #dropped;
  #over;
  #say;
  #list = byId("rows");
  #box = byId("rows-box");
  #mark = byId("drop-mark");
  #text = byId("drop-text");

  /**
   * @param {import("./rows.js").Rows} rows
   * @param {(job: string, to: number, changed: boolean) => void} dropped `changed`: the order is not the one that was seen
   * @param {() => void} over the card is let go, whatever became of it
   * @param {import("./words.js").Say} say
   */
  constructor(rows, dropped, over, say) {
    this.#rows = rows;
    this.#dropped = dropped;
    this.#over = over;
    this.#say = say;
    const list = this.#list;
    list.addEventListener("pointerdown", (event) => this.#start(event));
    list.addEventListener("pointermove", (event) => this.#move(event));
    list.addEventListener("pointerup", (event) => this.#end(event));
    list.addEventListener("pointercancel", () => this.cancel());
  }

  get active() {
    return this.#held !== null;
  }

  /** Puts the card back where it was. */
  cancel() {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    this.#rows.held = false;
    for (const element of this.#rows.elements()) element.style.transform = "";
    delete held.element.dataset.dragged;
    delete this.#list.dataset.dragging;
    show(this.#mark, false);
    if (held.grip.hasPointerCapture(held.pointer)) held.grip.releasePointerCapture(held.pointer);
    // What was told meanwhile has not moved the rows.
    this.#over();
  }

  /** @param {PointerEvent} event */
  #start(event) {
    const grip = /** @type {HTMLElement} */ (event.target);
    const element = /** @type {HTMLElement | null} */ (grip.closest(".row"));
    if (grip.dataset.do !== "grip" || !element || event.button !== 0 || this.#held) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const from = this.#rows.elements().indexOf(element);
    const y = event.clientY;
    const { job = "" } = element.dataset;
    this.#held = {
      element,
      grip,
      pointer: event.pointerId,
      job,
      from,
      to: from,
      startY: this.#own(y),
      y,
      order: this.#rows.signature(),
    };
    this.#rows.held = true;
    element.dataset.dragged = "yes";
    this.#list.dataset.dragging = "yes";
    this.#follow();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#held?.pointer === event.pointerId) this.#held.y = event.clientY;
  }

  /** @param {PointerEvent} event */
  #end(event) {
    const held = this.#held;
    if (held?.pointer !== event.pointerId) return;
    held.y = event.clientY;
    this.#aim(held);
    const changed = held.order !== this.#rows.signature();
    this.cancel();
    if (held.to !== held.from || changed) this.#dropped(held.job, held.to, changed);
  }

  /** Once a frame while a card is held, and never otherwise: an edge must go on scrolling under a finger that rests. */
  #follow() {
    const held = this.#held;
    if (!held) return;
    this.#scroll(held.y);
    this.#aim(held);
    requestAnimationFrame(() => this.#follow());
  }

  /** @param {Held} held */
  #aim(held) {
    const elements = this.#rows.elements();
    // Offsets know nothing of transforms, so rows that make way do not change what the pointer means.
    const boxes = elements.map(({ offsetTop: top, offsetHeight }) => ({ top, bottom: top + offsetHeight }));
    const y = this.#own(held.y);
    held.to = dropPosition(boxes, held.from, y);
    elements.forEach((element, at) => {
      const by = at === held.from ? y - held.startY : shift(boxes, at, held.from, held.to);
      element.style.transform = by ? `translateY(${by}px)` : "";
    });
    const { top, bottom } = gap(boxes, held.from, held.to);
    this.#mark.style.transform = `translateY(${top}px)`;
    this.#mark.style.height = `${bottom - top}px`;
    write(this.#text, this.#say("drop_at", { place: held.to + 1 }));
    show(this.#mark, true);
  }

  /**
   * A height in the window as a height in the list, however far it is scrolled.
   * @param {number} y
   */
  #own(y) {
    return y - this.#box.getBoundingClientRect().top + this.#box.scrollTop;
  }

  /** @param {number} y */
  #scroll(y) {
    const scrolls = getComputedStyle(this.#box).overflowY === "auto";
    if (scrolls) this.#box.scrollTop += edgeScroll(this.#box.getBoundingClientRect(), y);
    else window.scrollBy(0, edgeScroll({ top: 0, bottom: byId("deck").getBoundingClientRect().top }, y));
  }
}

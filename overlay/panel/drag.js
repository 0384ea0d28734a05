// Drags a card of the rundown with mouse, pen or finger. Knows rows as boxes; the caller decides what a drop means.

import { byId, show, write } from "./dom.js";
import { dropPosition, edgeScroll, gap, shift } from "./order.js";

/**
 * @typedef {object} ActiveDrag
 * @property {HTMLElement} element
 * @property {HTMLElement} grip
 * @property {number} pointer
 * @property {string} job of the dragged card: it identifies the card if the order changes
 * @property {number} from position at the start
 * @property {number} to position of a drop now
 * @property {number} startY pointer at the start, in the list's own coordinates
 * @property {number} y pointer now, in the window's
 * @property {string} order of the rows when the drag began
 */

export class Drag {
  /** @type {ActiveDrag | null} */
  #active = null;
  #rows;
  #onDrop;
  #onEnd;
  #say;
  #list = byId("rows");
  #box = byId("rows-box");
  #mark = byId("drop-mark");
  #text = byId("drop-text");

  /**
   * @param {import("./rows.js").Rows} rows
   * @param {(job: string, to: number, changed: boolean) => void} onDrop `changed`: the order changed during the drag
   * @param {() => void} onEnd after a drop or a cancellation
   * @param {import("./words.js").Say} say
   */
  constructor(rows, onDrop, onEnd, say) {
    this.#rows = rows;
    this.#onDrop = onDrop;
    this.#onEnd = onEnd;
    this.#say = say;
    const list = this.#list;
    list.addEventListener("pointerdown", (event) => this.#start(event));
    list.addEventListener("pointermove", (event) => this.#move(event));
    list.addEventListener("pointerup", (event) => this.#end(event));
    list.addEventListener("pointercancel", () => this.cancel());
  }

  get active() {
    return this.#active !== null;
  }

  /** Puts the card back where it was. */
  cancel() {
    const drag = this.#active;
    if (!drag) return;
    this.#active = null;
    this.#rows.isDragging = false;
    for (const element of this.#rows.elements()) element.style.transform = "";
    delete drag.element.dataset.dragged;
    delete this.#list.dataset.dragging;
    show(this.#mark, false);
    if (drag.grip.hasPointerCapture(drag.pointer)) drag.grip.releasePointerCapture(drag.pointer);
    // The rows were not rearranged during the drag.
    this.#onEnd();
  }

  /** @param {PointerEvent} event */
  #start(event) {
    const grip = /** @type {HTMLElement} */ (event.target);
    const element = /** @type {HTMLElement | null} */ (grip.closest(".row"));
    if (grip.dataset.do !== "grip" || !element || event.button !== 0 || this.#active) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const from = this.#rows.elements().indexOf(element);
    const y = event.clientY;
    const { job = "" } = element.dataset;
    this.#active = {
      element,
      grip,
      pointer: event.pointerId,
      job,
      from,
      to: from,
      startY: this.#inList(y),
      y,
      order: this.#rows.signature(),
    };
    this.#rows.isDragging = true;
    element.dataset.dragged = "yes";
    this.#list.dataset.dragging = "yes";
    this.#follow();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#active?.pointer === event.pointerId) this.#active.y = event.clientY;
  }

  /** @param {PointerEvent} event */
  #end(event) {
    const drag = this.#active;
    if (drag?.pointer !== event.pointerId) return;
    drag.y = event.clientY;
    this.#aim(drag);
    const changed = drag.order !== this.#rows.signature();
    this.cancel();
    if (drag.to !== drag.from || changed) this.#onDrop(drag.job, drag.to, changed);
  }

  /** Runs once a frame during a drag only: the list must go on scrolling while a finger rests at its edge. */
  #follow() {
    const drag = this.#active;
    if (!drag) return;
    this.#scroll(drag.y);
    this.#aim(drag);
    requestAnimationFrame(() => this.#follow());
  }

  /** @param {ActiveDrag} drag */
  #aim(drag) {
    const elements = this.#rows.elements();
    // Offsets ignore transforms, so that rows which make way do not change the target position.
    const boxes = elements.map(({ offsetTop: top, offsetHeight }) => ({ top, bottom: top + offsetHeight }));
    const y = this.#inList(drag.y);
    drag.to = dropPosition(boxes, drag.from, y);
    elements.forEach((element, at) => {
      const by = at === drag.from ? y - drag.startY : shift(boxes, at, drag.from, drag.to);
      element.style.transform = by ? `translateY(${by}px)` : "";
    });
    const { top, bottom } = gap(boxes, drag.from, drag.to);
    this.#mark.style.transform = `translateY(${top}px)`;
    this.#mark.style.height = `${bottom - top}px`;
    write(this.#text, this.#say("drop_at", { place: drag.to + 1 }));
    show(this.#mark, true);
  }

  /**
   * Converts a y coordinate of the window to one of the list, whatever its scroll position.
   * @param {number} y
   */
  #inList(y) {
    return y - this.#box.getBoundingClientRect().top + this.#box.scrollTop;
  }

  /** @param {number} y */
  #scroll(y) {
    const scrolls = getComputedStyle(this.#box).overflowY === "auto";
    if (scrolls) this.#box.scrollTop += edgeScroll(this.#box.getBoundingClientRect(), y);
    else window.scrollBy(0, edgeScroll({ top: 0, bottom: byId("deck").getBoundingClientRect().top }, y));
  }
}

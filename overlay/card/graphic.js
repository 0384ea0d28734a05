// The base of job cards and faces: the actions of an OGraf v1 graphic, drawing, fitting and animation. Knows neither
// the content nor the page around it. Every argument may be missing, because real hosts omit them.

import { motion } from "./motion.js";

/** @typedef {{statusCode: number, statusMessage?: string, currentStep?: number}} Answer */
/** @typedef {{skipAnimation?: boolean}} SkipAnimation */
/** @typedef {{data?: any, v_words?: Record<string, string>}} Load `v_words`: the sentences of our own overlay */
/**
 * @typedef {SkipAnimation & {delta?: number, goto?: number, data?: any, v_beneath?: boolean}} Play `v_beneath`:
 *   revealed by a graphic that leaves
 */

const DONE = { statusCode: 200 };
/** One step: the first play shows it, the next one removes it. */
const STEPS = 1;
/** Factors that are tried when even the smallest type size is too large. */
const SHRINK = [1, 0.92, 0.84, 0.76, 0.68];

/** @abstract */
export class Graphic extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  /** @type {number | undefined} */
  #step;
  #extent = "";
  #moves = 0;
  #watch = new ResizeObserver(() => this.#resized());
  /** @type {any} */
  data = {};
  /** @type {Record<string, string> | undefined} */
  words;

  /** @param {CSSStyleSheet[]} sheets */
  constructor(sheets) {
    super();
    this.#root.adoptedStyleSheets = sheets;
  }

  connectedCallback() {
    this.#watch.observe(this);
    this.refit();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  /** Whether it is on screen, or being shown. */
  get playing() {
    return this.#step !== undefined;
  }

  /**
   * Draws and fits it at its place, invisibly, so that `playAction` does not have to.
   * @param {Load} [how]
   * @returns {Promise<Answer>}
   */
  async load({ data, v_words } = {}) {
    this.#hide();
    this.data = { ...data };
    this.words = v_words;
    this.#redraw();
    // After the caller's own work: reading `fonts.ready` makes the browser lay out the page at once.
    await null;
    const pictures = [...this.#root.querySelectorAll("img")];
    await Promise.all([document.fonts.ready, ...pictures.map((picture) => picture.decode().catch(() => undefined))]);
    return DONE;
  }

  /**
   * @param {Play} [how]
   * @returns {Promise<Answer>}
   */
  async playAction({ delta = 1, goto, skipAnimation = false, data, v_beneath = false } = {}) {
    const target = goto ?? (this.#step ?? -1) + delta;
    if (data) this.#merge(data);
    if (target < 0 || target >= STEPS) await this.stopAction({ skipAnimation });
    else if (!this.playing) {
      this.#step = target;
      await this.#move(v_beneath ? "reveal" : "enter", skipAnimation);
    }
    return { ...DONE, currentStep: this.#step };
  }

  /**
   * @param {SkipAnimation & {data?: any}} [how] `data` may be a part
   * @returns {Promise<Answer>}
   */
  async updateAction({ data, skipAnimation = false } = {}) {
    const was = this.data;
    this.#merge(data);
    if (this.playing && !skipAnimation) await this.changed(was);
    return DONE;
  }

  /**
   * @param {SkipAnimation} [how]
   * @returns {Promise<Answer>}
   */
  async stopAction({ skipAnimation = false } = {}) {
    if (this.playing) {
      this.#step = undefined;
      await this.#move("leave", skipAnimation);
    }
    return DONE;
  }

  /**
   * @param {SkipAnimation & {id?: string, payload?: any}} [how]
   * @returns {Promise<Answer>}
   */
  async customAction({ id = "", skipAnimation = false } = {}) {
    if (id === "panic") this.#hide();
    else if (id !== "highlight") return { statusCode: 404, statusMessage: `no action "${id}"` };
    else if (this.playing && !skipAnimation) await motion(this, "highlight");
    return DONE;
  }

  /** @returns {Promise<Answer>} */
  async dispose() {
    this.#hide();
    this.#watch.disconnect();
    this.#root.replaceChildren();
    this.data = {};
    return DONE;
  }

  /** Chooses the type sizes for the present size of the page. */
  refit() {
    if (!this.isConnected || !this.#root.firstChild) return;
    SHRINK.some((factor) => {
      this.style.setProperty("--shrink", String(factor));
      return this.fit(this.#root);
    });
    this.#extent = this.#measure();
  }

  /** @abstract @returns {HTMLElement} the content for `data` */
  draw() {
    return document.createElement("article");
  }

  /**
   * The only method that reads layout.
   * @abstract
   * @param {ShadowRoot} _root
   * @returns {boolean} whether everything fits
   */
  fit(_root) {
    return true;
  }

  /** After a visible update: animates new parts. @param {any} _was the data before */
  async changed(_was) {}

  /** @param {string} selector @returns {HTMLElement | null} */
  find(selector) {
    return this.#root.querySelector(selector);
  }

  /** @param {any} data */
  #merge(data) {
    this.data = { ...this.data, ...data };
    this.#redraw();
  }

  #redraw() {
    this.#root.replaceChildren(this.draw());
    this.refit();
  }

  /** Hides it at once, even during an animation. */
  #hide() {
    this.#step = undefined;
    this.#moves += 1;
    this.toggleAttribute("waiting", true);
    // Not on the first load: `getAnimations` would lay out the page while the card is waited for.
    if (this.#moves > 1) this.#cancelAnimations();
  }

  /**
   * @param {import("./motion.js").Move} move
   * @param {boolean} skip
   */
  async #move(move, skip) {
    this.#moves += 1;
    const current = this.#moves;
    if (move !== "leave") this.removeAttribute("waiting");
    if (!skip) await motion(this, move);
    // A later animation has replaced this one.
    if (current !== this.#moves) return;
    if (move === "leave") this.toggleAttribute("waiting", true);
    this.#cancelAnimations();
  }

  /** An animation must not keep its last frame: the graphic has to be at its place when it is played again. */
  #cancelAnimations() {
    for (const animation of this.getAnimations()) animation.cancel();
  }

  #measure() {
    return `${this.clientWidth}:${innerWidth}:${innerHeight}`;
  }

  #resized() {
    if (this.#extent !== this.#measure()) this.refit();
  }
}

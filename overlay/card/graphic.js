// What job cards and faces have in common: the actions of an OGraf v1 graphic, how they are drawn, fitted and moved.
// Knows neither what is drawn nor the page around it; every argument may be missing, because real hosts leave them out.

import { motion } from "./motion.js";

/** @typedef {{statusCode: number, statusMessage?: string, currentStep?: number}} Answer */
/** @typedef {{skipAnimation?: boolean}} Quietly */
/** @typedef {{data?: any, v_words?: Record<string, string>}} Load `v_words`: our overlay's own sentences */
/** @typedef {Quietly & {delta?: number, goto?: number, data?: any, v_beneath?: boolean}} Play `v_beneath`: bared by one that leaves */

const DONE = { statusCode: 200 };
/** In at the first play, out at the next one. */
const STEPS = 1;
/** How much of its size is tried, where even the smallest type that is meant for it is too large. */
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

  /** Whether it is on screen, or on its way. */
  get playing() {
    return this.#step !== undefined;
  }

  /**
   * Draws it in its place, out of sight: what is fitted there needs no fitting when it is played.
   * @param {Load} [how]
   * @returns {Promise<Answer>}
   */
  async load({ data, v_words } = {}) {
    this.#away();
    this.data = { ...data };
    this.words = v_words;
    this.#redraw();
    // Fonts are asked for once the caller's own work is done: the question makes the browser lay out the page at once.
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
   * @param {Quietly & {data?: any}} [how] `data` may be a part
   * @returns {Promise<Answer>}
   */
  async updateAction({ data, skipAnimation = false } = {}) {
    const was = this.data;
    this.#merge(data);
    if (this.playing && !skipAnimation) await this.changed(was);
    return DONE;
  }

  /**
   * @param {Quietly} [how]
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
   * @param {Quietly & {id?: string, payload?: any}} [how]
   * @returns {Promise<Answer>}
   */
  async customAction({ id = "", skipAnimation = false } = {}) {
    if (id === "panic") this.#away();
    else if (id !== "highlight") return { statusCode: 404, statusMessage: `no action "${id}"` };
    else if (this.playing && !skipAnimation) await motion(this, "highlight");
    return DONE;
  }

  /** @returns {Promise<Answer>} */
  async dispose() {
    this.#away();
    this.#watch.disconnect();
    this.#root.replaceChildren();
    this.data = {};
    return DONE;
  }

  /** Chooses type sizes for the place that it has now. */
  refit() {
    if (!this.isConnected || !this.#root.firstChild) return;
    SHRINK.some((factor) => {
      this.style.setProperty("--shrink", String(factor));
      return this.fit(this.#root);
    });
    this.#extent = this.#measure();
  }

  /** @abstract @returns {HTMLElement} what `data` says */
  draw() {
    return document.createElement("article");
  }

  /**
   * The only place that reads layout.
   * @abstract
   * @param {ShadowRoot} _root
   * @returns {boolean} whether all has room
   */
  fit(_root) {
    return true;
  }

  /** After an update in sight: moves what has come to it. @param {any} _was the data before */
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

  /** Out of sight at once, in the middle of a movement too. */
  #away() {
    this.#step = undefined;
    this.#moves += 1;
    this.toggleAttribute("waiting", true);
    // On the way to the screen nothing may ask for what moves: that would lay out the page.
    if (this.#moves > 1) this.#still();
  }

  /**
   * @param {import("./motion.js").Move} move
   * @param {boolean} skip
   */
  async #move(move, skip) {
    this.#moves += 1;
    const mine = this.#moves;
    if (move !== "leave") this.removeAttribute("waiting");
    if (!skip) await motion(this, move);
    // Another movement took over.
    if (mine !== this.#moves) return;
    if (move === "leave") this.toggleAttribute("waiting", true);
    this.#still();
  }

  /** Nothing may hold on to a last frame: it has to stand at its place when it is played again. */
  #still() {
    for (const animation of this.getAnimations()) animation.cancel();
  }

  #measure() {
    return `${this.clientWidth}:${innerWidth}:${innerHeight}`;
  }

  #resized() {
    if (this.#extent !== this.#measure()) this.refit();
  }
}

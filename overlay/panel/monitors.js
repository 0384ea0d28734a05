// Two small frames with the real overlay page: the program and the preview. While closed, they load nothing.

import { byId, make, mark, show, within } from "./dom.js";
import { recall, remember } from "./seat.js";

/** The sizes that OBS gives the overlay, in CSS pixels. */
const SIZES = { portrait: { width: 1080, height: 1920 }, landscape: { width: 1920, height: 1080 } };
/** From this width on they fit beside everything else. */
const WIDE = "(min-width: 1600px)";

/** Height of the switch and the two captions, in CSS pixels. */
const HEADS_PX = 130;
/** Narrower than this, in CSS pixels, a frame is not readable. */
const LEAST_PX = 90;

/** @typedef {keyof typeof SIZES} Format */

/** The query of each frame's page. */
const PAGES = { program: "monitor=1", preview: "view=preview&monitor=1" };

export class Monitors {
  #box = byId("monitors");
  #stage;
  /** @type {Format} */
  #format;
  /** @type {boolean | null} the host's own choice; null: none yet */
  #chosen;
  #room = new ResizeObserver(() => this.#fit());

  /** @param {string} stage a further query that names the stage; empty: the real one */
  constructor(stage) {
    this.#stage = stage;
    this.#format = recall("monitor-format") === "landscape" ? "landscape" : "portrait";
    const stored = recall("monitors");
    this.#chosen = stored === null ? null : stored === "open";
    this.#room.observe(this.#box);
    byId("monitors-key").addEventListener("click", () => this.#choose(!this.#open));
    byId("monitors-close").addEventListener("click", () => this.#choose(false));
    for (const format of /** @type {Format[]} */ (Object.keys(SIZES))) {
      byId(`monitors-${format}`).addEventListener("click", () => this.#setFormat(format));
    }
    matchMedia(WIDE).addEventListener("change", () => this.#paint());
    this.#paint();
  }

  /** @returns {Format} */
  get format() {
    return this.#format;
  }

  get #open() {
    return this.#chosen ?? matchMedia(WIDE).matches;
  }

  /** @param {boolean} open */
  #choose(open) {
    this.#chosen = open;
    remember("monitors", open ? "open" : "closed");
    this.#paint();
  }

  /** @param {Format} format */
  #setFormat(format) {
    this.#format = format;
    remember("monitor-format", format);
    this.#paint();
  }

  #paint() {
    const open = this.#open;
    show(this.#box, open);
    mark(byId("panel"), "monitors", open ? this.#format : "");
    byId("monitors-key").setAttribute("aria-pressed", String(open));
    for (const format of Object.keys(SIZES))
      byId(`monitors-${format}`).setAttribute("aria-pressed", String(format === this.#format));
    for (const [name, query] of Object.entries(PAGES)) this.#frame(name, open ? query : null);
    this.#fit();
  }

  /**
   * @param {string} name
   * @param {string | null} query `null`: no frame
   */
  #frame(name, query) {
    const screen = this.#screen(name);
    const existing = screen.querySelector("iframe");
    if (query === null) return existing?.remove();
    const { width, height } = SIZES[this.#format];
    const frame = existing ?? /** @type {HTMLIFrameElement} */ (make("iframe", "", ""));
    frame.width = String(width);
    frame.height = String(height);
    if (existing) return;
    // A frame with the focus would receive the host's keys.
    frame.tabIndex = -1;
    frame.setAttribute("inert", "");
    frame.setAttribute("title", within(screen.parentElement ?? screen, "figcaption").textContent ?? "");
    frame.setAttribute("src", `/overlay?${query}${this.#stage}`);
    screen.append(frame);
  }

  /** Stacked frames are as wide as their common height allows; side by side they are as wide as their column. */
  #fit() {
    const { width, height } = SIZES[this.#format];
    const stacked = getComputedStyle(this.#box).flexDirection === "column";
    for (const name of Object.keys(PAGES)) {
      const screen = this.#screen(name);
      const room = (this.#box.clientHeight - HEADS_PX) / 2;
      screen.style.width = stacked
        ? `${Math.max(LEAST_PX, Math.min(this.#box.clientWidth, (room * width) / height))}px`
        : "";
      const frame = screen.querySelector("iframe");
      if (frame) frame.style.transform = `scale(${screen.clientWidth / width})`;
    }
  }

  /** @param {string} name */
  #screen(name) {
    return byId(`monitor-${name}`);
  }
}

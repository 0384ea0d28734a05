// The guides for arranging the picture: the platform's bars and the safe area, drawn over everything. Always on in the
// test picture; on air only for the seconds of a panel's command. Knows no socket.

/** @param {string} sentence @param {number} percent */
const withPercent = (sentence, percent) => sentence.replace("{percent}", String(percent));

/** Longest delay of a timer, in milliseconds; a later end is checked again then. */
const TIMER_MAX_MS = 60_000;

export class Guides {
  #box;
  #words;
  #now;
  #always;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} box
   * @param {Record<string, string>} words
   * @param {() => number} now server time
   * @param {boolean} always
   */
  constructor(box, words, now, always) {
    this.#box = box;
    this.#words = words;
    this.#now = now;
    this.#always = always;
  }

  /** @param {Pick<import("./wire.js").OverlayView, "guides_until" | "layout">} view */
  show({ guides_until, layout }) {
    clearTimeout(this.#timer);
    const left = (guides_until ?? 0) - this.#now();
    const on = this.#always || left > 0;
    this.#box.hidden = !on;
    if (!on) return;
    this.#draw(layout);
    if (!this.#always)
      this.#timer = setTimeout(() => this.show({ guides_until, layout }), Math.min(left, TIMER_MAX_MS));
  }

  /** @param {import("./wire.js").OverlayView["layout"]} layout */
  #draw(layout) {
    const portrait = innerHeight >= innerWidth;
    const { top, bottom } = (portrait ? layout?.portrait : layout?.landscape) ?? {
      top: portrait ? 12 : 4,
      bottom: portrait ? 30 : 4,
    };
    const texts = {
      "guide guide-top": withPercent(this.#words.guide_top, top),
      "guide-safe": this.#words.guide_safe,
      "guide guide-bottom": withPercent(this.#words.guide_bottom, bottom),
    };
    const parts = Object.entries(texts).map(([name, text]) => {
      const part = document.createElement("p");
      part.className = name;
      part.append(text);
      return part;
    });
    this.#box.replaceChildren(...parts);
  }
}

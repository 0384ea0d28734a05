// The small renderer behind the overlay: loads, plays, updates and stops one graphic at a time, job card or face, and keeps the
// card that comes next drawn out of sight. Knows no socket, and no order of views: that is plan.js's.

import { cardData } from "./card/data.js";
import { FaceCard } from "./card/face-card.js";
import JobCard from "./ograf/job-card.mjs";
import { identity } from "./lib/plan.js";

/** @typedef {import("./wire.js").OverlayView} OverlayView */
/** @typedef {import("./card/face-model.js").FaceData} FaceData */

customElements.define("job-card", JobCard);
customElements.define("face-card", FaceCard);

/** What a page shows when its stage is empty: the test picture's face. @typedef {() => import("./card/face-model.js").TestFace} Filler */

/**
 * @typedef {object} ScreenOptions
 * @property {HTMLElement} box
 * @property {Record<string, string>} words
 * @property {() => number} now server time
 * @property {string} zone
 * @property {string} lang
 * @property {Filler | null} filler
 */

export class Screen {
  #options;
  /** @type {{graphic: JobCard | FaceCard, identity: string} | null} */
  #on = null;
  /** The card that probably comes next. To fit a card takes longer than all of the way here. @type {{graphic: JobCard, says: string} | null} */
  #ahead = null;
  #layout = "";

  /** @param {ScreenOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** What is on screen: "card 8", "recap" …; "" for nothing. */
  get identity() {
    return this.#on?.identity ?? "";
  }

  /** @param {OverlayView} view @param {import("./lib/plan.js").Plan} plan */
  show(view, plan) {
    const old = this.#on;
    const wanted = this.#wanted(view);
    const skipAnimation = plan === "cut";
    if (old && wanted && old.identity === wanted.identity) {
      old.graphic.updateAction({ data: wanted.data, skipAnimation });
      return;
    }
    this.#on = wanted && { graphic: this.#loaded(wanted), identity: wanted.identity };
    this.#sweep(skipAnimation ? null : (old?.graphic ?? null));
    this.#on?.graphic.playAction({ skipAnimation, v_beneath: Boolean(old) });
    if (!skipAnimation && old) old.graphic.stopAction().then(() => old.graphic.remove());
  }

  /** At most one card leaves at a time: a host who presses fast must not fill the screen with leaving ones. @param {Element | null} leaving */
  #sweep(leaving) {
    const stay = [this.#on?.graphic, this.#ahead?.graphic, leaving];
    for (const child of [...this.#options.box.children])
      if (!stay.includes(/** @type {JobCard} */ (child))) child.remove();
  }

  /** @param {OverlayView} view @returns {{identity: string, data: any, card: boolean} | null} */
  #wanted(view) {
    const { on_air, face, how, contact, panic } = view;
    const theme = view.layout?.style ?? "light";
    if (panic) return null;
    if (on_air && !face) return { identity: identity(view), data: cardData(on_air, how, contact, theme), card: true };
    const { zone, lang, filler } = this.#options;
    const shown = face ?? filler?.();
    if (!shown) return null;
    const data = { face: shown, show: view.show, how, contact, theme, zone, lang };
    return { identity: identity(view) || shown.kind, data, card: false };
  }

  /** @param {{data: any, card: boolean}} wanted @returns {JobCard | FaceCard} drawn and fitted in its place, not yet seen */
  #loaded({ data, card }) {
    const ahead = this.#ahead;
    if (card && ahead?.says === JSON.stringify(data)) {
      this.#ahead = null;
      return ahead.graphic;
    }
    const graphic = card ? new JobCard() : new FaceCard();
    if (graphic instanceof FaceCard) graphic.now = this.#options.now;
    this.#place(graphic, data);
    return graphic;
  }

  /** Puts the card that comes next beneath what is on screen, where it is fitted and not seen. @param {OverlayView} view */
  drawAhead({ next, contact, layout }) {
    const data = next && cardData(next, next.how, contact, layout?.style ?? "light");
    const says = JSON.stringify(data);
    if (this.#ahead?.says === says) return;
    this.#ahead?.graphic.remove();
    this.#ahead = null;
    if (!data) return;
    const graphic = new JobCard();
    this.#place(graphic, data);
    this.#ahead = { graphic, says };
  }

  /** @param {JobCard | FaceCard} graphic @param {any} data */
  #place(graphic, data) {
    this.#options.box.prepend(graphic);
    graphic.load({ data, v_words: this.#options.words });
  }

  /** Safe areas, scale and offsets, as custom properties that overlay/card/style.js stands on. @param {OverlayView["layout"]} layout */
  arrange(layout) {
    const says = JSON.stringify(layout ?? null);
    if (!layout || this.#layout === says) return;
    this.#layout = says;
    const root = document.documentElement;
    root.dataset.style = layout.style;
    for (const format of /** @type {const} */ (["portrait", "landscape"])) {
      for (const [name, value] of Object.entries(layout[format]))
        root.style.setProperty(`--${format}-${name}`, String(value));
    }
    // The size of a card may stay while that of its type changes.
    for (const { graphic } of [this.#on, this.#ahead].filter((each) => each !== null)) graphic.refit();
  }
}

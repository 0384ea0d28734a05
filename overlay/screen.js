// The renderer of the overlay: loads, plays, updates and stops one graphic at a time, a job card or a face, and draws
// the next card in advance. Knows no socket; lib/plan.js chooses the transitions.

import { cardData } from "./card/data.js";
import { FaceCard } from "./card/face-card.js";
import JobCard from "./ograf/job-card.mjs";
import { ignoreRest } from "./lib/exhaustive.js";
import { identity } from "./lib/plan.js";

/** @typedef {import("./wire.js").OverlayView} OverlayView */
/** @typedef {import("./card/face-model.js").FaceData} FaceData */

customElements.define("job-card", JobCard);
customElements.define("face-card", FaceCard);

/** The face on an empty stage: the test picture's. @typedef {() => import("./card/face-model.js").TestFace} Filler */

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
  /**
   * The card that probably comes next, drawn in advance: fitting a card takes longer than everything else in a press.
   * @type {{graphic: JobCard, signature: string} | null}
   */
  #prerendered = null;
  #layout = "";

  /** @param {ScreenOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** The card or face on screen: "card 8", "recap" …; "" for nothing. */
  get identity() {
    return this.#on?.identity ?? "";
  }

  /** @param {OverlayView} view @param {import("./lib/plan.js").Plan} plan */
  show(view, plan) {
    const previous = this.#on;
    const wanted = this.#wanted(view);
    const skipAnimation = plan === "cut";
    if (previous && wanted && previous.identity === wanted.identity) {
      previous.graphic.updateAction({ data: wanted.data, skipAnimation });
      return;
    }
    this.#on = wanted && { graphic: this.#loaded(wanted), identity: wanted.identity };
    this.#removeOthers(skipAnimation ? null : (previous?.graphic ?? null));
    this.#on?.graphic.playAction({ skipAnimation, v_beneath: Boolean(previous) });
    if (!skipAnimation && previous) previous.graphic.stopAction().then(() => previous.graphic.remove());
  }

  /**
   * Removes all but one leaving card: fast presses must not fill the screen with leaving cards.
   * @param {Element | null} leaving
   */
  #removeOthers(leaving) {
    const keep = [this.#on?.graphic, this.#prerendered?.graphic, leaving];
    for (const child of [...this.#options.box.children])
      if (!keep.includes(/** @type {JobCard} */ (child))) child.remove();
  }

  /** @param {OverlayView} view @returns {{identity: string, data: any, card: boolean} | null} */
  #wanted(view) {
    const { on_air, face, how, contact, panic, layout, show, next: _next, ...others } = view;
    const { guides_until: _guides, sign_ups: _sign_ups, ...rest } = others;
    ignoreRest(rest);
    const theme = layout?.style ?? "light";
    if (panic) return null;
    if (on_air && !face) return { identity: identity(view), data: cardData(on_air, how, contact, theme), card: true };
    const { zone, lang, filler } = this.#options;
    const shown = face ?? filler?.();
    if (!shown) return null;
    const data = { face: shown, show, how, contact, theme, zone, lang };
    return { identity: identity(view) || shown.kind, data, card: false };
  }

  /**
   * @param {{data: any, card: boolean}} wanted
   * @returns {JobCard | FaceCard} drawn and fitted at its place, not visible yet
   */
  #loaded({ data, card }) {
    const prerendered = this.#prerendered;
    if (card && prerendered?.signature === JSON.stringify(data)) {
      this.#prerendered = null;
      return prerendered.graphic;
    }
    const graphic = card ? new JobCard() : new FaceCard();
    if (graphic instanceof FaceCard) graphic.now = this.#options.now;
    this.#place(graphic, data);
    return graphic;
  }

  /** Places the next card below the current one, where it is fitted and not visible. @param {OverlayView} view */
  prerender({ next, contact, layout }) {
    const data = next && cardData(next, next.how, contact, layout?.style ?? "light");
    const signature = JSON.stringify(data);
    if (this.#prerendered?.signature === signature) return;
    this.#prerendered?.graphic.remove();
    this.#prerendered = null;
    if (!data) return;
    const graphic = new JobCard();
    this.#place(graphic, data);
    this.#prerendered = { graphic, signature };
  }

  /** @param {JobCard | FaceCard} graphic @param {any} data */
  #place(graphic, data) {
    this.#options.box.prepend(graphic);
    graphic.load({ data, v_words: this.#options.words });
  }

  /**
   * Safe areas, scale and offsets, as the custom properties that card/style.js uses.
   * @param {OverlayView["layout"]} layout
   */
  arrange(layout) {
    const signature = JSON.stringify(layout ?? null);
    if (!layout || this.#layout === signature) return;
    this.#layout = signature;
    const root = document.documentElement;
    root.dataset.style = layout.style;
    for (const format of /** @type {const} */ (["portrait", "landscape"])) {
      for (const [name, value] of Object.entries(layout[format]))
        root.style.setProperty(`--${format}-${name}`, String(value));
    }
    // The type size may change while the size of the card stays the same.
    for (const { graphic } of [this.#on, this.#prerendered].filter((each) => each !== null)) graphic.refit();
  }
}

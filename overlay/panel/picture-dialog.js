// The dialog about the picture: card style, safe areas, size and position per format, and the switches of the contact
// layer.

import { CoalescedEdit } from "./coalesced-edit.js";
import { byId, disable, mark, write } from "./dom.js";
import { DIALOG_PERMISSIONS, whyNot } from "./permissions.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("../wire.js").Layout} Layout */
/** @typedef {import("../wire.js").LayoutFrame} LayoutFrame */
/** @typedef {import("../wire.js").Contact} Contact */
/** @typedef {"portrait" | "landscape"} Format */

/** How long the guides are shown, in seconds: viewers see them as well. */
const GUIDES_SECONDS = 30;

const SLIDERS = /** @type {(keyof LayoutFrame)[]} */ (["top", "bottom", "left", "right", "scale", "x", "y"]);
const SWITCHES = /** @type {const} */ (["address", "phone", "qr"]);

/** The layout of a new stage: it leaves room for Douyin's bars above and below. @type {Layout} */
export const DEFAULTS = {
  style: "light",
  portrait: { top: 12, bottom: 30, left: 4, right: 4, scale: 100, x: 0, y: 0 },
  landscape: { top: 4, bottom: 4, left: 4, right: 4, scale: 100, x: 0, y: 0 },
};

/**
 * @param {Layout} layout
 * @param {Format} format
 * @param {Partial<LayoutFrame>} change
 * @returns {Layout}
 */
export function withChange(layout, format, change) {
  return { ...layout, [format]: { ...layout[format], ...change } };
}

export class PictureDialog {
  /** @type {Format} */
  #format = "portrait";
  /** @type {Layout} */
  #layout = DEFAULTS;
  /** The change that is not confirmed yet. @type {CoalescedEdit<Layout>} */
  #draft;
  #guiding = false;
  #say;

  /**
   * @param {Say} say
   * @param {(layout: Layout) => Promise<string>} change resolves to the reason why it was not done; empty: it was
   * @param {(given: Partial<Contact>) => void} contact
   * @param {(seconds: number) => void} guides
   */
  constructor(say, change, contact, guides) {
    this.#say = say;
    this.#draft = new CoalescedEdit(change, (layout, why) => this.#onSettled(layout, why));
    for (const name of SLIDERS) {
      const slider = this.#slider(name);
      slider.addEventListener("input", () =>
        this.#move(withChange(this.#wanted, this.#format, { [name]: Number(slider.value) })),
      );
    }
    for (const style of /** @type {const} */ (["light", "dark"])) {
      byId(`style-${style}`).addEventListener("click", () => this.#move({ ...this.#wanted, style }));
    }
    for (const format of /** @type {Format[]} */ (["portrait", "landscape"]))
      byId(`picture-${format}`).addEventListener("click", () => this.#setFormat(format));
    for (const name of SWITCHES) {
      const box = /** @type {HTMLInputElement} */ (byId(`contact-${name}`));
      box.addEventListener("change", () => contact({ [name]: box.checked }));
    }
    const hidden = /** @type {HTMLInputElement} */ (byId("contact-hidden"));
    hidden.addEventListener("change", () => contact({ hidden: hidden.checked }));
    byId("picture-reset").addEventListener("click", () =>
      this.#move({ ...this.#wanted, [this.#format]: DEFAULTS[this.#format] }),
    );
    byId("guides").addEventListener("click", () => guides(this.#guiding ? 0 : GUIDES_SECONDS));
  }

  get #wanted() {
    return this.#draft.value ?? this.#layout;
  }

  /** @param {Layout} layout */
  #move(layout) {
    // The reason is visible beside the grey buttons; the layout does not change.
    if (byId("picture-why").textContent) return;
    this.#draft.set(layout);
    this.#paintLayout();
  }

  /**
   * @param {Layout} layout
   * @param {string} why it was not done; empty: it was
   */
  #onSettled(layout, why) {
    // A confirmed layout is shown until its view arrives; a refused one is replaced by the current one.
    if (!why) this.#layout = layout;
    this.#paintLayout();
  }

  /** @param {Format} format the one that the monitors show */
  open(format) {
    this.#setFormat(format);
  }

  /**
   * @param {import("./context.js").Context} context
   */
  paint({ view, online, me }) {
    if (!view) return;
    this.#layout = view.layout ?? DEFAULTS;
    const offline = online ? "" : this.#say("why_offline");
    const control = offline || whyNot(view, me, "control", this.#say);
    const layout = control || (me.rehearsal ? this.#say("why_rehearsal") : "");
    const guides = offline || whyNot(view, me, DIALOG_PERMISSIONS.guides, this.#say);
    const contact = offline || whyNot(view, me, DIALOG_PERMISSIONS.contact, this.#say);
    for (const name of SLIDERS) this.#slider(name).disabled = layout !== "";
    for (const id of ["picture-reset", "style-light", "style-dark"]) disable(byId(id), layout !== "");
    disable(byId("guides"), guides !== "");
    for (const name of [...SWITCHES, /** @type {const} */ ("hidden")]) {
      const box = /** @type {HTMLInputElement} */ (byId(`contact-${name}`));
      box.checked = view.contact?.[name] ?? false;
      box.disabled = contact !== "";
    }
    write(byId("picture-why"), layout);
    this.#paintLayout();
  }

  /**
   * @param {number | null} until
   * @param {number} now
   */
  paintTime(until, now) {
    const left = until === null ? 0 : Math.ceil((until - now) / 1000);
    this.#guiding = left > 0;
    write(byId("guides"), this.#say(this.#guiding ? "guides_end" : "guides"));
    write(byId("guides-text"), this.#guiding ? this.#say("guides_left", { seconds: left }) : this.#say("guides_hint"));
    mark(byId("guides-text"), "on", this.#guiding ? "yes" : "");
  }

  /** @param {Format} format */
  #setFormat(format) {
    this.#format = format;
    this.#paintLayout();
  }

  #paintLayout() {
    const place = this.#wanted[this.#format];
    for (const name of SLIDERS) {
      const slider = this.#slider(name);
      slider.value = String(place[name]);
      this.#number(name, slider.value);
    }
    for (const format of ["portrait", "landscape"])
      byId(`picture-${format}`).setAttribute("aria-pressed", String(format === this.#format));
    for (const style of ["light", "dark"])
      byId(`style-${style}`).setAttribute("aria-pressed", String(style === this.#wanted.style));
  }

  /**
   * @param {keyof LayoutFrame} name
   * @param {string} value
   */
  #number(name, value) {
    write(byId(`place-${name}-value`), `${value}%`);
  }

  /** @param {keyof LayoutFrame} name */
  #slider(name) {
    return /** @type {HTMLInputElement} */ (byId(`place-${name}`));
  }
}

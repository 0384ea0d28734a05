// The dialog that adds jobs to the rundown: loads, filters and selects jobs, and passes the selection to the caller.

import { closeDialog } from "./dialogs.js";
import { byId, disable, make, mark, show, write } from "./dom.js";
import { load } from "./edits.js";
import { addButton, listed } from "./offers.js";

/** @typedef {import("./offers.js").Offer} Offer */
/** @typedef {import("./words.js").Say} Say */

export class AddDialog {
  /** @type {Offer[]} */
  #offers = [];
  /** @type {Set<string>} */
  #chosen = new Set();
  #say;
  #room;
  #add;
  #max;

  /**
   * @param {Say} say
   * @param {number} max most cards of a show
   * @param {() => number} room how many more cards fit in the rundown
   * @param {(jobs: string[]) => Promise<string>} add resolves to the reason why they were not added; empty: they were
   */
  constructor(say, max, room, add) {
    this.#say = say;
    this.#max = max;
    this.#room = room;
    this.#add = add;
    byId("add-filter").addEventListener("input", () => this.#paint());
    byId("add-expired").addEventListener("change", () => this.#paint());
    byId("add-list").addEventListener("change", (event) => this.#onTick(event));
    byId("add-all").addEventListener("click", () => this.#choose(this.#listed().map((offer) => offer.id)));
    byId("add-none").addEventListener("click", () => this.#choose([]));
    byId("add-retry").addEventListener("click", () => void this.open());
    byId("add-go").addEventListener("click", () => void this.#go());
  }

  /** Loads the jobs each time: some may have been imported meanwhile. */
  async open() {
    this.#showMessage("add_loading");
    show(byId("add-retry"), false);
    /** @type {Offer[] | null} */
    const offers = await load("/panel/jobs.json");
    if (!offers) {
      this.#showMessage("add_failed");
      show(byId("add-retry"), true);
      return;
    }
    this.#offers = offers;
    const available = new Set(offers.map((offer) => offer.id));
    this.#chosen = new Set([...this.#chosen].filter((id) => available.has(id)));
    this.#paint();
    byId("add-filter").focus();
  }

  #listed() {
    const filter = /** @type {HTMLInputElement} */ (byId("add-filter")).value;
    const expired = /** @type {HTMLInputElement} */ (byId("add-expired")).checked;
    return listed(this.#offers, filter, expired);
  }

  /** @param {string} key */
  #showMessage(key) {
    byId("add-list").replaceChildren();
    write(byId("add-empty"), this.#say(key));
    show(byId("add-empty"), true);
    this.#paintButton();
  }

  #paint() {
    const offers = this.#listed();
    byId("add-list").replaceChildren(...offers.map((offer) => this.#row(offer)));
    const empty =
      this.#offers.length === 0
        ? `${this.#say("add_empty")} ${this.#say("add_empty_hint")}`
        : this.#say("add_no_match");
    write(byId("add-empty"), empty);
    show(byId("add-empty"), offers.length === 0);
    this.#paintButton();
  }

  /** @param {Offer} offer */
  #row(offer) {
    const box = Object.assign(document.createElement("input"), {
      type: "checkbox",
      value: offer.id,
      checked: this.#chosen.has(offer.id),
    });
    const main = make("span", "offer-main", "");
    main.append(
      make("strong", "", offer.title),
      make("span", "offer-note", [offer.employer, offer.township].filter(Boolean).join(" · ")),
    );
    const side = make("span", "offer-pay", offer.pay);
    const label = make("label", "offer", "");
    mark(label, "kind", offer.kind);
    label.append(box, make("span", "offer-kind", offer.kind_word), main, side);
    if (offer.expired)
      label.append(make("span", "mark mark-expired", this.#say("row_expired", { date: offer.valid_until ?? "" })));
    const item = make("li", "", "");
    item.append(label);
    return item;
  }

  /** @param {Event} event */
  #onTick(event) {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.checked) this.#chosen.add(box.value);
    else this.#chosen.delete(box.value);
    this.#paintButton();
  }

  /** @param {string[]} ids */
  #choose(ids) {
    this.#chosen = new Set(ids);
    this.#paint();
  }

  #paintButton() {
    const { label, note, enabled } = addButton(this.#chosen.size, this.#room(), this.#max, this.#say);
    write(byId("add-go"), label);
    write(byId("add-note"), note);
    disable(byId("add-go"), !enabled);
  }

  async #go() {
    const jobs = this.#offers.filter((offer) => this.#chosen.has(offer.id)).map((offer) => offer.id);
    if (!addButton(jobs.length, this.#room(), this.#max, this.#say).enabled) return;
    disable(byId("add-go"), true);
    const why = await this.#add(jobs);
    if (!why) this.#chosen.clear();
    this.#paintButton();
    // The page's own status line is covered by the dialog.
    if (why) write(byId("add-note"), why);
    else closeDialog("add");
  }
}

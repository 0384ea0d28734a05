// Paints the rundown, row by row, and keeps focus and scroll where they were. Says what was asked of a row; does nothing itself.

import { rowKeys } from "./counts.js";
import { row as rowState } from "./deck.js";
import { byId, disable, make, mark, rebuild, show, within, write } from "./dom.js";
import { step } from "./order.js";
import { paintPlan, readPlan } from "./rowplan.js";
import { payLine } from "./words.js";

/** @typedef {import("../types.js").PanelCard} RundownFace */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {"take" | "cue" | "full" | "up" | "down" | "remove" | "plan"} Ask */

/** How long a first press on "remove" waits for the second, in milliseconds. */
const SURE_MS = 4000;
/** How long a count that grew stays marked, in milliseconds. */
const GROWN_MS = 2500;

/**
 * @typedef {object} Row
 * @property {HTMLElement} element
 * @property {RundownFace} face
 * @property {ReturnType<typeof rowState>} state
 */

export class Rows {
  /** @type {Map<string, Row>} by the job that a row stands for */
  #rows = new Map();
  /** @type {string[]} in running order */
  #order = [];
  #current = "";
  /** While a card is dragged its list must not be rearranged under it. */
  held = false;
  #list = byId("rows");
  #template = byId("row");
  #say;
  #asked;

  /**
   * @param {Say} say
   * @param {(ask: Ask, face: RundownFace, why: string, plan?: import("./rowplan.js").Plan) => void} asked `why` it cannot be done; empty: it can
   */
  constructor(say, asked) {
    this.#say = say;
    this.#asked = asked;
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("focusin", (event) => this.#focused(event));
    this.#list.addEventListener("change", (event) => this.#planned(event));
    this.#list.addEventListener("keydown", (event) => this.#entered(event));
  }

  /** @param {import("./deck.js").Ground & {view: import("../types.js").PanelView}} ground */
  paint(ground) {
    const { rundown } = ground.view;
    const keys = rowKeys(rundown);
    rundown.forEach((face, at) => {
      const state = rowState(ground, face, this.#say);
      const row = this.#rows.get(keys[at]) ?? this.#add(keys[at], face, state);
      const followed = state.place === "onair" && row.state.place !== "onair";
      Object.assign(row, { face, state });
      this.#paintRow(row);
      if (followed) this.#follow(row.element);
    });
    if (!this.held) this.#arrange(keys);
    show(byId("rows-empty"), keys.length === 0);
  }

  /**
   * @param {Record<string, number>} counts
   * @param {number[]} grown
   */
  paintCounts(counts, grown) {
    for (const { element, face } of this.#rows.values()) {
      const count = counts[face.card] ?? 0;
      write(within(element, "[data-slot=count]"), String(count));
      mark(element, "signups", count ? "yes" : "");
      if (grown.includes(face.card)) this.#flash(element);
    }
  }

  /**
   * When each card will come up: digits only, so that they can change every second.
   * @param {import("./timing.js").Timing | null} timing
   * @param {(ms: number) => string} wall
   */
  paintTimes(timing, wall) {
    for (const { element, face } of this.#rows.values()) {
      const at = timing?.at.get(face.card);
      write(within(element, "[data-slot=when]"), at === undefined ? "" : wall(at));
    }
  }

  /** @param {(key: string) => import("./ledger.js").PressState | null} stateOf */
  paintPresses(stateOf) {
    for (const { element, face } of this.#rows.values()) {
      for (const name of ["take", "cue", "full"]) {
        mark(within(element, `[data-do=${name}]`), "press", stateOf(`${name}:${face.card}`) ?? "");
      }
    }
  }

  /**
   * The card whose row itself, not a button in it, has the focus.
   * @returns {RundownFace | null}
   */
  focused() {
    const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.row;
    return (key && this.#rows.get(key)?.face) || null;
  }

  /** @param {1 | -1} by */
  focusBy(by) {
    const inside = this.#list.contains(document.activeElement);
    const from = this.#order.indexOf(this.#current);
    const to = inside ? step(from, by, this.#order.length) : Math.max(0, from);
    const row = to === null ? undefined : this.#rows.get(this.#order[to]);
    row?.element.focus();
  }

  /** Every row in running order, for dragging. */
  elements() {
    return this.#order.flatMap((key) => this.#rows.get(key)?.element ?? []);
  }

  /** @param {HTMLElement} element */
  faceOf(element) {
    return this.#rows.get(element.dataset.row ?? "")?.face ?? null;
  }

  /** Names the order, so that a drag can tell whether it changed meanwhile. */
  signature() {
    return this.#order.join("\n");
  }

  /**
   * Shows a move before the server has confirmed it; the next view settles the order either way.
   * @param {number} from
   * @param {number} to
   */
  preview(from, to) {
    const keys = [...this.#order];
    keys.splice(to, 0, ...keys.splice(from, 1));
    this.#arrange(keys);
  }

  /**
   * @param {string} key
   * @param {RundownFace} face
   * @param {Row["state"]} state
   */
  #add(key, face, state) {
    const copy = /** @type {HTMLTemplateElement} */ (this.#template).content.cloneNode(true);
    const element = within(/** @type {DocumentFragment} */ (copy), ".row");
    element.dataset.row = key;
    const row = { element, face, state };
    this.#rows.set(key, row);
    return row;
  }

  /** @param {Row} row */
  #paintRow({ element, face, state }) {
    /** @type {(slot: string, text: string) => void} */
    const fill = (slot, text) => write(within(element, `[data-slot=${slot}]`), text);
    mark(element, "kind", face.kind);
    mark(element, "place", state.place);
    mark(element, "shut", face.expired ? "yes" : "");
    fill("number", String(face.number));
    fill("title", face.title);
    fill("minutes", face.minutes ? this.#say("row_minutes", { minutes: face.minutes }) : "");
    fill("pay", payLine(face));
    fill("employer", face.employer);
    const marks = within(element, "[data-slot=marks]");
    rebuild(marks, JSON.stringify(state.marks), () => state.marks.map(({ tone, text }) => make("span", `mark mark-${tone}`, text)));
    const detail = /** @type {HTMLAnchorElement} */ (within(element, "[data-slot=detail]"));
    const href = `/panel/cards/${face.number}`;
    if (detail.getAttribute("href") !== href) detail.href = href;
    write(within(element, "[data-do=full]"), this.#say(face.full ? "row_mark_free" : "row_mark_full"));
    const reasons = { take: state.take, cue: state.cue, full: state.full, up: state.edit, down: state.edit, remove: state.remove };
    for (const [name, why] of Object.entries(reasons)) disable(within(element, `[data-do=${name}]`), why !== "");
    paintPlan(element, face, state.edit);
    const label = [this.#say("card", { number: face.number }), face.title, ...state.marks.map((one) => one.text)].join(" ");
    if (element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
  }

  /** @param {string[]} keys */
  #arrange(keys) {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    const wasInside = active !== null && this.#list.contains(active);
    for (const [key, { element }] of this.#rows) {
      if (keys.includes(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
    keys.forEach((key, at) => {
      const element = this.#rows.get(key)?.element;
      if (element && this.#list.children[at] !== element) this.#list.insertBefore(element, this.#list.children[at] ?? null);
    });
    this.#order = keys;
    if (!keys.includes(this.#current)) this.#setCurrent(keys[0] ?? "");
    // Moving an element in the page takes its focus away.
    if (wasInside && document.activeElement !== active) active.focus({ preventScroll: true });
  }

  /** @param {string} key */
  #setCurrent(key) {
    for (const [name, tabindex] of /** @type {[string, string][]} */ ([[this.#current, "-1"], [key, "0"]])) {
      const element = this.#rows.get(name)?.element;
      if (!element) continue;
      // One stop for the whole list, then its buttons: sixty stops would bury the rest of the page.
      for (const stop of [element, ...element.querySelectorAll(".row-keys button")]) stop.setAttribute("tabindex", tabindex);
    }
    this.#current = key;
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest(".row");
    if (row) this.#setCurrent(/** @type {HTMLElement} */ (row).dataset.row ?? "");
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
    const element = /** @type {HTMLElement | null} */ (target.closest(".row"));
    const row = this.#rows.get(element?.dataset.row ?? "");
    if (!button || !row) return;
    const name = button.dataset.do;
    if (name === "more") this.#toggleMore(row.element, button);
    else if (name === "take" || name === "cue") this.#asked(name, row.face, row.state[name]);
    else if (name === "full") this.#asked(name, row.face, row.state.full);
    else if (name === "up" || name === "down") this.#asked(name, row.face, row.state.edit);
    else if (name === "remove") this.#remove(row, button);
  }

  /** @param {Event} event */
  #planned(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    const element = /** @type {HTMLElement | null} */ (field.closest(".row"));
    const row = this.#rows.get(element?.dataset.row ?? "");
    if (!row || !field.dataset.plan) return;
    const plan = readPlan(row.element);
    // Keys are the stage's again as soon as a choice is made.
    if (field.dataset.plan === "then") field.blur();
    this.#asked("plan", row.face, row.state.edit, plan);
  }

  /**
   * Enter in a field of a card's plan ends the typing, and gives the keys back to the stage.
   * @param {KeyboardEvent} event
   */
  #entered(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    if (field.dataset.plan && (event.key === "Enter" || event.key === "Escape") && !event.isComposing) /** @type {HTMLElement | null} */ (field.closest(".row"))?.focus();
  }

  /**
   * @param {HTMLElement} element
   * @param {HTMLElement} button
   */
  #toggleMore(element, button) {
    const more = within(element, ".row-more");
    show(more, more.hidden !== false);
    button.setAttribute("aria-expanded", String(!more.hidden));
  }

  /**
   * Removing takes two presses: a number that was said aloud does not come back by itself.
   * @param {Row} row
   * @param {HTMLElement} button
   */
  #remove(row, button) {
    if (row.state.remove || button.dataset.sure) {
      delete button.dataset.sure;
      write(button, this.#say("row_remove"));
      this.#asked("remove", row.face, row.state.remove);
      return;
    }
    button.dataset.sure = "yes";
    write(button, this.#say("row_remove_sure"));
    setTimeout(() => {
      delete button.dataset.sure;
      write(button, this.#say("row_remove"));
    }, SURE_MS);
  }

  /** @param {HTMLElement} element */
  #flash(element) {
    element.dataset.grown = "yes";
    setTimeout(() => delete element.dataset.grown, GROWN_MS);
  }

  /**
   * Keeps the card on screen in sight, unless the host has scrolled elsewhere to look at something.
   * @param {HTMLElement} element
   */
  #follow(element) {
    const box = byId("rows-box");
    if (box.scrollHeight <= box.clientHeight || !element.isConnected) return;
    const [row, seen] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    const near = row.top < seen.bottom + seen.height / 2 && row.bottom > seen.top - seen.height / 2;
    // Two rows of room below, so that the next one can be read too.
    if (near && row.bottom + 2 * row.height > seen.bottom) box.scrollTop += row.bottom + 2 * row.height - seen.bottom;
    else if (near && row.top < seen.top) box.scrollTop -= seen.top - row.top;
  }
}

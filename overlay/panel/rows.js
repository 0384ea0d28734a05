// Paints the rundown row by row, without moving focus or scroll position, and passes on what is pressed in a row.

import { rowState } from "./row-state.js";
import { byId, disable, make, mark, rebuild, show, within, write } from "./dom.js";
import { step } from "./order.js";
import { paintPlan, readPlan } from "./row-plan.js";
import { limitOf, paintLimit, paintPlaces } from "./row-places.js";
import { payLine } from "./words.js";

/** @typedef {import("../wire.js").PanelCard} PanelCard */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {"take" | "cue" | "full" | "up" | "down" | "remove" | "plan" | "places"} RowAction */

/** Each button of a row, and which reason of the row's state is against it. */
const DISABLED_REASONS = /** @type {const} */ ({
  take: "take",
  cue: "cue",
  full: "full",
  up: "edit",
  down: "edit",
  remove: "remove",
});
const BUTTONS = /** @type {(keyof typeof DISABLED_REASONS)[]} */ (Object.keys(DISABLED_REASONS));

/** How long the first press on "remove" waits for the second, in milliseconds. */
const CONFIRM_MS = 4000;
/** How long a count that grew is highlighted, in milliseconds. */
const GROWN_MS = 2500;

/**
 * @typedef {object} Row
 * @property {HTMLElement} element
 * @property {PanelCard} face
 * @property {import("./row-state.js").RowState} state
 * @property {import("./row-plan.js").Plan | null} plan the host's choice that is not confirmed yet
 */

export class Rows {
  /** @type {Map<string, Row>} by the job of the row's card */
  #rows = new Map();
  /** @type {string[]} the order of the newest view, also during a drag */
  #newest = [];
  /**
   * A move that is not confirmed yet, and the order that it is based on.
   * @type {{on: string, jobs: string[]} | null}
   */
  #moved = null;
  /** @type {string[]} the order on the page */
  #order = [];
  #current = "";
  /** The last card that was on screen; `null` before the first view. @type {string | null} */
  #followed = null;
  /** During a drag the rows must not be rearranged. */
  isDragging = false;
  /** The places of the newest status. @type {Record<string, import("../wire.js").CardPlaces>} */
  #places = {};
  #list = byId("rows");
  #template = byId("row");
  #say;
  #onAction;

  /**
   * @param {Say} say
   * @param {(action: RowAction, face: PanelCard, why: string, plan?: import("./row-plan.js").Plan, places?: number | null) => void} onAction
   *   `why`: the reason against it; empty: it can be done
   */
  constructor(say, onAction) {
    this.#say = say;
    this.#onAction = onAction;
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("focusin", (event) => this.#focused(event));
    this.#list.addEventListener("change", (event) => this.#planned(event));
    this.#list.addEventListener("keydown", (event) => this.#entered(event));
  }

  /** @param {import("./context.js").Context & {view: import("../wire.js").PanelView}} context */
  paint(context) {
    const { rundown, on_air } = context.view;
    const following = this.#followed === null || this.#isVisible(this.#followed);
    for (const face of rundown) {
      const state = rowState(context, face, this.#say);
      const row = this.#rows.get(face.job) ?? this.#add(face, state);
      Object.assign(row, { face, state });
      this.#paintRow(row);
    }
    this.#newest = rundown.map((face) => face.job);
    if (this.#moved?.on !== this.#newest.join()) this.#moved = null;
    show(byId("rows-empty"), rundown.length === 0);
    // During a drag the rows stay where they are.
    if (this.isDragging) return;
    this.#arrange(this.#wanted);
    const onAir = rundown.find((face) => face.card === on_air?.card)?.job ?? this.#followed ?? "";
    if (following && onAir !== this.#followed) this.#follow(onAir);
    this.#followed = onAir;
  }

  /**
   * @param {Record<string, number>} counts
   * @param {number[]} grown
   * @param {Record<string, import("../wire.js").CardPlaces>} places
   */
  paintCounts(counts, grown, places) {
    this.#places = places;
    for (const { element, face } of this.#rows.values()) {
      const count = counts[face.card] ?? 0;
      write(within(element, "[data-slot=count]"), String(count));
      mark(element, "signups", count ? "yes" : "");
      paintPlaces(element, face, places[face.card], this.#say);
      if (grown.includes(face.card)) this.#flash(element);
    }
  }

  /**
   * When each card will come up; called every second, so it writes digits only.
   * @param {import("./timing.js").Timing | null} timing
   * @param {(ms: number) => string} wall
   */
  paintTimes(timing, wall) {
    for (const { element, face } of this.#rows.values()) {
      const at = timing?.at.get(face.card);
      write(within(element, "[data-slot=when]"), at === undefined ? "" : wall(at));
    }
  }

  /** @param {(key: string) => import("./pending-presses.js").PressState | null} stateOf */
  paintPresses(stateOf) {
    for (const { element, face } of this.#rows.values()) {
      for (const name of ["take", "cue", "full"]) {
        mark(within(element, `[data-do=${name}]`), "press", stateOf(`${name}:${face.card}`) ?? "");
      }
    }
  }

  /**
   * The card whose row, not a button in it, has the focus.
   * @returns {PanelCard | null}
   */
  focused() {
    const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.job;
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

  /** The order of the newest view, or of a move that is not confirmed yet. */
  get #wanted() {
    return this.#moved?.jobs ?? this.#newest;
  }

  /** Identifies the order, so that a drag notices if it changes. */
  signature() {
    return this.#wanted.join();
  }

  /** @param {string} job */
  position(job) {
    return this.#wanted.indexOf(job);
  }

  /**
   * Shows a move before the server has confirmed it, until a view has another order than the one that it is based on.
   * @param {string} job
   * @param {number} to
   */
  preview(job, to) {
    const jobs = this.#wanted.filter((one) => one !== job);
    jobs.splice(to, 0, job);
    this.#moved = { on: this.#newest.join(), jobs };
    this.#arrange(jobs);
  }

  /** Drops a move that was not done. */
  dropPreview() {
    this.#moved = null;
  }

  /**
   * The result of a change to a card's plan.
   * @param {string} job
   * @param {import("./row-plan.js").Plan} plan
   * @param {string} why it was not done; empty: it was
   */
  settlePlan(job, plan, why) {
    const row = this.#rows.get(job);
    if (!row) return;
    row.plan = null;
    // A confirmed plan is shown until its view arrives.
    if (!why) row.face = { ...row.face, ...plan };
  }

  /**
   * @param {PanelCard} face
   * @param {Row["state"]} state
   */
  #add(face, state) {
    const copy = /** @type {HTMLTemplateElement} */ (this.#template).content.cloneNode(true);
    const element = within(/** @type {DocumentFragment} */ (copy), ".row");
    element.dataset.job = face.job;
    /** @type {Row} */
    const row = { element, face, state, plan: null };
    this.#rows.set(face.job, row);
    return row;
  }

  /** @param {Row} row */
  #paintRow({ element, face, state, plan }) {
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
    rebuild(marks, JSON.stringify(state.marks), () =>
      state.marks.map(({ tone, text }) => make("span", `mark mark-${tone}`, text)),
    );
    const detail = /** @type {HTMLAnchorElement} */ (within(element, "[data-slot=detail]"));
    const href = `/panel/cards/${face.number}`;
    if (detail.getAttribute("href") !== href) detail.href = href;
    write(within(element, "[data-do=full]"), this.#say(face.full ? "row_mark_free" : "row_mark_full"));
    for (const name of BUTTONS) disable(within(element, `[data-do=${name}]`), state[DISABLED_REASONS[name]] !== "");
    paintPlan(element, plan ?? face, state.edit);
    paintLimit(element, face, state.full, this.#say);
    paintPlaces(element, face, this.#places[face.card], this.#say);
    const label = [this.#say("card", { number: face.number }), face.title, ...state.marks.map((one) => one.text)].join(
      " ",
    );
    if (element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
  }

  /** @param {string[]} jobs */
  #arrange(jobs) {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    const inside = active?.closest(".row") ?? null;
    // If the current row was removed, the row at its place becomes the current one.
    const neighbour = jobs[Math.min(this.#order.indexOf(this.#current), jobs.length - 1)] ?? jobs[0] ?? "";
    for (const [job, { element }] of this.#rows) {
      if (jobs.includes(job)) continue;
      element.remove();
      this.#rows.delete(job);
    }
    jobs.forEach((job, at) => {
      const element = this.#rows.get(job)?.element;
      if (element && this.#list.children[at] !== element)
        this.#list.insertBefore(element, this.#list.children[at] ?? null);
    });
    this.#order = jobs;
    if (!jobs.includes(this.#current)) this.#setCurrent(neighbour);
    if (!inside || document.activeElement === active) return;
    // An element loses the focus when it is moved or removed.
    const now = inside.isConnected ? active : (this.#rows.get(neighbour)?.element ?? this.#list);
    now?.focus({ preventScroll: true });
  }

  /** @param {string} key */
  #setCurrent(key) {
    for (const [name, tabindex] of /** @type {[string, string][]} */ ([
      [this.#current, "-1"],
      [key, "0"],
    ])) {
      const element = this.#rows.get(name)?.element;
      if (!element) continue;
      // The list has one tab stop and the current row's buttons: with sixty stops the rest of the page would be out of
      // reach.
      for (const stop of [element, ...element.querySelectorAll(".row-keys button")])
        stop.setAttribute("tabindex", tabindex);
    }
    this.#current = key;
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest(".row");
    if (row) this.#setCurrent(/** @type {HTMLElement} */ (row).dataset.job ?? "");
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
    const element = /** @type {HTMLElement | null} */ (target.closest(".row"));
    const row = this.#rows.get(element?.dataset.job ?? "");
    if (!button || !row) return;
    if (button.dataset.do === "more") return this.#toggleMore(row.element, button);
    const name = BUTTONS.find((one) => one === button.dataset.do);
    if (name === "remove") this.#remove(row, button);
    else if (name) this.#onAction(name, row.face, row.state[DISABLED_REASONS[name]]);
  }

  /** @param {Event} event */
  #planned(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    const element = /** @type {HTMLElement | null} */ (field.closest(".row"));
    const row = this.#rows.get(element?.dataset.job ?? "");
    if (row && "limit" in field.dataset) return this.#limited(row, /** @type {HTMLInputElement} */ (field));
    if (!row || !field.dataset.plan) return;
    const plan = readPlan(row.element);
    row.plan = row.state.edit ? null : plan;
    // After a choice the keys belong to the stage again.
    if (field.dataset.plan === "then") field.blur();
    this.#onAction("plan", row.face, row.state.edit, plan);
  }

  /** @param {Row} row @param {HTMLInputElement} field */
  #limited(row, field) {
    this.#onAction("places", row.face, row.state.full, undefined, limitOf(field));
    field.blur();
  }

  /**
   * Enter in a field of a card's plan ends typing, and the keys belong to the stage again.
   * @param {KeyboardEvent} event
   */
  #entered(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    if (
      (field.dataset.plan || "limit" in field.dataset) &&
      (event.key === "Enter" || event.key === "Escape") &&
      !event.isComposing
    )
      /** @type {HTMLElement | null} */ (field.closest(".row"))?.focus();
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
   * Removing takes two presses: viewers have heard the card's number, and it does not come back by itself.
   * @param {Row} row
   * @param {HTMLElement} button
   */
  #remove(row, button) {
    if (row.state.remove || button.dataset.sure) {
      delete button.dataset.sure;
      write(button, this.#say("row_remove"));
      this.#onAction("remove", row.face, row.state.remove);
      return;
    }
    button.dataset.sure = "yes";
    write(button, this.#say("row_remove_sure"));
    setTimeout(() => {
      delete button.dataset.sure;
      write(button, this.#say("row_remove"));
    }, CONFIRM_MS);
  }

  /** @param {HTMLElement} element */
  #flash(element) {
    element.dataset.grown = "yes";
    setTimeout(() => delete element.dataset.grown, GROWN_MS);
  }

  /** @param {string} job */
  #isVisible(job) {
    const element = this.#rows.get(job)?.element;
    if (!element) return true;
    const [row, visible] = [element.getBoundingClientRect(), byId("rows-box").getBoundingClientRect()];
    return row.bottom > visible.top && row.top < visible.bottom;
  }

  /**
   * Scrolls to the card on screen, unless the host has scrolled elsewhere.
   * @param {string} job
   */
  #follow(job) {
    const box = byId("rows-box");
    const element = this.#rows.get(job)?.element;
    if (box.scrollHeight <= box.clientHeight || !element) return;
    const [row, visible] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    // Two more rows below, so that the next card is visible too.
    const below = row.bottom + 2 * row.height - visible.bottom;
    const above = visible.top - row.top;
    if (below > 0) box.scrollTop += below;
    else if (above > 0) box.scrollTop -= above;
  }
}

// Paints the rundown, row by row, and keeps focus and scroll where they were. Says what was asked of a row; does nothing itself.

import { row as rowState } from "./deck.js";
import { byId, disable, make, mark, rebuild, show, within, write } from "./dom.js";
import { step } from "./order.js";
import { paintPlan, readPlan } from "./rowplan.js";
import { payLine } from "./words.js";

/** @typedef {import("../wire.js").PanelCard} RundownFace */
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
 * @property {import("./rowplan.js").Plan | null} plan what was chosen and is not confirmed yet
 */

export class Rows {
  /** @type {Map<string, Row>} by the job that a row stands for */
  #rows = new Map();
  /** @type {string[]} as the newest view has them, also while a card is dragged */
  #newest = [];
  /** A move that is not confirmed yet, and the order that it was made on. @type {{on: string, jobs: string[]} | null} */
  #moved = null;
  /** @type {string[]} as they lie on the page */
  #order = [];
  #current = "";
  /** The last card that was on screen; `null` before the first view. @type {string | null} */
  #followed = null;
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

  /** @param {import("./deck.js").Ground & {view: import("../wire.js").PanelView}} ground */
  paint(ground) {
    const { rundown, on_air } = ground.view;
    const looking = this.#followed === null || this.#inSight(this.#followed);
    for (const face of rundown) {
      const state = rowState(ground, face, this.#say);
      const row = this.#rows.get(face.job) ?? this.#add(face, state);
      Object.assign(row, { face, state });
      this.#paintRow(row);
    }
    this.#newest = rundown.map((face) => face.job);
    if (this.#moved?.on !== this.#newest.join()) this.#moved = null;
    show(byId("rows-empty"), rundown.length === 0);
    // A card that is dragged must not have its list rearranged under it.
    if (this.held) return;
    this.#arrange(this.#wanted);
    const onAir = rundown.find((face) => face.card === on_air?.card)?.job ?? this.#followed ?? "";
    if (looking && onAir !== this.#followed) this.#follow(onAir);
    this.#followed = onAir;
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

  /** The order that stands, or will when a move is confirmed. */
  get #wanted() {
    return this.#moved?.jobs ?? this.#newest;
  }

  /** Names the order, so that a drag can tell whether it changed meanwhile. */
  signature() {
    return this.#wanted.join();
  }

  /** @param {string} job */
  position(job) {
    return this.#wanted.indexOf(job);
  }

  /**
   * Shows a move before the server has confirmed it; a view with another order than the one it was made on ends that.
   * @param {string} job
   * @param {number} to
   */
  preview(job, to) {
    const jobs = this.#wanted.filter((one) => one !== job);
    jobs.splice(to, 0, job);
    this.#moved = { on: this.#newest.join(), jobs };
    this.#arrange(jobs);
  }

  /** Takes a move back that is not to be. */
  forget() {
    this.#moved = null;
  }

  /**
   * What became of a choice in a card's plan.
   * @param {string} job
   * @param {import("./rowplan.js").Plan} plan
   * @param {string} why it was not done; empty: it was
   */
  settlePlan(job, plan, why) {
    const row = this.#rows.get(job);
    if (!row) return;
    row.plan = null;
    // What was confirmed stands until its view comes.
    if (!why) row.face = { ...row.face, ...plan };
  }

  /**
   * @param {RundownFace} face
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
    const reasons = {
      take: state.take,
      cue: state.cue,
      full: state.full,
      up: state.edit,
      down: state.edit,
      remove: state.remove,
    };
    for (const [name, why] of Object.entries(reasons)) disable(within(element, `[data-do=${name}]`), why !== "");
    paintPlan(element, plan ?? face, state.edit);
    const label = [this.#say("card", { number: face.number }), face.title, ...state.marks.map((one) => one.text)].join(
      " ",
    );
    if (element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
  }

  /** @param {string[]} jobs */
  #arrange(jobs) {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    const inside = active?.closest(".row") ?? null;
    // Where the row was that is gone, another one is now: it takes over the keys.
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
    // Moving an element in the page takes its focus away, and removing it for good.
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
      // One stop for the whole list, then its buttons: sixty stops would bury the rest of the page.
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
    const row = this.#rows.get(element?.dataset.job ?? "");
    if (!row || !field.dataset.plan) return;
    const plan = readPlan(row.element);
    row.plan = row.state.edit ? null : plan;
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
    if (field.dataset.plan && (event.key === "Enter" || event.key === "Escape") && !event.isComposing)
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

  /** @param {string} job */
  #inSight(job) {
    const element = this.#rows.get(job)?.element;
    if (!element) return true;
    const [row, seen] = [element.getBoundingClientRect(), byId("rows-box").getBoundingClientRect()];
    return row.bottom > seen.top && row.top < seen.bottom;
  }

  /**
   * Keeps the card on screen in sight, unless the host has scrolled elsewhere to look at something.
   * @param {string} job
   */
  #follow(job) {
    const box = byId("rows-box");
    const element = this.#rows.get(job)?.element;
    if (box.scrollHeight <= box.clientHeight || !element) return;
    const [row, seen] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    // Two rows of room below, so that the next one can be read too.
    const below = row.bottom + 2 * row.height - seen.bottom;
    const above = seen.top - row.top;
    if (below > 0) box.scrollTop += below;
    else if (above > 0) box.scrollTop -= above;
  }
}

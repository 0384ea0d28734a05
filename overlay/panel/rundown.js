// The actions on cards of the rundown: order, plan, full. Checks permissions, sends edits, and shows a move before it
// is confirmed.

import { CoalescedEdit, DEBOUNCE_MS } from "./coalesced-edit.js";
import { step } from "./order.js";
import { whyNot } from "./permissions.js";
import { paintStatus } from "./status-line.js";

/** @typedef {import("../wire.js").PanelCard} PanelCard */
/** @typedef {import("./row-plan.js").Plan} Plan */
/** @typedef {import("./edits.js").AnyEdit} AnyEdit */

/**
 * @typedef {object} Deps
 * @property {import("./words.js").Say} say
 * @property {import("./sender.js").Sender} sender
 * @property {import("./painter.js").Painter} painter
 * @property {import("./rows.js").Rows} rows
 * @property {(name: "take" | "cue", card: number) => void} sendCard
 */

export class Rundown {
  #deps;
  /** The target position of each job's card, while it may still change. @type {Map<string, CoalescedEdit<number>>} */
  #moves = new Map();
  /** The plan of each job's card, while it may still change. @type {Map<string, CoalescedEdit<Plan>>} */
  #plans = new Map();

  /** @param {Deps} deps */
  constructor(deps) {
    this.#deps = deps;
  }

  get #cards() {
    return this.#deps.painter.context.view?.rundown ?? [];
  }

  /**
   * @param {import("./rows.js").RowAction} action
   * @param {PanelCard} of
   * @param {string} why it cannot be done; empty: it can
   * @param {Plan} [plan]
   * @param {number | null} [places] the limit
   */
  perform(action, of, why, plan, places) {
    if (why) return this.#refuse(why);
    /** @type {Record<import("./rows.js").RowAction, () => void>} */
    const effects = {
      take: () => this.#deps.sendCard("take", of.card),
      cue: () => this.#deps.sendCard("cue", of.card),
      full: () => this.#toggleFull(of),
      up: () => this.moveBy(of, -1),
      down: () => this.moveBy(of, 1),
      remove: () => void this.#send(`remove:${of.card}`, "do_edit_remove", of, { remove: { card: of.card } }),
      places: () => places !== undefined && this.#limit(of, places),
      plan: () => plan && this.#planOf(of).set(plan),
    };
    effects[action]();
  }

  /**
   * @param {string} key under which presses count as one button
   * @param {string} words of the edit, with a blank for the card
   * @param {{number: number}} of
   * @param {AnyEdit} edit
   */
  #send(key, words, { number }, edit) {
    const { say, sender } = this.#deps;
    return sender.edit(key, say(words, { card: say("card", { number }) }), edit);
  }

  /** @param {{card: number, number: number, full: boolean}} of */
  #toggleFull(of) {
    const edit = { full: { card: of.card, full: !of.full } };
    void this.#send(`full:${of.card}`, of.full ? "do_edit_free" : "do_edit_full", of, edit);
  }

  /** @param {{card: number, number: number}} of @param {number | null} places */
  #limit(of, places) {
    const edit = { places: places === null ? { card: of.card } : { card: of.card, places } };
    void this.#send(`places:${of.card}`, "do_edit_places", of, edit);
  }

  /** Marks the card on air as full, or takes the mark away. @param {string} why it cannot be done; empty: it can */
  toggleFullOnAir(why) {
    const card = this.#deps.painter.context.view?.on_air;
    if (why || !card) paintStatus("bad", why);
    else this.#toggleFull(card);
  }

  /**
   * The arrows of a number field make many changes, which are sent as one.
   * @param {PanelCard} first the card when its plan was first changed
   */
  #planOf(first) {
    const { painter, rows } = this.#deps;
    return this.#coalesced(
      this.#plans,
      first,
      (of, plan) => this.#send(`plan:${of.card}`, "do_edit_plan", of, { plan: { card: of.card, ...plan } }),
      (job, plan, why) => {
        rows.settlePlan(job, plan, why);
        if (why) painter.paint("stage");
      },
    );
  }

  /** @param {PanelCard} first the card when it was first moved */
  #moveOf(first) {
    const { painter, rows } = this.#deps;
    return this.#coalesced(
      this.#moves,
      first,
      (of, to) => this.#send(`move:${of.card}:${to}`, "do_edit_move", of, { move: { card: of.card, to } }),
      (_job, _to, why) => {
        if (!why) return;
        // Paint the order of the newest view again.
        rows.dropPreview();
        painter.paint("stage");
      },
    );
  }

  /**
   * The coalesced edit of one job's card. It outlives views, so it finds the card by its job when it is sent.
   * @template T
   * @param {Map<string, CoalescedEdit<T>>} all
   * @param {PanelCard} first
   * @param {(of: PanelCard, value: T) => Promise<string>} send
   * @param {(job: string, value: T, why: string) => void} onSettled
   * @returns {CoalescedEdit<T>}
   */
  #coalesced(all, first, send, onSettled) {
    const { job } = first;
    /** @type {CoalescedEdit<T>} */
    const edit =
      all.get(job) ??
      new CoalescedEdit(
        (value) => send(this.#card(job) ?? first, value),
        (value, why) => onSettled(job, value, why),
      );
    all.set(job, edit);
    return edit;
  }

  /** @param {string} job */
  #card(job) {
    return this.#cards.find((face) => face.job === job);
  }

  /**
   * @param {PanelCard} of
   * @param {1 | -1} by
   */
  moveBy(of, by) {
    const to = step(this.#deps.rows.position(of.job), by, this.#cards.length);
    if (to !== null) this.#move(of, to, DEBOUNCE_MS);
  }

  /**
   * @param {string} job of the dropped card
   * @param {number} to
   * @param {boolean} changed the order changed during the drag
   */
  drop(job, to, changed) {
    const of = this.#card(job);
    if (changed || !of) return this.#refuse(this.#deps.say("drag_changed"));
    this.#move(of, to, 0);
  }

  /**
   * @param {PanelCard} of
   * @param {number} to
   * @param {number} delay milliseconds in which the position may still change
   */
  #move(of, to, delay) {
    const { say, painter, rows } = this.#deps;
    const { view, me, online } = painter.context;
    const why = online ? whyNot(view, me, "rundown", say) : say("why_offline");
    if (why) return this.#refuse(why);
    rows.preview(of.job, to);
    this.#moveOf(of).set(to, delay);
  }

  /** @param {string} why */
  #refuse(why) {
    paintStatus("bad", why);
    this.#deps.painter.paint("stage");
  }
}

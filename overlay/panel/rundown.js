// What is asked of the rundown: order, plan, full. Checks who may, sends the edit, and shows a move before it is confirmed.

import { whyFull } from "./deck.js";
import { paintStatus } from "./keypad.js";
import { step } from "./order.js";
import { barred } from "./roles.js";
import { REST_MS, Wish } from "./wish.js";

/** @typedef {import("../wire.js").PanelCard} RundownFace */
/** @typedef {import("./rowplan.js").Plan} Plan */

/**
 * @typedef {object} Hands
 * @property {import("./words.js").Say} say
 * @property {import("./sending.js").Sender} sender
 * @property {import("./painting.js").Painter} painter
 * @property {import("./rows.js").Rows} rows
 * @property {(name: "take" | "cue", card: number) => void} sendCard
 */

export class Rundown {
  #hands;
  /** Where each job's card is to go, while that may still change. @type {Map<string, Wish<number>>} */
  #moves = new Map();
  /** What is to be planned for each job's card. @type {Map<string, Wish<Plan>>} */
  #plans = new Map();

  /** @param {Hands} hands */
  constructor(hands) {
    this.#hands = hands;
  }

  get #faces() {
    return this.#hands.painter.ground.view?.rundown ?? [];
  }

  /** @param {RundownFace | {number: number}} face */
  #named({ number }) {
    return this.#hands.say("card", { number });
  }

  /**
   * @param {import("./rows.js").Ask} ask
   * @param {RundownFace} of
   * @param {string} why it cannot be done; empty: it can
   * @param {Plan} [plan]
   */
  asked(ask, of, why, plan) {
    if (why) return this.#refuse(why);
    const { say, sender, sendCard } = this.#hands;
    const card = this.#named(of);
    switch (ask) {
      case "take":
      case "cue":
        return sendCard(ask, of.card);
      case "full":
        return this.#toggleFull(of);
      case "up":
        return this.moveBy(of, -1);
      case "down":
        return this.moveBy(of, 1);
      case "remove":
        return void sender.edit(`remove:${of.card}`, say("do_edit_remove", { card }), { remove: { card: of.card } });
      case "plan":
        return plan && this.#planOf(of).ask(plan);
    }
  }

  /** @param {{card: number, number: number, full: boolean}} of */
  #toggleFull(of) {
    const { say, sender } = this.#hands;
    const what = say(of.full ? "do_edit_free" : "do_edit_full", { card: this.#named(of) });
    void sender.edit(`full:${of.card}`, what, { full: { card: of.card, full: !of.full } });
  }

  fullOnAir() {
    const { say, painter } = this.#hands;
    const { ground } = painter;
    const card = ground.view?.on_air;
    const why = card ? whyFull(ground, say) : say("refused_nothing_on_air");
    if (why || !card) paintStatus("bad", why);
    else this.#toggleFull(card);
  }

  /**
   * The arrows of a field make many plans out of one.
   * @param {RundownFace} first the card as it was when its plan was first changed
   */
  #planOf(first) {
    const { say, sender, painter, rows } = this.#hands;
    return kept(
      this.#plans,
      first.job,
      (job) =>
        new Wish(
          async (plan) => {
            const of = this.#face(job) ?? first;
            return sender.edit(`plan:${of.card}`, say("do_edit_plan", { card: this.#named(of) }), {
              plan: { card: of.card, ...plan },
            });
          },
          (plan, why) => {
            rows.settlePlan(job, plan, why);
            if (why) painter.paint("stage");
          },
        ),
    );
  }

  /** @param {string} job */
  #face(job) {
    return this.#faces.find((face) => face.job === job);
  }

  /**
   * @param {RundownFace} of
   * @param {1 | -1} by
   */
  moveBy(of, by) {
    const to = step(this.#hands.rows.position(of.job), by, this.#faces.length);
    if (to !== null) this.#move(of, to, REST_MS);
  }

  /**
   * @param {string} job whose card
   * @param {number} to
   * @param {boolean} changed while it was dragged
   */
  dropped(job, to, changed) {
    const of = this.#face(job);
    if (changed || !of) return this.#refuse(this.#hands.say("drag_changed"));
    this.#move(of, to, 0);
  }

  /**
   * @param {RundownFace} of
   * @param {number} to
   * @param {number} rest how long it may still go on
   */
  #move(of, to, rest) {
    const { say, painter, rows } = this.#hands;
    const { view, me, online } = painter.ground;
    const why = online ? barred(view, me, "rundown", say) : say("why_offline");
    if (why) return this.#refuse(why);
    rows.preview(of.job, to);
    this.#moveOf(of).ask(to, rest);
  }

  /** @param {RundownFace} first the card as it was when it was first moved */
  #moveOf(first) {
    const { say, sender, painter, rows } = this.#hands;
    return kept(
      this.#moves,
      first.job,
      (job) =>
        new Wish(
          async (to) => {
            const of = this.#face(job) ?? first;
            return sender.edit(`move:${of.card}:${to}`, say("do_edit_move", { card: this.#named(of) }), {
              move: { card: of.card, to },
            });
          },
          (_, why) => {
            if (!why) return;
            // Back to the order that stands.
            rows.forget();
            painter.paint("stage");
          },
        ),
    );
  }

  /** @param {string} why */
  #refuse(why) {
    paintStatus("bad", why);
    this.#hands.painter.paint("stage");
  }
}

/**
 * @template T
 * @param {Map<string, T>} all
 * @param {string} key
 * @param {(key: string) => T} make
 * @returns {T}
 */
function kept(all, key, make) {
  const found = all.get(key) ?? make(key);
  all.set(key, found);
  return found;
}

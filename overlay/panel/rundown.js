// What is asked of the rundown: order, plan, full. Checks who may, sends the edit, and shows a move before it is confirmed.

import { whyFull } from "./deck.js";
import { paintStatus } from "./keypad.js";
import { step } from "./order.js";
import { barred } from "./roles.js";

/** @typedef {import("../types.js").PanelCard} RundownFace */

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
   * @param {import("./rowplan.js").Plan} [plan]
   */
  asked(ask, of, why, plan) {
    if (why) return paintStatus("bad", why);
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
        return plan && void sender.edit(`plan:${of.card}`, say("do_edit_plan", { card }), { plan: { card: of.card, ...plan } });
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
   * @param {RundownFace} of
   * @param {1 | -1} by
   */
  moveBy(of, by) {
    const all = this.#faces;
    const from = all.findIndex((one) => one.card === of.card);
    const to = step(from, by, all.length);
    if (to !== null) void this.#move(from, to);
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {boolean} changed while it was dragged
   */
  dropped(from, to, changed) {
    if (!changed) return void this.#move(from, to);
    paintStatus("bad", this.#hands.say("drag_changed"));
    this.#hands.painter.paint("stage");
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  async #move(from, to) {
    const { say, sender, painter, rows } = this.#hands;
    const of = this.#faces[from];
    if (!of) return;
    const { view, me, online } = painter.ground;
    const why = barred(view, me, "rundown", say);
    if (why) return paintStatus("bad", why);
    if (online) rows.preview(from, to);
    const not = await sender.edit("move", say("do_edit_move", { card: this.#named(of) }), { move: { card: of.card, to } });
    // Back to the order that stands.
    if (not) painter.paint("stage");
  }
}

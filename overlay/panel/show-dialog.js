// The dialog about shows: closes this one and creates the next. The server words the next show, because it knows the
// rule.

import { byId, disable, show, write } from "./dom.js";
import { load, makeShow } from "./edits.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {{number: number, label: string, carries: string}} Plan */

export class ShowDialog {
  /** @type {Plan | null} */
  #plan = null;
  #say;
  #view;
  #query;
  #rehearsal;
  #onMade;

  /**
   * @param {Say} say
   * @param {() => import("../wire.js").PanelView | null} view
   * @param {string} query this page and its stage
   * @param {string} rehearsal why none can be created here; empty: it can
   * @param {(number: number) => void} onMade
   */
  constructor(say, view, query, rehearsal, onMade) {
    this.#say = say;
    this.#view = view;
    this.#query = query;
    this.#rehearsal = rehearsal;
    this.#onMade = onMade;
    byId("show-make").addEventListener("click", () => void this.#make());
  }

  async open() {
    const current = this.#view()?.show;
    write(byId("show-now"), current ? this.#say("show_number", { number: current.number }) : this.#say("no_show"));
    disable(byId("show-close"), !current || current.closed);
    show(byId("show-make"), false);
    show(byId("show-warning"), false);
    write(byId("show-carries"), this.#rehearsal);
    if (this.#rehearsal) return;
    this.#plan = await load("/panel/next-show");
    const plan = this.#plan;
    write(byId("show-carries"), plan ? plan.carries : this.#say("show_next_failed"));
    if (!plan) return;
    write(byId("show-make"), plan.label);
    disable(byId("show-make"), false);
    show(byId("show-make"), true);
    show(byId("show-warning"), Boolean(this.#view()?.show?.live_since) && !this.#view()?.show?.closed);
  }

  async #make() {
    const plan = this.#plan;
    if (!plan) return;
    // The plan is used once: a second press must not create another show.
    this.#plan = null;
    disable(byId("show-make"), true);
    const answer = await makeShow(plan.number, this.#query, this.#say);
    if (answer.state === "done") return this.#onMade(answer.body.show);
    const what = plan.label;
    const refused = answer.state === "refused";
    write(
      byId("show-carries"),
      refused ? this.#say("status_refused", { what, message: answer.message }) : this.#say("status_unknown", { what }),
    );
    show(byId("show-make"), false);
  }
}

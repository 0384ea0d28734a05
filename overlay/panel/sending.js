// What goes out: commands over the line, edits over HTTP, and what became of each. Knows the ledger, not the stage.

import { sendEdit } from "./edits.js";
import { GIVE_UP_MS, PENDING_MS, SHOWN_MS, SLOW_MS, keyOf, statusLine } from "./ledger.js";

/** When a press has waited this long, in milliseconds, the line itself is asked whether it still lives. */
const DOUBT_MS = 500;
/** Added to a deadline before looking at it, in milliseconds: timers may fire a little early. */
const LATE_MS = 20;

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("./ledger.js").Press} Press */
/** @typedef {"quiet" | "wait" | "good" | "bad"} Tone */

/**
 * @typedef {object} Ways
 * @property {(frame: import("../wire.js").CommandFrame) => boolean} send whether the line took it
 * @property {() => boolean} online
 * @property {string} query who this page is, and its stage, as addresses carry it
 * @property {() => number} rev the revision that the host sees
 * @property {(tone: Tone, text: string) => void} tell says it in the status line
 * @property {() => void} hurry finds out soon whether the line still lives
 * @property {(key: string) => void} answered the server has said what became of a press of this button
 * @property {(stays: boolean) => void} changed some press is in another state now; `stays`: what a control shows may not have been done
 */

export class Sender {
  #ledger;
  #say;
  #ways;

  /**
   * @param {import("./ledger.js").Ledger} ledger
   * @param {Say} say
   * @param {Ways} ways
   */
  constructor(ledger, say, ways) {
    this.#ledger = ledger;
    this.#say = say;
    this.#ways = ways;
  }

  /** @param {string} key */
  stateOf(key) {
    return this.#ledger.state(key, performance.now());
  }

  /**
   * Sends a command that was decided on what the page shows, or says why not.
   * @param {import("../wire.js").Command} command
   * @param {string} what in words
   * @param {string} why it cannot be done; empty: it can
   * @param {string} [key] under which presses are one press
   * @returns {boolean | null} whether the line took it; null: it was not to be sent
   */
  command(command, what, why, key = keyOf(command)) {
    if (why) {
      this.#refuse(why);
      return null;
    }
    const one = this.#ledger.begin(key, what, performance.now());
    if (!one) {
      this.#ways.changed(true);
      return null;
    }
    const sent = this.#ways.send({ type: "command", id: one.id, rev: this.#ways.rev(), do: command });
    if (sent) this.#await(one);
    else this.settle(one.id, "refused", this.#say("status_sent_nowhere"));
    return sent;
  }

  /**
   * @param {string} key
   * @param {string} what
   * @param {import("./edits.js").Edit} edit
   * @returns {Promise<string>} why it was not done; empty: it was
   */
  async edit(key, what, edit) {
    if (!this.#ways.online()) return this.#refuse(this.#say("why_offline"));
    const one = this.#ledger.begin(key, what, performance.now());
    if (!one) return this.#refuse(this.#say("why_waiting"));
    this.#await(one);
    const answer = await sendEdit(one.id, this.#ways.rev(), edit, this.#ways.query, this.#say);
    this.settle(one.id, answer.state, answer.state === "done" ? "" : answer.message);
    return answer.state === "done" ? "" : statusLine(one, this.#say).text;
  }

  /**
   * @param {string} id
   * @param {"done" | "refused" | "unknown"} state
   * @param {string} message
   */
  settle(id, state, message) {
    const one = this.#ledger.settle(id, state, message, performance.now());
    if (!one) return;
    this.#tell(one);
    if (state !== "unknown") this.#ways.answered(one.key);
    this.#lookAgain(SHOWN_MS);
    this.#ways.changed(state !== "done");
  }

  /** The line went down. What is told of a press that was in flight; empty: none was. */
  cut() {
    const open = this.#ledger.cut(performance.now());
    for (const one of open) this.#tell(one);
    const last = open[open.length - 1];
    return last ? statusLine(last, this.#say).text : "";
  }

  /** @param {string} why */
  #refuse(why) {
    this.#ways.tell("bad", why);
    this.#ways.changed(true);
    return why;
  }

  /**
   * Shows a press as under way, and looks at it again when its patience runs out.
   * @param {Press} one
   */
  #await(one) {
    // Most answers are there sooner: painting twice would take the processor from the overlay, and flicker.
    setTimeout(() => {
      if (one.state !== "pending") return;
      this.#tell(one);
      this.#ways.changed(false);
    }, PENDING_MS);
    setTimeout(() => {
      if (one.state === "pending") this.#ways.hurry();
    }, DOUBT_MS);
    this.#lookAgain(SLOW_MS);
    this.#lookAgain(GIVE_UP_MS);
  }

  /** @param {number} ms */
  #lookAgain(ms) {
    setTimeout(() => {
      const moved = this.#ledger.tick(performance.now());
      for (const one of moved) this.#tell(one);
      this.#ways.changed(moved.some((one) => one.state === "unknown"));
    }, ms + LATE_MS);
  }

  /** @param {Press} one */
  #tell(one) {
    const { tone, text } = statusLine(one, this.#say);
    this.#ways.tell(tone, text);
  }
}

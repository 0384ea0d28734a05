// Sends commands over the WebSocket and edits over HTTP, and tracks the result of each. Knows pending presses, not the
// stage.

import { sendEdit } from "./edits.js";
import { GIVE_UP_MS, PENDING_MS, SHOWN_MS, SLOW_MS, pressKey, statusLine } from "./pending-presses.js";

/** After this many milliseconds without an answer to a press, the connection itself is probed. */
const PROBE_MS = 500;
/** Added to a deadline before it is checked, in milliseconds: timers may fire a little early. */
const TIMER_SLACK_MS = 20;

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("./pending-presses.js").Press} Press */
/** @typedef {"quiet" | "wait" | "good" | "bad"} Tone */

/**
 * @typedef {object} Deps
 * @property {(frame: import("../wire.js").CommandFrame) => boolean} send whether the connection accepted it
 * @property {() => boolean} online
 * @property {string} query this page and its stage, as URLs carry them
 * @property {() => number} rev the revision that the host sees
 * @property {(tone: Tone, text: string) => void} showStatus in the status line
 * @property {() => void} probe checks soon whether the connection is alive
 * @property {(key: string) => void} onAnswered the server has answered a press of this button
 * @property {(reset: boolean) => void} onChanged a press changed its state; `reset`: controls must be painted again
 *   from the view, because what they show may not have been done
 */

export class Sender {
  #pendingPresses;
  #say;
  #deps;

  /**
   * @param {import("./pending-presses.js").PendingPresses} pendingPresses
   * @param {Say} say
   * @param {Deps} deps
   */
  constructor(pendingPresses, say, deps) {
    this.#pendingPresses = pendingPresses;
    this.#say = say;
    this.#deps = deps;
  }

  /** @param {string} key */
  stateOf(key) {
    return this.#pendingPresses.state(key, performance.now());
  }

  /**
   * Sends a command that was decided on the current view, or shows the reason against it.
   * @param {import("../wire.js").Command} command
   * @param {string} what in words
   * @param {string} why it cannot be done; empty: it can
   * @param {string} [key] under which presses count as one button
   * @returns {boolean | null} whether the connection accepted it; null: it was not to be sent
   */
  command(command, what, why, key = pressKey(command)) {
    if (why) {
      this.#refuse(why);
      return null;
    }
    const press = this.#pendingPresses.start(key, what, performance.now());
    if (!press) {
      this.#deps.onChanged(true);
      return null;
    }
    const sent = this.#deps.send({ type: "command", id: press.id, rev: this.#deps.rev(), do: command });
    if (sent) this.#track(press);
    else this.resolve(press.id, "refused", this.#say("status_sent_nowhere"));
    return sent;
  }

  /**
   * @param {string} key
   * @param {string} what
   * @param {import("./edits.js").AnyEdit} edit
   * @returns {Promise<string>} the reason why it was not done; empty: it was
   */
  async edit(key, what, edit) {
    if (!this.#deps.online()) return this.#refuse(this.#say("why_offline"));
    const press = this.#pendingPresses.start(key, what, performance.now());
    if (!press) return this.#refuse(this.#say("why_waiting"));
    this.#track(press);
    const answer = await sendEdit(press.id, this.#deps.rev(), edit, this.#deps.query, this.#say);
    this.resolve(press.id, answer.state, answer.state === "done" ? "" : answer.message);
    return answer.state === "done" ? "" : statusLine(press, this.#say).text;
  }

  /**
   * @param {string} id
   * @param {"done" | "refused" | "unknown"} state
   * @param {string} message
   */
  resolve(id, state, message) {
    const press = this.#pendingPresses.resolve(id, state, message, performance.now());
    if (!press) return;
    this.#showStatus(press);
    if (state !== "unknown") this.#deps.onAnswered(press.key);
    this.#checkLater(SHOWN_MS);
    this.#deps.onChanged(state !== "done");
  }

  /** The connection was lost. Returns the status line about the open presses; empty: there were none. */
  connectionLost() {
    const open = this.#pendingPresses.markUnknown(performance.now());
    for (const press of open) this.#showStatus(press);
    const last = open[open.length - 1];
    return last ? statusLine(last, this.#say).text : "";
  }

  /** @param {string} why */
  #refuse(why) {
    this.#deps.showStatus("bad", why);
    this.#deps.onChanged(true);
    return why;
  }

  /**
   * Shows a press as pending, and checks its deadlines.
   * @param {Press} press
   */
  #track(press) {
    // Most answers arrive earlier: painting twice would take processor time from the overlay, and flicker.
    setTimeout(() => {
      if (press.state !== "pending") return;
      this.#showStatus(press);
      this.#deps.onChanged(false);
    }, PENDING_MS);
    setTimeout(() => {
      if (press.state === "pending") this.#deps.probe();
    }, PROBE_MS);
    this.#checkLater(SLOW_MS);
    this.#checkLater(GIVE_UP_MS);
  }

  /** @param {number} ms */
  #checkLater(ms) {
    setTimeout(() => {
      const changed = this.#pendingPresses.expire(performance.now());
      for (const press of changed) this.#showStatus(press);
      this.#deps.onChanged(changed.some((press) => press.state === "unknown"));
    }, ms + TIMER_SLACK_MS);
  }

  /** @param {Press} press */
  #showStatus(press) {
    const { tone, text } = statusLine(press, this.#say);
    this.#deps.showStatus(tone, text);
  }
}

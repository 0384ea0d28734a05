// The presses that wait for an answer, and the results of the others. Pure: time is an argument, sending is elsewhere.

import { faceKind } from "./words.js";

/** Two presses of one button within this many milliseconds count as one: a nervous finger, a worn key. */
export const SAME_PRESS_MS = 300;
/** A press is shown as pending when it has no answer after this many milliseconds. */
export const PENDING_MS = 60;
/** The host is warned when a press has no answer after this many milliseconds. */
export const SLOW_MS = 3000;
/** A press without an answer counts as lost after this many milliseconds, so that its button is usable again. */
export const GIVE_UP_MS = 10_000;
/** How long a button shows the result of its press, in milliseconds. */
export const SHOWN_MS = 1600;

/** @typedef {"pending" | "slow" | "done" | "refused" | "unknown"} PressState */

/**
 * @typedef {object} Press
 * @property {string} id
 * @property {string} key of the button
 * @property {string} what in words
 * @property {number} at when it was pressed
 * @property {PressState} state
 * @property {number} since when it entered this state
 * @property {string} message of the server, if it refused or does not know the result
 */

export class PendingPresses {
  #page;
  #count = 0;
  /** @type {Map<string, Press>} the newest press of each button */
  #presses = new Map();

  /** @param {string} page an id that no other page has */
  constructor(page) {
    this.#page = page;
  }

  /**
   * Records a press. `null`: it repeats the last one, or that one still waits for its answer.
   * @param {string} key
   * @param {string} what
   * @param {number} now
   * @returns {Press | null}
   */
  start(key, what, now) {
    const last = this.#presses.get(key);
    if (last && now - last.at < SAME_PRESS_MS) return null;
    // A panic is never held back: the server accepts it twice.
    if (last && isOpen(last) && key !== "panic") return null;
    this.#count += 1;
    const id = `${this.#page}-${this.#count}`;
    /** @type {Press} */
    const press = { id, key, what, at: now, state: "pending", since: now, message: "" };
    this.#presses.set(key, press);
    return press;
  }

  /**
   * Records an answer. `null`: no press waits for it.
   * @param {string} id
   * @param {"done" | "refused" | "unknown"} state
   * @param {string} message
   * @param {number} now
   * @returns {Press | null}
   */
  resolve(id, state, message, now) {
    const press = [...this.#presses.values()].find((one) => one.id === id);
    if (!press) return null;
    Object.assign(press, { state, message, since: now });
    return press;
  }

  /**
   * The connection was lost: open presses may or may not have arrived.
   * @param {number} now
   * @returns {Press[]}
   */
  markUnknown(now) {
    const open = [...this.#presses.values()].filter(isOpen);
    for (const press of open) Object.assign(press, { state: "unknown", since: now });
    return open;
  }

  /**
   * Applies the deadlines; returns the presses that changed.
   * @param {number} now
   * @returns {Press[]}
   */
  expire(now) {
    const changed = [];
    for (const press of this.#presses.values()) {
      const next = stateAt(press, now);
      if (next === press.state) continue;
      Object.assign(press, { state: next, since: now });
      changed.push(press);
    }
    return changed;
  }

  /**
   * The state that a button shows; `null` if nothing happened recently.
   * @param {string} key
   * @param {number} now
   * @returns {PressState | null}
   */
  state(key, now) {
    const press = this.#presses.get(key);
    if (!press) return null;
    return isOpen(press) || now - press.since < SHOWN_MS ? press.state : null;
  }
}

/** @param {Press} press */
function isOpen(press) {
  return press.state === "pending" || press.state === "slow";
}

/**
 * @param {Press} press
 * @param {number} now
 * @returns {PressState}
 */
function stateAt(press, now) {
  if (!isOpen(press)) return press.state;
  if (now - press.at >= GIVE_UP_MS) return "unknown";
  return now - press.at >= SLOW_MS ? "slow" : "pending";
}

/** @type {Record<PressState, "quiet" | "wait" | "good" | "bad">} */
const TONES = { pending: "quiet", slow: "wait", done: "good", refused: "bad", unknown: "wait" };

/**
 * @param {Press} press
 * @param {import("./words.js").Say} say
 * @returns {{tone: "quiet" | "wait" | "good" | "bad", text: string}}
 */
export function statusLine(press, say) {
  const unsure = press.state === "unknown" && press.message !== "";
  const text = say(unsure ? "status_unsure" : `status_${press.state}`, { what: press.what, message: press.message });
  return { tone: TONES[press.state], text };
}

/**
 * The key under which presses of a command count as one button.
 * @param {import("../wire.js").Command} command
 * @returns {string}
 */
export function pressKey(command) {
  if (typeof command === "string") return command === "resume" ? "hold" : command;
  if ("take" in command) return `take:${command.take.card}`;
  if ("cue" in command) return `cue:${command.cue.card}`;
  if ("face" in command) return `face:${faceKind(command.face.face)}`;
  // Off and on again are two commands, however quickly they follow each other.
  if ("contact" in command) return `contact:${Object.entries(command.contact).flat().join(":")}`;
  return Object.keys(command)[0];
}

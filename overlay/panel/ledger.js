// Which presses still wait for an answer, and what became of the others. Pure: time is an argument, sending is elsewhere.

/** Two presses of one thing within this many milliseconds are one: a nervous finger, a worn key. */
export const SAME_PRESS_MS = 300;
/** A press shows that it waits when no answer came in this many milliseconds. */
export const PENDING_MS = 60;
/** After this many milliseconds without an answer, the host is told so. */
export const SLOW_MS = 3000;
/** After this many milliseconds a press counts as lost, so that its button is not dead for the rest of the show. */
export const GIVE_UP_MS = 10_000;
/** How long a button shows what became of its press, in milliseconds. */
export const SHOWN_MS = 1600;

/** @typedef {"pending" | "slow" | "done" | "refused" | "unknown"} PressState */

/**
 * @typedef {object} Press
 * @property {string} id
 * @property {string} key which button
 * @property {string} what in words
 * @property {number} at when it was pressed
 * @property {PressState} state
 * @property {number} since when it came into this state
 * @property {string} message the server's words, where it was refused or the server does not know
 */

export class Ledger {
  #page;
  #count = 0;
  /** @type {Map<string, Press>} the newest press of each button */
  #presses = new Map();

  /** @param {string} page an id that no other page has */
  constructor(page) {
    this.#page = page;
  }

  /**
   * Notes a press. `null`: the same press again, or its answer is still awaited.
   * @param {string} key
   * @param {string} what
   * @param {number} now
   * @returns {Press | null}
   */
  begin(key, what, now) {
    const last = this.#presses.get(key);
    if (last && now - last.at < SAME_PRESS_MS) return null;
    // Panic is never held back: the server takes it twice over too.
    if (last && waiting(last) && key !== "panic") return null;
    this.#count += 1;
    const press = {
      id: `${this.#page}-${this.#count}`,
      key,
      what,
      at: now,
      state: /** @type {PressState} */ ("pending"),
      since: now,
      message: "",
    };
    this.#presses.set(key, press);
    return press;
  }

  /**
   * Notes an answer. `null`: it answers nothing that is still awaited.
   * @param {string} id
   * @param {"done" | "refused" | "unknown"} state
   * @param {string} message
   * @param {number} now
   * @returns {Press | null}
   */
  settle(id, state, message, now) {
    const press = [...this.#presses.values()].find((one) => one.id === id);
    if (!press) return null;
    Object.assign(press, { state, message, since: now });
    return press;
  }

  /**
   * The line went down: what was sent may or may not have arrived.
   * @param {number} now
   * @returns {Press[]}
   */
  cut(now) {
    const open = [...this.#presses.values()].filter(waiting);
    for (const press of open) Object.assign(press, { state: "unknown", since: now });
    return open;
  }

  /**
   * Lets time pass; answers the presses that it changed.
   * @param {number} now
   * @returns {Press[]}
   */
  tick(now) {
    const changed = [];
    for (const press of this.#presses.values()) {
      const next = aged(press, now);
      if (next === press.state) continue;
      Object.assign(press, { state: next, since: now });
      changed.push(press);
    }
    return changed;
  }

  /**
   * What a button shows; `null` where nothing happened lately.
   * @param {string} key
   * @param {number} now
   * @returns {PressState | null}
   */
  state(key, now) {
    const press = this.#presses.get(key);
    if (!press) return null;
    return waiting(press) || now - press.since < SHOWN_MS ? press.state : null;
  }
}

/** @param {Press} press */
function waiting(press) {
  return press.state === "pending" || press.state === "slow";
}

/**
 * @param {Press} press
 * @param {number} now
 * @returns {PressState}
 */
function aged(press, now) {
  if (!waiting(press)) return press.state;
  if (now - press.at >= GIVE_UP_MS) return "unknown";
  return now - press.at >= SLOW_MS ? "slow" : "pending";
}

/**
 * @param {Press} press
 * @param {import("./words.js").Say} say
 * @returns {{tone: "quiet" | "wait" | "good" | "bad", text: string}}
 */
export function statusLine(press, say) {
  const blanks = { what: press.what, message: press.message };
  const tone = /** @type {const} */ ({ pending: "quiet", slow: "wait", done: "good", refused: "bad", unknown: "wait" })[
    press.state
  ];
  const told = press.state === "unknown" && press.message !== "";
  return { tone, text: say(told ? "status_unsure" : `status_${press.state}`, blanks) };
}

/**
 * The key under which presses of a command are one press.
 * @param {import("../wire.js").Command} command
 * @returns {string}
 */
export function keyOf(command) {
  if (typeof command === "string") return command === "resume" ? "hold" : command;
  if ("take" in command) return `take:${command.take.card}`;
  if ("cue" in command) return `cue:${command.cue.card}`;
  if ("face" in command) return `face:${faceKind(command.face.face)}`;
  // Off and on again are two wishes, however quickly they follow each other.
  if ("contact" in command) return `contact:${Object.entries(command.contact).flat().join(":")}`;
  return Object.keys(command)[0];
}

/**
 * @param {import("../wire.js").FaceRequest} face
 * @returns {string}
 */
function faceKind(face) {
  return typeof face === "string" ? face : Object.keys(face)[0];
}

// Paints what has changed, once a frame however much arrives: a press brings an answer, a view and its receipts.
// Reads the panel's state; changes none of it.

import { black, deck } from "./deck.js";
import { byId, show } from "./dom.js";
import { paintChanges } from "./changes.js";
import { paintFaces } from "./facebar.js";
import { paintClock, paintNumbers, paintTotals } from "./header.js";
import { alarms, chips } from "./health.js";
import { paintDeck, paintDigits } from "./keypad.js";
import { paintPeople, paintWheel } from "./people.js";
import { receipt } from "./receipt.js";
import { showClock } from "./showclock.js";
import { paintNext, paintOnAir, paintOnAirTime } from "./stagepart.js";
import { paintReceipt, paintStrip } from "./strip.js";
import { timing } from "./timing.js";

/** @typedef {import("./words.js").Say} Say */

/**
 * What can change by itself. stage: the view, the line, who may press. health: overlays, store, line. counts: sign-ups.
 * @typedef {"stage" | "presses" | "health" | "people" | "counts" | "typed"} Part
 */

/**
 * The panel's state, as painting needs it.
 * @typedef {object} World
 * @property {import("../wire.js").ViewFrame<import("../wire.js").PanelView> | null} frame
 * @property {import("../wire.js").PanelStatus | null} around
 * @property {import("./receipt.js").Picture | null} picture
 * @property {boolean} hidden
 * @property {import("./health.js").Line} line
 * @property {boolean} slow
 * @property {import("./panic.js").PanicWatch} panic
 * @property {import("./overlays.js").Alarm[]} news what was told and is not old yet
 * @property {import("./roles.js").Me} me
 * @property {"here" | "typing" | "elsewhere"} keys
 */

/**
 * @typedef {object} Tools
 * @property {World} world
 * @property {Say} say
 * @property {(ms: number) => string} wall
 * @property {() => number} serverNow
 * @property {import("./rows.js").Rows} rows
 * @property {import("./sending.js").Sender} sender
 * @property {import("./picture.js").PictureDialog} dialog
 * @property {() => string} digits
 * @property {(overlays: import("../wire.js").OverlayPresence[] | null) => void} paintObs the dialog that brings the overlay into OBS
 * @property {string} build this page's own
 */

export class Painter {
  /** @type {Set<Part>} */
  #due = new Set();
  #asked = false;
  #tools;
  /** @param {string} key */
  #stateOf = (key) => this.#tools.sender.stateOf(key);

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /**
   * What a page decides on now.
   * @returns {import("./deck.js").Ground}
   */
  get ground() {
    const { frame, line, hidden, me } = this.#tools.world;
    return { view: frame?.view ?? null, online: line === "open", hidden, me };
  }

  /** @param {...Part} parts */
  paint(...parts) {
    for (const part of parts) this.#due.add(part);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#now());
  }

  #now() {
    this.#asked = false;
    const due = this.#due;
    this.#due = new Set();
    if (due.has("stage")) this.#stage();
    if (due.has("stage") || due.has("presses")) this.#presses();
    if (due.has("stage") || due.has("people")) this.#people();
    // A receipt is judged by the stage as well.
    if (due.has("stage") || due.has("health")) this.#health();
    if (due.has("stage") || due.has("counts")) this.#counts();
    if (due.has("stage") || due.has("typed")) this.typed();
    if (due.has("stage")) this.times();
  }

  #stage() {
    const { ground } = this;
    const { say, rows, dialog, world, build } = this.#tools;
    show(byId("new-build"), world.frame !== null && world.frame.build !== build);
    const { view } = ground;
    if (!view) return;
    paintOnAir({ ...ground, view }, say);
    paintNext(view, say);
    rows.paint({ ...ground, view });
    paintNumbers(view, say);
    paintChanges(view, say);
    dialog.paint(ground);
  }

  #presses() {
    const { ground } = this;
    const { say, rows, wall } = this.#tools;
    paintDeck(deck(ground, say), this.#stateOf, !ground.online && ground.me.role !== "watcher", say);
    paintFaces(ground, this.#stateOf, say);
    paintWheel(ground, this.#stateOf, wall, say);
    rows.paintPresses(this.#stateOf);
  }

  #people() {
    const { around } = this.#tools.world;
    if (around) paintPeople(this.ground, around.people, this.#tools.wall, this.#tools.say);
  }

  #health() {
    const { world, say } = this.#tools;
    const seen = this.#seen();
    const condition = {
      line: world.line,
      slow: world.slow,
      panic: world.panic.state,
      store: world.around?.store ?? "ok",
      seen,
      keys: world.keys,
    };
    paintStrip(world.line, chips(condition, say), [...world.news, ...alarms(condition, say)], say);
    if (seen) paintReceipt(receipt(seen, say));
    this.#tools.paintObs(world.around?.overlays ?? null);
  }

  /** @returns {import("./receipt.js").Seen | null} */
  #seen() {
    const { frame, around, picture, hidden, line } = this.#tools.world;
    if (!frame || !picture) return null;
    const serverNow = this.#tools.serverNow();
    return {
      view: frame.view,
      picture,
      overlays: around?.overlays ?? null,
      hidden,
      online: line === "open",
      practice: this.#tools.world.me.practice,
      build: frame.build,
      now: performance.now(),
      serverNow,
    };
  }

  #counts() {
    const { world, rows, say } = this.#tools;
    if (!world.around) return;
    rows.paintCounts(world.around.counts, []);
    paintTotals(world.around, say);
  }

  /** All that moves with the clock; once a second. */
  times() {
    const { world, say, wall, rows, dialog } = this.#tools;
    const now = this.#tools.serverNow();
    const view = world.frame?.view ?? null;
    paintOnAirTime(view, black(this.ground), now, wall, say);
    paintClock(view ? showClock(view, now, wall, say) : null, view?.show?.number ?? null, say);
    rows.paintTimes(view ? timing(view, now) : null, wall);
    dialog.paintTime(view?.guides_until ?? null, now);
  }

  typed() {
    const digits = this.#tools.digits();
    const face = this.#tools.world.frame?.view.rundown.find((one) => one.card === Number(digits));
    paintDigits(digits, face, this.#tools.say);
  }
}

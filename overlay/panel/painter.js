// Paints the parts that have changed, once a frame, however much arrives: a press brings an answer, a view and its
// receipts. Reads the panel's state and changes none of it.

import { paintButtons } from "./buttons.js";
import { paintChanges } from "./changes.js";
import { isBlack } from "./context.js";
import { byId, show } from "./dom.js";
import { paintClock, paintNumbers, paintTotals } from "./header.js";
import { alarms, chips } from "./health.js";
import { paintNext, paintOnAir, paintOnAirTime } from "./on-air.js";
import { paintPeople, paintWheel } from "./people.js";
import { receipt } from "./receipt.js";
import { showClock } from "./show-clock.js";
import { paintDigits } from "./status-line.js";
import { paintReceipt, paintStatusStrip } from "./status-strip.js";
import { timing } from "./timing.js";

/** @typedef {import("./words.js").Say} Say */

/**
 * The parts that change independently. stage: the view, the connection, permissions. presses: button states. health:
 * overlays, store, connection. counts: sign-ups. typed: the typed digits.
 * @typedef {"stage" | "presses" | "health" | "people" | "counts" | "typed"} Part
 */

/**
 * The whole state of the panel page.
 * @typedef {object} PanelState
 * @property {import("../wire.js").ViewFrame<import("../wire.js").PanelView> | null} frame the newest view
 * @property {import("../wire.js").PanelStatus | null} status `null`: not received on this connection
 * @property {import("./receipt.js").Picture | null} picture
 * @property {boolean} hidden the server hides everything by itself
 * @property {import("./health.js").ConnectionState} connection
 * @property {boolean} slow the first connection takes longer than it should
 * @property {import("./panic.js").PanicWatch} panicWatch
 * @property {import("./overlays.js").Alarm[]} news recent events that are shown for a while
 * @property {import("./permissions.js").Me} me
 * @property {"here" | "typing" | "elsewhere"} keys where the keyboard's input goes
 */

/**
 * @typedef {object} Deps
 * @property {PanelState} state
 * @property {Say} say
 * @property {(ms: number) => string} wall
 * @property {() => number} serverNow
 * @property {import("./rows.js").Rows} rows
 * @property {import("./sender.js").Sender} sender
 * @property {import("./picture-dialog.js").PictureDialog} pictureDialog
 * @property {() => string} digits
 * @property {(overlays: import("../wire.js").OverlayPresence[] | null) => void} paintObs paints the dialog about OBS
 * @property {string} build of this page
 */

export class Painter {
  /** @type {Set<Part>} */
  #due = new Set();
  #scheduled = false;
  #deps;
  /** @param {string} key */
  #stateOf = (key) => this.#deps.sender.stateOf(key);

  /** @param {Deps} deps */
  constructor(deps) {
    this.#deps = deps;
  }

  /**
   * The facts that a press is decided on now.
   * @returns {import("./context.js").Context}
   */
  get context() {
    const { frame, connection, hidden, me } = this.#deps.state;
    return { view: frame?.view ?? null, online: connection === "open", hidden, me };
  }

  /** @param {...Part} parts */
  paint(...parts) {
    for (const part of parts) this.#due.add(part);
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#paintDue());
  }

  #paintDue() {
    this.#scheduled = false;
    const due = this.#due;
    this.#due = new Set();
    if (due.has("stage")) this.#stage();
    if (due.has("stage") || due.has("presses")) this.#presses();
    if (due.has("stage") || due.has("people")) this.#people();
    // The verdict on a receipt depends on the stage as well.
    if (due.has("stage") || due.has("health")) this.#health();
    if (due.has("stage") || due.has("counts")) this.#counts();
    if (due.has("stage") || due.has("typed")) this.typed();
    if (due.has("stage")) this.times();
  }

  #stage() {
    const { context } = this;
    const { say, rows, pictureDialog, state, build } = this.#deps;
    show(byId("new-build"), state.frame !== null && state.frame.build !== build);
    const { view } = context;
    if (!view) return;
    paintOnAir({ ...context, view }, say);
    paintNext(view, say);
    rows.paint({ ...context, view });
    paintNumbers(view, say);
    paintChanges(view, say);
    pictureDialog.paint(context);
  }

  #presses() {
    const { context } = this;
    const { say, rows, wall } = this.#deps;
    paintButtons(context, this.#stateOf, say);
    show(byId("update-bar"), Boolean(context.view?.update));
    paintWheel(context, this.#stateOf, wall, say);
    rows.paintPresses(this.#stateOf);
  }

  #people() {
    const { status } = this.#deps.state;
    if (status) paintPeople(this.context, status.people, this.#deps.wall, this.#deps.say);
  }

  #health() {
    const { state, say } = this.#deps;
    const picture = this.#receiptContext();
    const condition = {
      connection: state.connection,
      slow: state.slow,
      panic: state.panicWatch.state,
      store: state.status?.store ?? "ok",
      proxies: state.status?.proxies ?? [],
      receipts: picture,
      keys: state.keys,
    };
    paintStatusStrip(state.connection, chips(condition, say), [...state.news, ...alarms(condition, say)], say);
    if (picture) paintReceipt(receipt(picture, say));
    this.#deps.paintObs(state.status?.overlays ?? null);
  }

  /** @returns {import("./receipt.js").ReceiptContext | null} */
  #receiptContext() {
    const { frame, status, picture, hidden, connection, me } = this.#deps.state;
    if (!frame || !picture) return null;
    return {
      view: frame.view,
      picture,
      overlays: status?.overlays ?? null,
      hidden,
      online: connection === "open",
      rehearsal: me.rehearsal,
      build: frame.build,
      now: performance.now(),
      serverNow: this.#deps.serverNow(),
    };
  }

  #counts() {
    const { state, rows, say } = this.#deps;
    if (!state.status) return;
    rows.paintCounts(state.status.counts, [], state.status.places);
    paintTotals(state.status, say);
  }

  /** Everything that moves with the clock; called once a second. */
  times() {
    const { state, say, wall, rows, pictureDialog } = this.#deps;
    const now = this.#deps.serverNow();
    const view = state.frame?.view ?? null;
    paintOnAirTime(view, isBlack(this.context), now, wall, say);
    paintClock(view ? showClock(view, now, wall, say) : null, view?.show?.number ?? null, say);
    rows.paintTimes(view ? timing(view, now) : null, wall);
    pictureDialog.paintTime(view?.guides_until ?? null, now);
  }

  typed() {
    const digits = this.#deps.digits();
    const face = this.#deps.state.frame?.view.rundown.find((one) => one.card === Number(digits));
    paintDigits(digits, face, this.#deps.say);
  }
}

// Applies the frames of the server to the panel's state, and paints what they change.

import { ignoreUnknown } from "../lib/exhaustive.js";
import { isNewer } from "../lib/revision.js";
import { Counts } from "./counts.js";
import { handover, withCurrentRole } from "./permissions.js";
import { PAINT_MS, pictureAfter } from "./receipt.js";

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").PanelStatus} PanelStatus */

/** How long the panel shows that another page took control, in milliseconds. */
const NEWS_MS = 10_000;
/** Added to a deadline before it is checked, in milliseconds: timers may fire a little early. */
const TIMER_SLACK_MS = 20;

/**
 * @typedef {object} Deps
 * @property {import("./painter.js").PanelState} state
 * @property {import("./words.js").Say} say
 * @property {import("../lib/clock.js").ServerClock} clock
 * @property {import("./sender.js").Sender} sender
 * @property {import("./painter.js").Painter} painter
 * @property {import("./rows.js").Rows} rows
 * @property {import("./connection.js").Connection} connection
 */

export class Incoming {
  #deps;
  #counts = new Counts();

  /** @param {Deps} deps */
  constructor(deps) {
    this.#deps = deps;
  }

  /** @param {import("../wire.js").PanelFrame} frame */
  apply(frame) {
    const { clock, sender } = this.#deps;
    switch (frame.type) {
      case "view":
        clock.sync(frame.now);
        return this.#view(frame);
      case "around":
        return this.#status(frame);
      case "hidden":
        return this.#hidden(frame.hidden);
      case "ack":
        return sender.resolve(frame.id, "done", "");
      case "refused":
        // After a store error the result is unknown: the command may have been done, or may still be.
        return sender.resolve(frame.id, frame.code === "store" ? "unknown" : "refused", frame.message);
      case "pong":
        return clock.sync(frame.now);
      default:
        return ignoreUnknown(frame);
    }
  }

  /** @param {import("../wire.js").ViewFrame<PanelView>} frame */
  #view(frame) {
    const { state, say, painter, connection } = this.#deps;
    connection.viewReceived(frame.view.panic);
    if (!isNewer(state.frame, frame)) return this.#build(frame.build);
    const before = state.picture;
    state.picture = pictureAfter(before, frame, performance.now());
    if (state.picture.at !== before?.at) this.#checkHealthIn(PAINT_MS);
    const news = handover(state.frame?.view ?? null, frame.view, state.me, say);
    state.frame = frame;
    if (news) this.#announce(news);
    painter.paint("stage");
  }

  /**
   * An updated server repeats the same revision, but the page is of another build.
   * @param {string} build
   */
  #build(build) {
    const { state, painter } = this.#deps;
    if (!state.frame || state.frame.build === build) return;
    state.frame = { ...state.frame, build };
    painter.paint("stage");
  }

  /** @param {PanelStatus} status */
  #status(status) {
    const { state, painter, rows, clock } = this.#deps;
    const before = state.status;
    state.status = status;
    rows.paintCounts(status.counts, this.#counts.grown(status.counts, state.frame?.view.rundown ?? []), status.places);
    painter.paint("counts");
    // Sign-ups arrive in bursts: parts that they do not change are not painted again.
    if (changed(before, status, ["overlays", "store"])) painter.paint("health");
    if (changed(before, status, ["people"])) this.#people(status.people);
    if (status.overlays.some((overlay) => clock.now() - overlay.since < PAINT_MS)) this.#checkHealthIn(PAINT_MS);
  }

  /** @param {import("../wire.js").Presence[]} people */
  #people(people) {
    const { state, painter } = this.#deps;
    const { role } = state.me;
    state.me = withCurrentRole(people, state.me);
    painter.paint(role === state.me.role ? "people" : "stage");
  }

  /** @param {boolean} hidden */
  #hidden(hidden) {
    const { state, painter } = this.#deps;
    state.hidden = hidden;
    if (hidden) state.panicWatch.notify("black");
    // Overlays get the same time for this as for a new picture.
    if (state.picture) state.picture = { ...state.picture, at: performance.now() };
    this.#checkHealthIn(PAINT_MS);
    painter.paint("stage");
  }

  /**
   * Shows for a while that the driver has changed.
   * @param {{title: string, text: string, mine: boolean}} handover
   */
  #announce({ title, text, mine }) {
    const { state } = this.#deps;
    /** @type {import("./overlays.js").Alarm} */
    const alarm = { id: "wheel", tone: "wait", title, text, drive: !mine && state.me.role === "driver" };
    state.news = [alarm];
    this.#checkHealthIn(NEWS_MS, () => {
      state.news = state.news.filter((one) => one !== alarm);
    });
  }

  /**
   * Paints the health again when a deadline has passed.
   * @param {number} ms
   * @param {() => void} [first]
   */
  #checkHealthIn(ms, first) {
    setTimeout(() => {
      first?.();
      this.#deps.painter.paint("health");
    }, ms + TIMER_SLACK_MS);
  }
}

/**
 * @param {PanelStatus | null} before
 * @param {PanelStatus} after
 * @param {(keyof PanelStatus)[]} parts
 */
function changed(before, after, parts) {
  return parts.some((part) => JSON.stringify(before?.[part]) !== JSON.stringify(after[part]));
}

// The effects of a connection that opens or is lost: which state becomes invalid, which presses are in doubt, and the
// status line about both.

import { connectionState } from "./health.js";
import { paintStatus } from "./status-line.js";

/**
 * @typedef {object} Deps
 * @property {import("./painter.js").PanelState} state
 * @property {import("./words.js").Say} say
 * @property {import("./sender.js").Sender} sender
 * @property {import("./painter.js").Painter} painter
 * @property {() => void} cancelDrag
 */

export class Connection {
  #deps;
  #wasOpen = false;
  /** Whether the first view of this connection has not arrived yet. */
  #awaitsView = false;
  /** The status line about presses that were open when the connection was lost; repeated beside the new picture. */
  #doubt = "";

  /** @param {Deps} deps */
  constructor(deps) {
    this.#deps = deps;
  }

  /** @param {import("../lib/socket.js").LinkState} linkState */
  changed(linkState) {
    const { state, painter } = this.#deps;
    const connection = connectionState(linkState, this.#wasOpen);
    // Each retry changes the link's state, but nothing for the host.
    if (connection === state.connection) return;
    state.connection = connection;
    if (connection === "open") this.#opened();
    else this.#lost();
    painter.paint("stage");
  }

  /** A view has arrived. @param {boolean} panic */
  viewReceived(panic) {
    const { panicWatch } = this.#deps.state;
    if (panic) panicWatch.notify("black");
    if (this.#awaitsView) panicWatch.notify("greeted");
    this.#awaitsView = false;
  }

  #opened() {
    const { state, say } = this.#deps;
    paintStatus(this.#doubt ? "wait" : "quiet", this.#doubt || say("status_ready"));
    this.#doubt = "";
    // The server repeats its `hidden` frame after the first view, if everything is still hidden.
    state.hidden = false;
    this.#awaitsView = true;
    this.#wasOpen = true;
  }

  #lost() {
    const { state, say, sender, cancelDrag } = this.#deps;
    state.status = null;
    cancelDrag();
    this.#doubt = sender.connectionLost() || this.#doubt;
    state.panicWatch.notify("cut");
    if (!this.#doubt && this.#wasOpen) {
      paintStatus("bad", say(state.connection === "refused" ? "refused_title" : "why_offline"));
    }
  }
}

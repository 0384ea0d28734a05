// What a change of the line means for the host: what is no longer known, what is in doubt, and what is told of it.

import { lineState } from "./health.js";
import { paintStatus } from "./keypad.js";

/**
 * @typedef {object} Tools
 * @property {import("./painting.js").World} world
 * @property {import("./words.js").Say} say
 * @property {import("./sending.js").Sender} sender
 * @property {import("./painting.js").Painter} painter
 * @property {() => void} letGo of a card that is being dragged
 */

export class Line {
  #tools;
  #wasOpen = false;
  /** Whether the server has still to say, on this connection, what is on screen. */
  #greeting = false;
  /** What was told of a press that was in flight at the cut. It stays until the host has read it with the new picture. */
  #doubt = "";

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /** @param {import("../lib/socket.js").LinkState} state */
  changed(state) {
    const { world, painter } = this.#tools;
    const line = lineState(state, this.#wasOpen);
    // A link that tries again changes its state, but nothing for the host.
    if (line === world.line) return;
    world.line = line;
    if (line === "open") this.#opened();
    else this.#cut();
    painter.paint("stage");
  }

  /** The server has said what is on screen. @param {boolean} black */
  greeted(black) {
    const { panic } = this.#tools.world;
    if (black) panic.hear("black");
    if (this.#greeting) panic.hear("greeted");
    this.#greeting = false;
  }

  #opened() {
    const { world, say } = this.#tools;
    paintStatus(this.#doubt ? "wait" : "quiet", this.#doubt || say("status_ready"));
    this.#doubt = "";
    // What is hidden without the stage's word is told anew with the greeting.
    world.hidden = false;
    this.#greeting = true;
    this.#wasOpen = true;
  }

  #cut() {
    const { world, say, sender, letGo } = this.#tools;
    world.around = null;
    letGo();
    this.#doubt = sender.cut() || this.#doubt;
    world.panic.hear("cut");
    if (!this.#doubt && this.#wasOpen)
      paintStatus("bad", say(world.line === "refused" ? "refused_title" : "why_offline"));
  }
}

// The test picture's own measurements: the size of the page and the way to the server and back. Knows no socket.

export class Rehearsal {
  #sent = NaN;
  /** @type {number | null} */
  #latency = null;

  /** @returns {import("./card/face-model.js").TestFace} */
  face() {
    return { kind: "test", latency: this.#latency, width: innerWidth, height: innerHeight };
  }

  /** The ping whose answer is timed. @returns {import("./wire.js").PingFrame} */
  ping() {
    this.#sent = performance.now();
    return { type: "ping" };
  }

  /** @returns {boolean} whether that was an answer to us, and not to the line's own question */
  pong() {
    if (Number.isNaN(this.#sent)) return false;
    this.#latency = Math.round(performance.now() - this.#sent);
    this.#sent = NaN;
    return true;
  }
}

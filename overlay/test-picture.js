// Measurements for the test picture: the size of the page and the round trip to the server. Knows no socket.

export class TestPicture {
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

  /** @returns {boolean} whether it answers a ping of the test picture, and not one of the connection */
  pong() {
    if (Number.isNaN(this.#sent)) return false;
    this.#latency = Math.round(performance.now() - this.#sent);
    this.#sent = NaN;
    return true;
  }
}

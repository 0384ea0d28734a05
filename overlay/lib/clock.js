// Estimates the server's time on a machine whose own clock may be wrong or may be set during the show. Knows no
// sockets.

/** How long an estimate is valid, in milliseconds: an older one would hide that a clock drifted or was set back. */
const FRESH_MS = 60_000;

export class ServerClock {
  /** @type {{offset: number, at: number} | null} */
  #best = null;
  #monotonic;

  /** @param {() => number} [monotonic] milliseconds that no change of the wall clock moves */
  constructor(monotonic = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /**
   * Updates the estimate from a frame that the server stamped with `now`.
   * @param {number} now
   */
  sync(now) {
    const at = this.#monotonic();
    const offset = now - at;
    const best = this.#best;
    // Transit only makes a frame look older, so the largest offset is the one with the shortest transit.
    if (!best || offset >= best.offset || at - best.at > FRESH_MS) this.#best = { offset, at };
  }

  /**
   * Server milliseconds since the Unix epoch; this machine's own until the first frame.
   * @returns {number}
   */
  now() {
    return this.#best ? this.#monotonic() + this.#best.offset : Date.now();
  }
}

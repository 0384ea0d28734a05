// Server time on a machine whose own clock may be wrong or be set during the show. Knows nothing of sockets.

/** How long an estimate counts, in milliseconds: older ones hide that a clock drifted or was set back. */
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
   * Learns from a frame that the server stamped with `now`.
   * @param {number} now
   */
  hear(now) {
    const at = this.#monotonic();
    const offset = now - at;
    const best = this.#best;
    // A frame's way here can only make it look older, so the largest offset is the one with the least transit in it.
    if (!best || offset >= best.offset || at - best.at > FRESH_MS) this.#best = { offset, at };
  }

  /**
   * Server milliseconds since the Unix epoch; this machine's own until a frame was heard.
   * @returns {number}
   */
  now() {
    return this.#best ? this.#monotonic() + this.#best.offset : Date.now();
  }
}

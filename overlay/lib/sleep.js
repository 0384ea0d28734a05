// Whether this machine slept: then what counts its milliseconds may have stood still, and every time that builds on it is late
// until the server is heard again. Pure: both clocks are arguments.

/** How far the two clocks may part between two looks, in milliseconds: time services correct by far less at once. */
const GAP_MS = 1000;

export class Sleep {
  #monotonic;
  #wall;
  #apart;

  /**
   * @param {() => number} [monotonic] milliseconds that no change of the wall clock moves
   * @param {() => number} [wall]
   */
  constructor(monotonic = () => performance.now(), wall = () => Date.now()) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#apart = wall() - monotonic();
  }

  /** Whether the clocks parted since the last look: after a sleep, or because the wall clock was set. Only the server's answer tells which. */
  over() {
    const before = this.#apart;
    this.#apart = this.#wall() - this.#monotonic();
    return Math.abs(this.#apart - before) > GAP_MS;
  }
}

// Detects that this machine slept: its monotonic clock may have stopped meanwhile, and times that build on it are late
// until the next frame of the server. Pure: both clocks are arguments.

/** How far the two clocks may differ between two checks, in milliseconds: time services correct by far less at once. */
const GAP_MS = 1000;

export class Sleep {
  #monotonic;
  #wall;
  #difference;

  /**
   * @param {() => number} [monotonic] milliseconds that no change of the wall clock moves
   * @param {() => number} [wall]
   */
  constructor(monotonic = () => performance.now(), wall = () => Date.now()) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#difference = wall() - monotonic();
  }

  /**
   * Whether the clocks differ since the last check: after a sleep, or because the wall clock was set; only the server's
   * answer tells which.
   */
  detect() {
    const before = this.#difference;
    this.#difference = this.#wall() - this.#monotonic();
    return Math.abs(this.#difference - before) > GAP_MS;
  }
}

// A wish that may change before it is granted: sent after a rest, one at a time, and the last one stands. Knows no page.

/** What came to rest for this many milliseconds is meant: each step is a revision that every page paints. */
export const REST_MS = 300;

/** @template T */
export class Wish {
  /** What is wanted and not confirmed yet. @type {T | null} */
  #value = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  #sending = false;
  #send;
  #settled;

  /**
   * @param {(value: T) => Promise<string>} send answers why it was not done; empty: it was
   * @param {(value: T, why: string) => void} settled nothing more is wanted
   */
  constructor(send, settled) {
    this.#send = send;
    this.#settled = settled;
  }

  get value() {
    return this.#value;
  }

  /**
   * @param {T} value
   * @param {number} [rest] how long it may still change
   */
  ask(value, rest = REST_MS) {
    this.#value = value;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.#go(), rest);
  }

  async #go() {
    const value = this.#value;
    if (value === null || this.#sending) return;
    this.#sending = true;
    const why = await this.#send(value);
    this.#sending = false;
    // Changed meanwhile: the newer one is sent, once its own view has had time to come.
    if (this.#value !== null && this.#value !== value) return this.ask(this.#value);
    this.#value = null;
    this.#settled(value, why);
  }
}

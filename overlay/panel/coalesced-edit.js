// An edit whose value may change before it is sent: debounced, one request at a time, the last value wins. Knows no
// page.

/** A value that has not changed for this many milliseconds is sent. Each send is a revision that every page paints. */
export const DEBOUNCE_MS = 300;

/** @template T */
export class CoalescedEdit {
  /** The newest value that is not confirmed yet. @type {T | null} */
  #value = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #sending = false;
  #send;
  #onSettled;

  /**
   * @param {(value: T) => Promise<string>} send resolves to the reason why it was not done; empty: it was
   * @param {(value: T, why: string) => void} onSettled the last value was answered
   */
  constructor(send, onSettled) {
    this.#send = send;
    this.#onSettled = onSettled;
  }

  get value() {
    return this.#value;
  }

  /**
   * @param {T} value
   * @param {number} [delay] milliseconds in which it may still change
   */
  set(value, delay = DEBOUNCE_MS) {
    this.#value = value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#flush(), delay);
  }

  async #flush() {
    const value = this.#value;
    if (value === null || this.#sending) return;
    this.#sending = true;
    const why = await this.#send(value);
    this.#sending = false;
    // It changed during the request: send the newer value after the view of this one has had time to arrive.
    if (this.#value !== null && this.#value !== value) return this.set(this.#value);
    this.#value = null;
    this.#onSettled(value, why);
  }
}

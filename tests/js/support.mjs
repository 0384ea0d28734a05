// Helpers of several tests: seeded randomness, so that a failure can be reproduced, and timers that a test advances.

import { readFileSync } from "node:fs";

/**
 * The sentences of one catalogue, as the server writes them into a page.
 * @param {string} locale
 * @param {string} area
 * @returns {Record<string, string>}
 */
export function sentences(locale, area) {
  const toml = readFileSync(new URL(`../../locales/${locale}/${area}.toml`, import.meta.url), "utf8");
  return Object.fromEntries([...toml.matchAll(/^(\w+) = (".*")$/gm)].map(([, key, text]) => [key, JSON.parse(text)]));
}

/**
 * Mulberry32: small, and good enough to shuffle with.
 * @param {number} seed
 * @returns {() => number} in [0, 1)
 */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Replaces `setTimeout`: time advances only when a test advances it. (node 18 has no mock timers of its own.) */
export class Timers {
  #now = 0;
  #ids = 0;
  /** @type {Map<number, {at: number, run: () => void}>} */
  #waiting = new Map();

  constructor() {
    globalThis.setTimeout = /** @type {any} */ (
      (/** @type {() => void} */ run, ms = 0) => {
        this.#ids += 1;
        this.#waiting.set(this.#ids, { at: this.#now + ms, run });
        return this.#ids;
      }
    );
    globalThis.clearTimeout = /** @type {any} */ ((/** @type {number} */ id) => this.#waiting.delete(id));
  }

  /** Lets time pass; what is due runs at its end, as on a page that was held up. @param {number} ms */
  tick(ms) {
    this.#now += ms;
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= this.#now).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) return;
      this.#waiting.delete(due[0]);
      due[1].run();
    }
  }
}

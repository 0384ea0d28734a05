// What this page is to itself: its seat, which a reload keeps, and small choices that the device remembers.

import { randomHex } from "../lib/random.js";

const SEAT_KEY = "daigang-seat";

/** Who sits here: the same after a reload, another one in each tab. */
export function seat() {
  try {
    const kept = sessionStorage.getItem(SEAT_KEY) ?? "";
    if (/^[0-9a-f]{16}$/.test(kept)) return kept;
    const made = randomHex();
    sessionStorage.setItem(SEAT_KEY, made);
    return made;
  } catch {
    // Storage may be forbidden in a dock; then the seat lasts as long as the page.
    return randomHex();
  }
}

/**
 * @param {string} name
 * @returns {string | null}
 */
export function recall(name) {
  try {
    return localStorage.getItem(`daigang-${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`daigang-${name}`, value);
  } catch {
    // Storage may be forbidden in a dock; the choice then lasts as long as the page.
  }
}

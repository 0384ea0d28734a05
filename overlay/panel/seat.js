// What this page is to itself: its seat, which a reload keeps, and small choices that the device remembers.

import { randomHex } from "../lib/random.js";

const SEAT_KEY = "daigang-seat";

/**
 * Who sits here: the same after a reload, another one in each tab. The seat lies in the tab's storage only while no page
 * sits on it: whoever duplicates a tab copies its storage too, and two pages on one seat would both be the one driver.
 */
export function seat() {
  const mine = taken() ?? randomHex();
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(SEAT_KEY, mine);
    } catch {
      // Storage may be forbidden in a dock; then the seat lasts as long as the page.
    }
  });
  // The browser brought back the page as it was left, and nobody has to ask for its seat.
  addEventListener("pageshow", ({ persisted }) => persisted && taken());
  return mine;
}

/** @returns {string | null} the seat that the page before this one left */
function taken() {
  try {
    const left = sessionStorage.getItem(SEAT_KEY) ?? "";
    sessionStorage.removeItem(SEAT_KEY);
    return /^[0-9a-f]{16}$/.test(left) ? left : null;
  } catch {
    return null;
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

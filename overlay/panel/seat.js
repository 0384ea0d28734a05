// The seat of this page (its id, which a reload keeps), and small settings that the device remembers.

import { randomHex } from "../lib/random.js";

const SEAT_KEY = "daigang-seat";

/**
 * The id of this page: the same after a reload, another one in each tab. It is in the tab's storage only between two
 * pages: a duplicated tab copies the storage too, and two pages with one seat would both count as the one driver.
 */
export function seat() {
  const mine = takeStored() ?? randomHex();
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(SEAT_KEY, mine);
    } catch {
      // Storage may be blocked in a dock; then the seat lasts as long as the page.
    }
  });
  // The back-forward cache restored this page: take its seat out of the storage again.
  addEventListener("pageshow", ({ persisted }) => persisted && takeStored());
  return mine;
}

/** @returns {string | null} the seat that the previous page of this tab left */
function takeStored() {
  try {
    const stored = sessionStorage.getItem(SEAT_KEY) ?? "";
    sessionStorage.removeItem(SEAT_KEY);
    return /^[0-9a-f]{16}$/.test(stored) ? stored : null;
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
    // Storage may be blocked in a dock; then the setting lasts as long as the page.
  }
}

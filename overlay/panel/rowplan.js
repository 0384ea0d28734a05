// A card's own plan in its row: minutes, and what happens when they are over. Paints and reads fields; decides nothing.

import { mark, within } from "./dom.js";

/** @typedef {import("../types.js").Dwell} Dwell */
/** @typedef {import("../types.js").PanelCard} RundownFace */
/** @typedef {{minutes: number | null, dwell: Dwell}} Plan */

/** Most minutes of one card: the longest show. */
const MINUTES_MAX = 240;
/** Fewest and most seconds after which a card goes by itself. */
const SECONDS = { min: 5, max: 3600, usual: 60 };

/**
 * @param {string} minutes
 * @param {string} then
 * @param {string} seconds
 * @returns {Plan}
 */
export function planOf(minutes, then, seconds) {
  const whole = Math.round(Number(minutes));
  const after = within_(Math.round(Number(seconds)) || SECONDS.usual, SECONDS.min, SECONDS.max);
  const dwell = then === "out" ? { out: { seconds: after } } : then === "next" ? { next: { seconds: after } } : /** @type {const} */ ("stay");
  return { minutes: whole > 0 ? Math.min(whole, MINUTES_MAX) : null, dwell };
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function within_(value, least, most) {
  return Math.min(most, Math.max(least, value));
}

/** @param {HTMLElement} element a row */
export function readPlan(element) {
  const [minutes, then, seconds] = fields(element);
  return planOf(minutes.value, then.value, seconds.value);
}

/**
 * @param {HTMLElement} element
 * @param {RundownFace} face
 * @param {string} why it cannot be changed; empty: it can
 */
export function paintPlan(element, face, why) {
  const [minutes, then, seconds] = fields(element);
  const dwell = face.dwell ?? "stay";
  const kind = dwell === "stay" ? "stay" : Object.keys(dwell)[0];
  const after = dwell === "stay" ? SECONDS.usual : Object.values(dwell)[0].seconds;
  for (const [field, value] of /** @type {[HTMLInputElement, string][]} */ ([[minutes, face.minutes ? String(face.minutes) : ""], [then, kind], [seconds, String(after)]])) {
    // What somebody is typing is theirs until they leave the field.
    if (field !== document.activeElement && field.value !== value) field.value = value;
    if (field.disabled !== (why !== "")) field.disabled = why !== "";
  }
  mark(element, "dwell", then.value);
}

/** @param {HTMLElement} element */
function fields(element) {
  return ["minutes", "then", "seconds"].map((name) => /** @type {HTMLInputElement} */ (within(element, `[data-plan=${name}]`)));
}

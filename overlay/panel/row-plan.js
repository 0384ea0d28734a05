// The plan of a card in its row: minutes, and what happens after them. Paints and reads the fields; decides nothing.

import { mark, within } from "./dom.js";

/** @typedef {import("../wire.js").Dwell} Dwell */
/** @typedef {{minutes: number | null, dwell: Dwell}} Plan */

/** Seconds of a card's timer, if the field is empty. */
const SECONDS_USUAL = 60;

/**
 * The server's limits: most minutes, fewest and most seconds.
 * @typedef {{minutes: number, least: number, most: number}} Limits
 */

/**
 * @param {string} minutes
 * @param {string} then
 * @param {string} seconds
 * @param {Limits} limits
 * @returns {Plan}
 */
export function planOf(minutes, then, seconds, limits) {
  const whole = Math.round(Number(minutes));
  const after = clamp(Math.round(Number(seconds)) || SECONDS_USUAL, limits.least, limits.most);
  const dwell =
    then === "out"
      ? { out: { seconds: after } }
      : then === "next"
        ? { next: { seconds: after } }
        : /** @type {const} */ ("stay");
  return { minutes: whole > 0 ? Math.min(whole, limits.minutes) : null, dwell };
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}

/** @param {HTMLElement} element a row */
export function readPlan(element) {
  const [minutes, then, seconds] = fields(element);
  return planOf(minutes.value, then.value, seconds.value, {
    minutes: Number(minutes.max),
    least: Number(seconds.min),
    most: Number(seconds.max),
  });
}

/**
 * @param {HTMLElement} element
 * @param {Plan} plan
 * @param {string} why it cannot be changed; empty: it can
 */
export function paintPlan(element, plan, why) {
  const [minutes, then, seconds] = fields(element);
  const dwell = plan.dwell ?? "stay";
  const kind = dwell === "stay" ? "stay" : Object.keys(dwell)[0];
  const after = dwell === "stay" ? SECONDS_USUAL : Object.values(dwell)[0].seconds;
  for (const [field, value] of /** @type {[HTMLInputElement, string][]} */ ([
    [minutes, plan.minutes ? String(plan.minutes) : ""],
    [then, kind],
    [seconds, String(after)],
  ])) {
    // A field with the focus is not overwritten while the host types.
    if (field !== document.activeElement && field.value !== value) field.value = value;
    if (field.disabled !== (why !== "")) field.disabled = why !== "";
  }
  mark(element, "dwell", then.value);
}

/** @param {HTMLElement} element */
function fields(element) {
  return ["minutes", "then", "seconds"].map(
    (name) => /** @type {HTMLInputElement} */ (within(element, `[data-plan=${name}]`)),
  );
}

// The limit of a card in its row: the field that sets it, and how many places are taken. Paints and reads; decides nothing.

import { mark, within, write } from "./dom.js";

/** @typedef {import("../wire.js").PanelCard} PanelCard */
/** @typedef {import("../wire.js").CardPlaces} CardPlaces */
/** @typedef {import("./words.js").Say} Say */

/**
 * @param {{value: string, max: string}} field
 * @returns {number | null} `null`: no limit
 */
export function limitOf({ value, max }) {
  const whole = Math.round(Number(value));
  return whole > 0 ? Math.min(whole, Number(max)) : null;
}

/**
 * The places of a card in words; empty where there is nothing to say.
 * @param {number | null} limit
 * @param {CardPlaces | undefined} places
 * @param {Say} say
 */
export function placesLine(limit, places, say) {
  const taken = places ? places.taken : 0;
  const waiting = places ? places.waiting : 0;
  if (limit === null) return waiting > 0 ? say("row_waiting", { waiting }) : "";
  return waiting > 0 ? say("row_places_waiting", { taken, limit, waiting }) : say("row_places", { taken, limit });
}

/**
 * @param {HTMLElement} element a row
 * @param {PanelCard} face
 * @param {CardPlaces | undefined} places
 * @param {Say} say
 */
export function paintPlaces(element, face, places, say) {
  const slot = within(element, "[data-slot=places]");
  write(slot, placesLine(face.places, places, say));
  mark(slot, "reached", face.places !== null && places && places.taken >= face.places ? "yes" : "");
}

/**
 * @param {HTMLElement} element a row
 * @param {PanelCard} face
 * @param {string} why it cannot be changed; empty: it can
 * @param {Say} say
 */
export function paintLimit(element, face, why, say) {
  const field = /** @type {HTMLInputElement} */ (within(element, "[data-limit]"));
  const value = face.places === null ? "" : String(face.places);
  // A field with the focus is not overwritten while the host types.
  if (field !== document.activeElement && field.value !== value) field.value = value;
  if (field.disabled !== (why !== "")) field.disabled = why !== "";
  // Proposed from the sheet, for a host who limits the card to the people that the employer wants.
  write(
    within(element, "[data-slot=headcount]"),
    face.headcount ? say("row_headcount", { headcount: face.headcount }) : "",
  );
}

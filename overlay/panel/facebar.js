// The row of other faces, and the contact layer's key. Paints and says what was pressed; decides nothing.

import { FACES, faceKey, whyFull } from "./deck.js";
import { byId, disable, mark, show, within, write } from "./dom.js";
import { barred } from "./roles.js";
import { recall, remember } from "./seat.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("./deck.js").Ground} Ground */

const contact = byId("contact-key");
const full = byId("onair-full");
const minutes = /** @type {HTMLSelectElement} */ (byId("break-minutes"));
const update = byId("update-bar");

/**
 * @param {(face: import("../wire.js").FaceKind) => void} face
 * @param {() => void} hide
 */
export function wireFaces(face, hide) {
  for (const [kind] of FACES) byId(`face-${kind}`).addEventListener("click", () => face(kind));
  contact.addEventListener("click", hide);
  const kept = recall("break-minutes");
  if (kept !== null && [...minutes.options].some((option) => option.value === kept)) minutes.value = kept;
  minutes.addEventListener("change", () => {
    remember("break-minutes", minutes.value);
    // Keys are the stage's again as soon as a choice is made.
    minutes.blur();
  });
}

/** How long a break is meant to be; `undefined`: open end. */
export function breakMinutes() {
  return Number(minutes.value) || undefined;
}

/**
 * @param {Ground} ground
 * @param {(key: string) => import("./ledger.js").PressState | null} stateOf
 * @param {Say} say
 */
export function paintFaces(ground, stateOf, say) {
  for (const [kind] of FACES) {
    const { on, why } = faceKey(ground, kind, say);
    const button = byId(`face-${kind}`);
    mark(button, "on", on ? "yes" : "");
    disable(button, why !== "");
    mark(button, "press", stateOf(`face:${kind}`) ?? "");
    if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
  }
  const { view } = ground;
  write(within(contact, ".key-label"), say(view?.contact?.hidden ? "contact_off" : "contact_on"));
  mark(contact, "off", view?.contact?.hidden ? "yes" : "");
  mark(contact, "press", stateOf("contact:hidden") ?? "");
  disable(contact, whyContact(ground, say) !== "");
  mark(full, "off", view?.on_air?.full ? "yes" : "");
  mark(full, "press", view?.on_air ? (stateOf(`full:${view.on_air.card}`) ?? "") : "");
  disable(full, !ground.online || !view?.on_air || whyFull(ground, say) !== "");
  show(update, Boolean(view?.update));
}

/**
 * @param {Ground} ground
 * @param {Say} say
 */
export function whyContact({ view, online, me }, say) {
  return online && view ? barred(view, me, "help", say) : say("why_offline");
}

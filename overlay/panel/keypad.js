// Paints the large buttons, the typed digits and the status line. Decides nothing: states come from the pure parts.

import { byId, disable, mark, show, within, write } from "./dom.js";

/** @typedef {import("./words.js").Say} Say */

export const KEYS = /** @type {const} */ (["next", "out", "undo", "panic", "release", "hold", "extend"]);
const status = byId("status");
const digits = byId("digits");

/**
 * @param {import("./deck.js").Deck} deck
 * @param {(key: string) => import("./ledger.js").PressState | null} stateOf
 * @param {boolean} stuck panic cannot be sent, and says what else hides the picture
 * @param {Say} say
 */
export function paintDeck(deck, stateOf, stuck, say) {
  for (const name of KEYS) {
    const button = byId(name);
    const key = deck[name];
    const state = stateOf(name);
    write(within(button, ".key-label"), key.label);
    const note = button.querySelector(".key-note");
    // "Done" would stand under a label that already names the next card: the status line says it instead.
    const open = state === "pending" || state === "slow" || state === "refused";
    if (note) write(note, open ? say(`state_${state}`) : key.note);
    mark(button, "press", state ?? "");
    disable(button, key.why !== "" && !(name === "panic" && stuck));
  }
  mark(byId("panic"), "stuck", stuck ? "yes" : "");
}

/**
 * @param {"quiet" | "wait" | "good" | "bad"} tone
 * @param {string} text
 */
export function paintStatus(tone, text) {
  mark(status, "tone", tone);
  write(status, text);
  // An open dialog covers the page's own line: what was not done is said in there.
  const inDialog = document.querySelector("dialog[open] [data-status]");
  if (inDialog) write(inDialog, tone === "bad" || tone === "wait" ? text : "");
}

/**
 * The digits typed so far, and the job that they name.
 * @param {string} typed
 * @param {import("../wire.js").CardFace | undefined} face
 * @param {Say} say
 */
export function paintDigits(typed, face, say) {
  show(digits, typed !== "");
  if (!typed) return;
  write(byId("digits-typed"), typed);
  write(byId("digits-title"), face ? face.title : say("digits_unknown"));
  mark(digits, "known", face ? "yes" : "");
}

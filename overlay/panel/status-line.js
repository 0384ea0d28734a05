// Paints the status line and the typed digits. Decides nothing: texts come from the pure parts.

import { byId, mark, show, write } from "./dom.js";

const status = byId("status");
const digits = byId("digits");

/**
 * @param {"quiet" | "wait" | "good" | "bad"} tone
 * @param {string} text
 */
export function paintStatus(tone, text) {
  mark(status, "tone", tone);
  write(status, text);
  // An open dialog covers the page's own line, so that a failure is written in the dialog as well.
  const inDialog = document.querySelector("dialog[open] [data-status]");
  if (inDialog) write(inDialog, tone === "bad" || tone === "wait" ? text : "");
}

/**
 * The digits typed so far, and the job that they name.
 * @param {string} typed
 * @param {import("../wire.js").CardFace | undefined} face
 * @param {import("./words.js").Say} say
 */
export function paintDigits(typed, face, say) {
  show(digits, typed !== "");
  if (!typed) return;
  write(byId("digits-typed"), typed);
  write(byId("digits-title"), face ? face.title : say("digits_unknown"));
  mark(digits, "known", face ? "yes" : "");
}

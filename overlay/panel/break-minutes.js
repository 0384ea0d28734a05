// The planned length of a break, which the device remembers.

import { byId } from "./dom.js";
import { recall, remember } from "./seat.js";

const minutes = /** @type {HTMLSelectElement} */ (byId("break-minutes"));

export function wireBreakMinutes() {
  const stored = recall("break-minutes");
  if (stored !== null && [...minutes.options].some((option) => option.value === stored)) minutes.value = stored;
  minutes.addEventListener("change", () => {
    remember("break-minutes", minutes.value);
    // After a choice the keys belong to the stage again.
    minutes.blur();
  });
}

/** `undefined`: open end. */
export function breakMinutes() {
  return Number(minutes.value) || undefined;
}

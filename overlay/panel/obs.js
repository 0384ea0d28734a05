// The dialog that brings the overlay into OBS: says whether it has arrived, and explains the buttons that are not pressed but
// dragged. Complete with templates/panel/obs.html and locales/*/obs.toml.

import { byId, mark, show, write } from "./dom.js";
import { sayer } from "./words.js";

/** @typedef {import("../wire.js").OverlayPresence} OverlayPresence */

/**
 * Whether the overlay has arrived, and with which size.
 * @param {OverlayPresence[] | null} overlays `null`: not heard yet
 * @param {import("./words.js").Say} word
 * @returns {{tone: "good" | "wait" | "quiet", text: string}}
 */
export function arrival(overlays, word) {
  if (!overlays) return { tone: "quiet", text: word("state_asking") };
  if (overlays.length === 0) return { tone: "wait", text: word("state_none") };
  const sizes = overlays.map(({ shown }) => (shown ? `${shown.width}×${shown.height}` : word("state_silent")));
  return {
    tone: "good",
    text: word("state_some", { count: overlays.length, sizes: [...new Set(sizes)].join(word("state_comma")) }),
  };
}

/** @returns {(overlays: OverlayPresence[] | null) => void} paints what is known of the overlays */
export function wireObs() {
  const word = sayer(JSON.parse(byId("obs-words").textContent ?? "{}"));
  const link = document.getElementById("obs-link");
  // Only a host's link has the key in it; others see whether the overlay has arrived, and whom to ask.
  if (link instanceof HTMLInputElement) wireWays(link, word);
  return (overlays) => {
    const { tone, text } = arrival(overlays, word);
    mark(byId("obs-state"), "tone", tone);
    write(byId("obs-state"), text);
  };
}

/** @param {HTMLInputElement} link @param {import("./words.js").Say} word */
function wireWays(link, word) {
  for (const touch of ["focus", "click"]) link.addEventListener(touch, () => link.select());
  // A dock of OBS has no place for downloads; it says nothing and does nothing.
  show(byId("obs-dock"), "obsstudio" in window);
  byId("obs-drag").addEventListener("click", (event) => {
    // A click would open the overlay in the host's own browser, and the panel would count it as one more picture.
    event.preventDefault();
    write(byId("obs-drag-note"), word("drag_not_click"));
  });
}

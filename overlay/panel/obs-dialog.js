// The dialog that helps to add the overlay to OBS: shows whether an overlay is connected, and explains the links that
// are dragged, not clicked. Its page part is templates/panel/obs.html, its words are locales/*/obs.toml.

import { byId, mark, show, write } from "./dom.js";
import { sayer } from "./words.js";

/** @typedef {import("../wire.js").OverlayPresence} OverlayPresence */

/**
 * Whether overlays are connected, and with which sizes.
 * @param {OverlayPresence[] | null} overlays `null`: not received yet
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

/** @returns {(overlays: OverlayPresence[] | null) => void} paints the overlays that are connected */
export function wireObs() {
  const word = sayer(JSON.parse(byId("obs-words").textContent ?? "{}"));
  const link = document.getElementById("obs-link");
  // Only a host gets the link with the key; others see whether an overlay is connected.
  if (link instanceof HTMLInputElement) wireLinks(link, word);
  return (overlays) => {
    const { tone, text } = arrival(overlays, word);
    mark(byId("obs-state"), "tone", tone);
    write(byId("obs-state"), text);
  };
}

/** @param {HTMLInputElement} link @param {import("./words.js").Say} word */
function wireLinks(link, word) {
  for (const name of ["focus", "click"]) link.addEventListener(name, () => link.select());
  // In a dock, OBS ignores downloads without a message.
  show(byId("obs-dock"), "obsstudio" in window);
  byId("obs-drag").addEventListener("click", (event) => {
    // A click would open the overlay in the host's browser, and the panel would count it as another overlay.
    event.preventDefault();
    write(byId("obs-drag-note"), word("drag_not_click"));
  });
}

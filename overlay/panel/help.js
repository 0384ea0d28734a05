// Draws the rows of the help dialog from the table of actions.

import { ALL_ACTIONS } from "./actions.js";
import { byId, make } from "./dom.js";

/** @param {import("./words.js").Say} say */
export function drawHelp(say) {
  const rows = ALL_ACTIONS.flatMap(([, { caps, help }]) => (caps && help ? [row(caps(say), help(say), say)] : []));
  byId("keys-list").replaceChildren(...rows);
}

/**
 * @param {string[][]} alternatives of key caps
 * @param {string} text
 * @param {import("./words.js").Say} say
 */
function row(alternatives, text, say) {
  const keys = make("dt", "", "");
  alternatives.forEach((caps, at) => {
    if (at > 0) keys.append(` ${say("keys_or")} `);
    keys.append(...caps.flatMap((cap, place) => [...(place > 0 ? [" "] : []), make("kbd", "", cap)]));
  });
  const pair = make("div", "", "");
  pair.append(keys, make("dd", "", text));
  return pair;
}

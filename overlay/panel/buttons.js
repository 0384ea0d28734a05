// Draws, wires and paints the buttons of the table of actions. Decides nothing: states come from the table.

import { ALL_ACTIONS } from "./actions.js";
import { byId, disable, make, mark, within, write } from "./dom.js";

/** @typedef {import("./actions.js").ActionName} ActionName */
/** @typedef {import("./words.js").Say} Say */

/** @type {[ActionName, import("./actions.js").Action, import("./actions.js").Button][]} */
const BUTTONS = ALL_ACTIONS.flatMap(([name, action]) => (action.button ? [[name, action, action.button]] : []));

/**
 * Draws the row of small buttons, and wires these and the template's.
 * @param {(name: ActionName) => void} perform
 * @param {import("./context.js").Context} context
 * @param {Say} say
 */
export function wireButtons(perform, context, say) {
  const drawn = BUTTONS.filter(([, , { bar }]) => bar !== undefined);
  drawn.sort(([, , one], [, , other]) => Number(one.bar) - Number(other.bar));
  for (const [, { caps }, { id, state }] of drawn)
    addToBar(id, caps?.(say)[0][0] ?? "", state(context, say).label ?? "");
  for (const [name, , { id }] of BUTTONS) byId(id).addEventListener("click", () => perform(name));
}

/**
 * @param {string} id
 * @param {string} cap
 * @param {string} label
 */
function addToBar(id, cap, label) {
  const bar = byId("faces");
  const button = make("button", "face-key", "");
  button.id = id;
  button.setAttribute("type", "button");
  button.append(make("span", "key-label", label), make("kbd", "", cap));
  // A button that has a control beside it finds a place in the template.
  const pair = bar.querySelector(`[data-pair=${id}]`);
  pair?.prepend(button);
  bar.append(pair ?? button);
}

/**
 * @param {import("./context.js").Context} context
 * @param {(key: string) => import("./pending-presses.js").PressState | null} stateOf
 * @param {Say} say
 */
export function paintButtons(context, stateOf, say) {
  for (const [, action, { id, state, press }] of BUTTONS) {
    const button = byId(id);
    const { label, note, on, off, stuck = false } = state(context, say);
    const pressed = stateOf(press(context));
    if (label !== undefined) write(within(button, ".key-label"), label);
    paintNote(button, note, pressed, say);
    if (on !== undefined) {
      mark(button, "on", on ? "yes" : "");
      if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
    }
    mark(button, "off", off ? "yes" : "");
    mark(button, "stuck", stuck ? "yes" : "");
    mark(button, "press", pressed ?? "");
    disable(button, (action.whyNot?.(context, say) ?? "") !== "" && !stuck);
  }
}

/**
 * The note of a large button: the state of its press while that is open.
 * @param {HTMLElement} button
 * @param {string | undefined} note
 * @param {import("./pending-presses.js").PressState | null} pressed
 * @param {Say} say
 */
function paintNote(button, note, pressed, say) {
  const place = button.querySelector(".key-note");
  // "Done" would appear below a label that already names the next card; the status line says it instead.
  const open = pressed === "pending" || pressed === "slow" || pressed === "refused";
  if (place) write(place, open ? say(`state_${pressed}`) : (note ?? ""));
}

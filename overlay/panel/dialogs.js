// Opens and closes the page's dialogs, and switches the colour theme. Knows no data.

import { byId, write } from "./dom.js";
import { remember } from "./seat.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);

/** Whether some dialog is open. */
export function dialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}

/**
 * @param {string} id
 * @returns {HTMLDialogElement}
 */
function dialog(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}

/**
 * Opens a dialog, unless another one is open.
 * @param {string} id
 * @returns {boolean} whether it is open now
 */
export function openDialog(id) {
  if (dialogOpen()) return dialog(id).open;
  // A refusal from the last time is stale.
  for (const line of dialog(id).querySelectorAll("[data-status]")) write(line, "");
  dialog(id).showModal();
  return true;
}

/** Opens or closes the help dialog; does nothing while another dialog is open. */
export function toggleHelp() {
  const keys = dialog("keys");
  if (keys.open) keys.close();
  else if (!dialogOpen()) keys.showModal();
}

/**
 * @param {string} id
 */
export function closeDialog(id) {
  dialog(id).close();
}

/** @param {Record<string, () => void>} onOpen callbacks by the id of the dialog that opens */
export function wireDialogs(onOpen) {
  // A selection of text with the mouse may end outside of the dialog in which it began.
  let from = /** @type {EventTarget | null} */ (null);
  document.addEventListener("pointerdown", (event) => (from = event.target));
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const opener = /** @type {HTMLElement | null} */ (target.closest("[data-open]"));
    const id = opener?.dataset.open;
    if (id && openDialog(id)) onOpen[id]?.();
    // A click on the backdrop has the dialog element itself as its target, and closes it.
    const beside = target instanceof HTMLDialogElement && from === target && outside(target, event);
    if (beside || target.closest("[data-close]")) target.closest("dialog")?.close();
  });
  const menu = byId("menu");
  menu.addEventListener("click", () =>
    menu.setAttribute("aria-expanded", String(menu.getAttribute("aria-expanded") !== "true")),
  );
}

/**
 * @param {HTMLElement} element
 * @param {MouseEvent} event
 */
function outside(element, { clientX: x, clientY: y }) {
  const box = element.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

/** @param {import("./words.js").Say} say */
export function wireTheme(say) {
  const button = byId("theme");
  const root = document.documentElement;
  const current = () => THEMES.find((theme) => theme === root.dataset.theme) ?? "auto";
  const paint = () => write(button, say(`theme_${current()}`));
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    remember("theme", next);
    paint();
  });
  paint();
}

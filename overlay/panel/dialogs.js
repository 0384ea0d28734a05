// Opens and closes the page's dialogs, switches colours. Knows no data.

import { byId, write } from "./dom.js";

/** Where the chosen colours are remembered. */
const THEME_KEY = "daigang-theme";
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

/** Opens the card of keys, or closes it; leaves another open dialog alone. */
export function toggleKeys() {
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

/** @param {Record<string, () => void>} opened what to do when a dialog opens, by its id */
export function wireDialogs(opened) {
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const opener = /** @type {HTMLElement | null} */ (target.closest("[data-open]"));
    if (opener?.dataset.open) {
      dialog(opener.dataset.open).showModal();
      opened[opener.dataset.open]?.();
    }
    // A press beside a dialog hits the dialog element itself, and means "away with it".
    const beside = target instanceof HTMLDialogElement && outside(target, event);
    if (beside || target.closest("[data-close]")) target.closest("dialog")?.close();
  });
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
    remember(next);
    paint();
  });
  paint();
}

/** @param {string} theme */
function remember(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage may be forbidden in a dock; the choice then lasts as long as the page.
  }
}

// Enhancements of the desk: saves a status in its row, and announces new sign-ups. Every page works without this file,
// and it stores nothing about a person.

/** How often the page polls for new sign-ups, in milliseconds. */
const POLL_INTERVAL_MS = 20_000;
/** How long a message stays at the bottom of the page, in milliseconds: long enough to read it twice slowly. */
const TOAST_MS = 8_000;

document.documentElement.classList.add("js");

const toast = document.getElementById("toast");
let toastTimer = 0;

/** @param {string} text @param {boolean} bad */
function showToast(text, bad) {
  if (!toast) return;
  toast.textContent = text;
  toast.toggleAttribute("data-bad", bad);
  clearTimeout(toastTimer);
  // A failure stays until the next message: it needs a decision.
  if (!bad) toastTimer = setTimeout(() => (toast.textContent = ""), TOAST_MS);
}

/** @param {HTMLFormElement} form */
function rowOf(form) {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("to"));
  const from = /** @type {HTMLInputElement} */ (form.elements.namedItem("from"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector(".row-save"));
  return { select, from, button };
}

/**
 * The button beside a select: hidden, or it saves the keyboard's choice, or it undoes the saved one.
 * @param {HTMLButtonElement} button @param {"" | "save" | "undo"} now
 */
function setButton(button, now) {
  if (now === "") button.removeAttribute("data-now");
  else {
    button.dataset.now = now;
    button.textContent = button.dataset[now] ?? "";
  }
}

/** @param {HTMLFormElement} form @param {boolean} undoing */
async function save(form, undoing) {
  const { select, from, button } = rowOf(form);
  const before = from.value;
  if (select.value === before || form.hasAttribute("data-busy")) return;
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    body.append(name, String(value));
  });
  form.toggleAttribute("data-busy", true);
  let answer = null;
  let result = null;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    result = /** @type {{status: string | null, text: string}} */ (await answer.json());
  } catch {
    // No answer, or an HTML page instead of JSON, such as the form for the clerk's name.
  }
  form.toggleAttribute("data-busy", false);
  if (answer && !result && answer.status !== 503) {
    form.submit();
    return;
  }
  const status = result?.status ?? before;
  from.value = status;
  select.value = status;
  form.dataset.status = status;
  form.dataset.undo = before;
  const done = answer?.ok === true;
  form.toggleAttribute("data-bad", !done);
  setButton(button, done && !undoing ? "undo" : "");
  showToast(result?.text ?? button.dataset.failed ?? "", !done);
}

/** @param {HTMLFormElement} form */
function bind(form) {
  const { select, button } = rowOf(form);
  // Arrow keys change a closed select at each step, so a choice by keyboard is saved on blur or on Enter.
  let byKeys = false;
  select.addEventListener("keydown", (event) => {
    byKeys = event.key !== "Enter";
    if (event.key === "Enter" && select.value !== rowOf(form).from.value) {
      event.preventDefault();
      save(form, false);
    }
  });
  select.addEventListener("pointerdown", () => (byKeys = false));
  select.addEventListener("change", () => (byKeys ? setButton(button, "save") : save(form, false)));
  select.addEventListener("blur", () => save(form, false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const undoing = button.dataset.now === "undo";
    if (undoing) select.value = form.dataset.undo ?? select.value;
    save(form, undoing);
  });
}

/** @param {HTMLAnchorElement} link */
async function poll(link) {
  const address = link.dataset.count;
  if (!address || document.hidden) return;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.status !== 200) return;
    const result = /** @type {{text: string}} */ (await answer.json());
    link.textContent = result.text;
    link.hidden = false;
  } catch {
    // The list stays as it is until the next poll.
  }
}

for (const form of document.querySelectorAll("form.row-status")) bind(/** @type {HTMLFormElement} */ (form));

const fresh = document.getElementById("fresh");
if (fresh instanceof HTMLAnchorElement) setInterval(() => poll(fresh), POLL_INTERVAL_MS);

// An open menu closes on Escape and on a click elsewhere, as menus usually do.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
document.addEventListener("click", (event) => closeMenus(/** @type {Node} */ (event.target)));

/** @param {Node | null} inside */
function closeMenus(inside) {
  for (const menu of document.querySelectorAll(".desk-who[open], .sum-export[open], .bar-more[open]")) {
    if (!menu.contains(inside)) menu.removeAttribute("open");
  }
}

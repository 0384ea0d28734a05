// The desk's conveniences: a status saved in its row, and word of new sign-ups. Every page works without this file, and
// nothing about a person is kept here.

/** How often the page asks for new sign-ups, in milliseconds. */
const POLL_MS = 20_000;
/** How long a sentence stays at the foot of the page, in milliseconds: read slowly, twice. */
const TOAST_MS = 8_000;

document.documentElement.classList.add("js");

const toast = document.getElementById("toast");
let toastTimer = 0;

/** @param {string} text @param {boolean} bad */
function say(text, bad) {
  if (!toast) return;
  toast.textContent = text;
  toast.toggleAttribute("data-bad", bad);
  clearTimeout(toastTimer);
  // What went wrong stays until something else is said: it asks for a decision.
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
 * The button beside a select: hidden, or to save what the keyboard chose, or to undo what was saved.
 * @param {HTMLButtonElement} button @param {"" | "save" | "undo"} now
 */
function offer(button, now) {
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
  let told = null;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    told = /** @type {{status: string | null, text: string}} */ (await answer.json());
  } catch {
    // No answer, or a page instead of one, such as the one that asks for a name.
  }
  form.toggleAttribute("data-busy", false);
  if (answer && !told && answer.status !== 503) {
    form.submit();
    return;
  }
  const stands = told?.status ?? before;
  from.value = stands;
  select.value = stands;
  form.dataset.status = stands;
  form.dataset.undo = before;
  const done = answer?.ok === true;
  form.toggleAttribute("data-bad", !done);
  offer(button, done && !undoing ? "undo" : "");
  say(told?.text ?? button.dataset.failed ?? "", !done);
}

/** @param {HTMLFormElement} form */
function bind(form) {
  const { select, button } = rowOf(form);
  // Arrow keys change a closed select at each step: by keyboard a choice counts when the field is left, or on Enter.
  let byKeys = false;
  select.addEventListener("keydown", (event) => {
    byKeys = event.key !== "Enter";
    if (event.key === "Enter" && select.value !== rowOf(form).from.value) {
      event.preventDefault();
      save(form, false);
    }
  });
  select.addEventListener("pointerdown", () => (byKeys = false));
  select.addEventListener("change", () => (byKeys ? offer(button, "save") : save(form, false)));
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
    const told = /** @type {{text: string}} */ (await answer.json());
    link.textContent = told.text;
    link.hidden = false;
  } catch {
    // The list stays as it is; the next round asks again.
  }
}

for (const form of document.querySelectorAll("form.row-status")) bind(/** @type {HTMLFormElement} */ (form));

const fresh = document.getElementById("fresh");
if (fresh instanceof HTMLAnchorElement) setInterval(() => poll(fresh), POLL_MS);

// A menu that was opened closes on Escape and on a click elsewhere, as people expect of menus.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
document.addEventListener("click", (event) => closeMenus(/** @type {Node} */ (event.target)));

/** @param {Node | null} inside */
function closeMenus(inside) {
  for (const menu of document.querySelectorAll(".desk-who[open], .sum-export[open]")) {
    if (!menu.contains(inside)) menu.removeAttribute("open");
  }
}

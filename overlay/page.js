// Changes the text size of a public page in place, and moves the focus to its errors. The page is complete without this script.
// Chrome 67: no ?., no ??.

/** How long a chosen size is remembered: a year, in seconds. As in src/web/http/text_size.rs. */
const TEXT_LIFETIME_SECS = 365 * 24 * 3600;

const root = document.documentElement;

/** @param {string} size */
function setTextSize(size) {
  root.className = `text-${size}`;
}

document.querySelectorAll("[data-text]").forEach((element) => {
  const control = /** @type {HTMLElement} */ (element);
  const size = String(control.dataset.text);
  control.addEventListener("click", (event) => {
    event.preventDefault();
    setTextSize(size);
    // biome-ignore lint/suspicious/noDocumentCookie: Chrome 67 has no Cookie Store.
    document.cookie = `text=${size}; path=/; max-age=${TEXT_LIFETIME_SECS}; samesite=lax`;
    // The pressed control is hidden now: the focus goes to the first one that is not.
    const visible = /** @type {HTMLElement | null} */ (document.querySelector(`.at-${size}`));
    if (visible) visible.focus();
  });
});

// A page that the back button restores has the size of then.
window.addEventListener("pageshow", (event) => {
  const chosen = /(?:^|; )text=(\w+)/.exec(document.cookie);
  if (event.persisted && chosen) setTextSize(chosen[1]);
});

// Chrome before 79 knows `autofocus` on fields only.
const errors = /** @type {HTMLElement | null} */ (document.querySelector("[autofocus]"));
if (errors) errors.focus();

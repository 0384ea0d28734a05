// The copy buttons of the desk's channels: fetches the text as it is now, which also notes who copied it, and puts it into
// the clipboard. Works over plain http in a local network, where there is no clipboard API.

/** How long a button shows that it has copied, in milliseconds. */
const COPIED_MS = 1600;

/** @param {string} text */
function copy(text) {
  const area = document.createElement("textarea");
  area.value = text;
  // Outside the view, but part of the page: a hidden element cannot be selected.
  area.style.cssText = "position:fixed;top:0;left:-9999px";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** @param {HTMLButtonElement} button */
async function fetchText(button) {
  const body = new URLSearchParams({ what: button.dataset.what ?? "" });
  try {
    const answer = await fetch(button.dataset.copy ?? "", { method: "POST", body });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

/** @param {HTMLButtonElement} button */
function wire(button) {
  const label = button.textContent ?? "";
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = await fetchText(button);
    const done = text !== "" && copy(text);
    button.textContent = (done ? button.dataset.copied : button.dataset.failed) ?? label;
    button.toggleAttribute("data-done", done);
    setTimeout(() => {
      button.textContent = label;
      button.removeAttribute("data-done");
    }, COPIED_MS);
  });
}

for (const button of document.querySelectorAll("button[data-copy]")) wire(/** @type {HTMLButtonElement} */ (button));

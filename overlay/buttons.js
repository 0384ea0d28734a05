// The copy buttons of the page about hardware buttons. Works over plain http in a local network, where there is no
// clipboard API.

/** How long a button shows that it has copied, in milliseconds. */
const COPIED_MS = 1600;

/** @param {Element} code */
function select(code) {
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** @param {HTMLButtonElement} button @param {Element} code */
function wire(button, code) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    select(code);
    // The text is selected in any case: if the browser refuses to copy, Ctrl+C does it.
    if (!document.execCommand("copy")) return;
    button.dataset.done = "";
    button.textContent = button.dataset.copied ?? label;
    setTimeout(() => {
      delete button.dataset.done;
      button.textContent = label;
    }, COPIED_MS);
  });
}

for (const box of document.querySelectorAll(".copy")) {
  const [code, button] = [box.querySelector("code"), box.querySelector("button")];
  if (code && button) wire(button, code);
}

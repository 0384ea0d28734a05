// Copying from the page about real buttons. Works on plain-http addresses of a local network, where there is no clipboard API.

/** How long a button says that it has copied, in milliseconds. */
const SAID = 1600;

/** @param {Element} code */
function mark(code) {
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** @param {HTMLButtonElement} button @param {Element} code */
function offer(button, code) {
  const word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    mark(code);
    // Marked in any case: where a browser refuses this, Ctrl+C is one step away.
    if (!document.execCommand("copy")) return;
    button.dataset.done = "";
    button.textContent = button.dataset.copied ?? word;
    setTimeout(() => {
      delete button.dataset.done;
      button.textContent = word;
    }, SAID);
  });
}

for (const box of document.querySelectorAll(".copy")) {
  const [code, button] = [box.querySelector("code"), box.querySelector("button")];
  if (code && button) offer(button, code);
}

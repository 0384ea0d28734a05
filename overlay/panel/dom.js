// DOM helpers that write only differences, so that focus, selection and layout do not change. Knows no data.

/**
 * An element of the template.
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} id
 * @returns {E}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return /** @type {E} */ (found);
}

/**
 * @template {HTMLElement} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 */
export function within(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing here matches ${selector}`);
  return /** @type {E} */ (found);
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} value empty removes the attribute
 */
export function mark(element, name, value) {
  if (value === (element.dataset[name] ?? "")) return;
  if (value) element.dataset[name] = value;
  else delete element.dataset[name];
}

/**
 * Grey and announced as disabled, but it can be pressed: the press shows the reason.
 * @param {HTMLElement} button
 * @param {boolean} disabled
 */
export function disable(button, disabled) {
  if (button.getAttribute("aria-disabled") !== String(disabled)) button.setAttribute("aria-disabled", String(disabled));
}

/**
 * @param {HTMLElement} element
 * @param {boolean} shown
 */
export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 * @returns {HTMLElement}
 */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

/**
 * Rebuilds a short list if its signature has changed.
 * @param {HTMLElement} list
 * @param {string} signature
 * @param {() => HTMLElement[]} build
 */
export function rebuild(list, signature, build) {
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  list.replaceChildren(...build());
}

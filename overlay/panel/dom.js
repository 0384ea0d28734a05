// Small hands for the page: writes only what differs, so that focus, selection and layout are left alone. Knows no data.

/**
 * An element that the template is known to hold.
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
 * @param {string} value empty takes the attribute away
 */
export function mark(element, name, value) {
  if (value === (element.dataset[name] ?? "")) return;
  if (value) element.dataset[name] = value;
  else delete element.dataset[name];
}

/**
 * Greyed and said to be so, yet still pressable: a press tells why it is grey.
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
 * Rebuilds a short list when what it says has changed, and leaves it alone otherwise.
 * @param {HTMLElement} list
 * @param {string} signature
 * @param {() => HTMLElement[]} build
 */
export function rebuild(list, signature, build) {
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  list.replaceChildren(...build());
}

// Fits text into its box by measured steps. The only card code that reads layout; it decides nothing else.

/**
 * A way to set a text: size in design pixels and how many lines it may take.
 * @typedef {{size: number, lines: number}} Step
 */

/**
 * The first step that fits, or the last: something is always shown.
 * @template S
 * @param {S[]} steps
 * @param {(step: S) => boolean} fits
 * @returns {S}
 */
export function firstFitting(steps, fits) {
  return steps.find(fits) ?? steps[steps.length - 1];
}

/**
 * How many lines each row gets where not all have room: first one line each, the most important ones first, then more
 * lines in the same order. A row that does not fit makes way for a shorter one behind it.
 * @param {number[]} ranks of the rows; the lowest comes first
 * @param {number} most lines of one row
 * @param {(lines: number[]) => boolean} fits
 * @returns {number[]} lines per row; 0: left out
 */
export function fill(ranks, most, fits) {
  const lines = ranks.map(() => 0);
  const order = ranks.map((_, at) => at).sort((a, b) => ranks[a] - ranks[b]);
  for (let line = 1; line <= most; line += 1) {
    for (const at of order) {
      if (lines[at] !== line - 1) continue;
      lines[at] = line;
      if (!fits([...lines])) lines[at] = line - 1;
    }
  }
  return lines;
}

/**
 * Sets an element's type by steps until its text stays within lines and width. Cuts nothing: that is `clamp`'s.
 * @param {HTMLElement} element
 * @param {Step[]} steps
 */
export function fitText(element, steps) {
  clamp(element, Infinity);
  const step = firstFitting(steps, (each) => {
    element.style.setProperty("--size", String(each.size));
    return linesIn(element) <= each.lines && element.scrollWidth <= element.clientWidth + 1;
  });
  return step;
}

/**
 * Cuts a text to so many lines, with an ellipsis.
 * @param {HTMLElement} element
 * @param {number} most Infinity: all of them
 */
export function clamp(element, most) {
  element.classList.toggle("clamped", most !== Infinity);
  element.style.setProperty("--lines", String(most));
}

/**
 * Counted by height, because tight CJK lines make scrollHeight exceed clientHeight even where nothing is cut.
 * @param {HTMLElement} element
 * @returns {number}
 */
export function linesIn(element) {
  return Math.round(element.clientHeight / parseFloat(getComputedStyle(element).lineHeight));
}

/**
 * Makes the type of one line smaller, by the factor `--fit`, until it has room.
 * @param {HTMLElement} text
 * @param {number} room in pixels
 * @param {number} least factor
 * @returns {boolean} whether it has room
 */
export function squeeze(text, room, least) {
  text.style.setProperty("--fit", "1");
  const factor = Math.min(1, (room - 1) / text.scrollWidth);
  if (factor < 1) text.style.setProperty("--fit", String(Math.max(least, factor)));
  return factor >= least;
}

/** How small the line at the foot may become, as a factor. */
const FEE_LEAST = 0.6;

/**
 * The line at the foot: what it has to say is whole in any language, who says it where that leaves room.
 * @param {ParentNode} root
 */
export function fitFee(root) {
  const line = /** @type {HTMLElement} */ (root.querySelector(".fee"));
  const { paddingLeft, paddingRight } = getComputedStyle(line);
  squeeze(
    /** @type {HTMLElement} */ (line.firstElementChild),
    line.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight),
    FEE_LEAST,
  );
  fitExtra(root);
}

/**
 * A pleasant word more in a line that must not grow: shown whole or not at all.
 * @param {ParentNode} root
 */
function fitExtra(root) {
  for (const extra of root.querySelectorAll(".extra")) {
    const [word, line] = [/** @type {HTMLElement} */ (extra), /** @type {Element} */ (extra.parentElement)];
    word.hidden = word.textContent === "";
    word.hidden ||= line.scrollWidth > line.clientWidth;
  }
}

// Fits text into its box by measured steps. The only card code that reads layout; it decides nothing else.

/**
 * One attempt to set a text: size in design pixels, and most lines.
 * @typedef {{size: number, lines: number}} Step
 */

/**
 * The first step that fits, or the last one, so that there is always a result.
 * @template S
 * @param {S[]} steps
 * @param {(step: S) => boolean} fits
 * @returns {S}
 */
export function firstFitting(steps, fits) {
  return steps.find(fits) ?? steps[steps.length - 1];
}

/**
 * Distributes lines to rows when not all fit: first one line each, the most important rows first, then more lines in
 * the same order. A row that does not fit is skipped in favour of a shorter one.
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
 * Sets an element's type by steps until its text stays within lines and width. Truncates nothing: `clamp` does.
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
 * Truncates a text after so many lines, with an ellipsis.
 * @param {HTMLElement} element
 * @param {number} most Infinity: all of them
 */
export function clamp(element, most) {
  element.classList.toggle("clamped", most !== Infinity);
  element.style.setProperty("--lines", String(most));
}

/**
 * Counted by height, because tight CJK lines make scrollHeight exceed clientHeight even where nothing is truncated.
 * @param {HTMLElement} element
 * @returns {number}
 */
export function linesIn(element) {
  return Math.round(element.clientHeight / parseFloat(getComputedStyle(element).lineHeight));
}

/**
 * Reduces the type of one line, by the factor `--fit`, until it fits.
 * @param {HTMLElement} text
 * @param {number} room in pixels
 * @param {number} least factor
 * @returns {boolean} whether it fits
 */
export function squeeze(text, room, least) {
  text.style.setProperty("--fit", "1");
  const factor = Math.min(1, (room - 1) / text.scrollWidth);
  if (factor < 1) text.style.setProperty("--fit", String(Math.max(least, factor)));
  return factor >= least;
}

/** The smallest factor for the line at the bottom. */
const FEE_FACTOR_MIN = 0.6;

/**
 * The line at the bottom: its sentence is complete in any language; the channel's name is shown only where it fits.
 * @param {ParentNode} root
 */
export function fitFee(root) {
  const line = /** @type {HTMLElement} */ (root.querySelector(".fee"));
  const { paddingLeft, paddingRight } = getComputedStyle(line);
  squeeze(
    /** @type {HTMLElement} */ (line.firstElementChild),
    line.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight),
    FEE_FACTOR_MIN,
  );
  fitExtra(root);
}

/**
 * An optional text in a line that must not grow: shown completely or not at all.
 * @param {ParentNode} root
 */
function fitExtra(root) {
  for (const extra of root.querySelectorAll(".extra")) {
    const [word, line] = [/** @type {HTMLElement} */ (extra), /** @type {Element} */ (extra.parentElement)];
    word.hidden = word.textContent === "";
    word.hidden ||= line.scrollWidth > line.clientWidth;
  }
}

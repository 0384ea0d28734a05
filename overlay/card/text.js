// How long texts are treated before a pixel is measured: what to keep on one line, what stands beside what. Pure.

/**
 * A run of text; `keep` runs are never broken across lines.
 * @typedef {{text: string, keep: boolean}} Piece
 */

/** Longest run that is kept whole, in characters: a longer one could be wider than the card. */
const KEEP_MAX = 14;
/** Figures with the sign or word that gives them their meaning: `8:00-12:00`, `2600元`, `1.5小时`, `C1/B2`. */
const FIGURES = /[A-Za-z0-9][A-Za-z0-9:.~/+%–-]*(?:元|人|天|个月|月|年|周岁|岁|号|公里|公斤|斤|吨|小时|点|分钟|件|趟|间|米|%)?/g;

/**
 * Splits a text so that a time or an amount does not fall apart at the end of a line. Joined, the pieces are the text.
 * @param {string} text
 * @returns {Piece[]}
 */
export function pieces(text) {
  /** @type {Piece[]} */
  const out = [];
  let from = 0;
  for (const match of text.matchAll(FIGURES)) {
    if (match[0].length > KEEP_MAX || match[0].length < 2) continue;
    if (match.index > from) out.push({ text: text.slice(from, match.index), keep: false });
    out.push({ text: match[0], keep: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from), keep: false });
  return out;
}

/**
 * About how wide a text is, in ems: a Han character is 1, a Latin one rather more than half.
 * @param {string} text
 * @returns {number}
 */
export function ems(text) {
  let sum = 0;
  for (const char of text) sum += (char.codePointAt(0) ?? 0) < 0x2000 ? 0.58 : 1;
  return sum;
}

/**
 * The order of rows that leaves the least room empty: into what a row leaves of its line goes the next one that fits.
 * @param {number[]} widths
 * @param {number} most width of a line
 * @returns {number[]} indexes of `widths`, each once
 */
export function pack(widths, most) {
  const left = widths.map((_, at) => at);
  const order = [];
  while (left.length > 0) {
    let room = most;
    /** @type {(at: number) => boolean} */
    const fits = (at) => widths[at] <= room;
    // A row that is wider than a line takes lines of its own.
    let next = 0;
    while (next >= 0) {
      const [at] = left.splice(next, 1);
      order.push(at);
      room -= widths[at];
      next = left.findIndex(fits);
    }
  }
  return order;
}

/**
 * The parts of a title that should not be broken: at spaces and around brackets. Joined, they are the title.
 * @param {string} title
 * @returns {string[]}
 */
export function phrases(title) {
  return title.match(/[（(][^）)]*[）)]|\s+|[^\s（(]+(?:[（(][^）)]{1,4}[）)])?/g) ?? [];
}

/**
 * Puts values into the places of a sentence: `{count}`.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

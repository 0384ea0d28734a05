// Text treatment before layout: estimated widths, packing into lines, phrases that stay on one line. Pure.

/**
 * The estimated width of a text in ems: 1 for a Han character, a little more than half for a Latin one.
 * @param {string} text
 * @returns {number}
 */
export function ems(text) {
  let sum = 0;
  for (const char of text) sum += (char.codePointAt(0) ?? 0) < 0x2000 ? 0.58 : 1;
  return sum;
}

/**
 * An order of rows that wastes little room: the rest of a line is filled with the next row that fits.
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
    // A row that is wider than a line gets its own lines.
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

/** A space, a bracket or a run, each with the commas behind it. The comma in 25,000 is no comma. */
const PHRASE =
  /\s+|[（(][^）)]*[）)]?[，、；。,;]*|(?:[^\s（(，、；。,;]|,(?=\d{3}(?!\d)))+[，、；。,;]*|[，、；。,;]+/g;

/**
 * The parts of a text that are best not broken: up to a space or a comma, and text in brackets. Joined, they are the
 * whole text.
 * @param {string} text
 * @returns {string[]}
 */
export function phrases(text) {
  return text.match(PHRASE) ?? [];
}

/**
 * Fills the blanks of a sentence: `{count}`.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function phraseOf(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Which job a row stands for, and whose sign-ups grew since the last frame. Pure.

/** @typedef {import("../types.js").CardFace} CardFace */

/**
 * A name for each card that stays with its job. Numbers do not: before the show they follow the order.
 * @param {CardFace[]} rundown
 * @returns {string[]}
 */
export function rowKeys(rundown) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return rundown.map((face) => {
    const offer = `${face.title}|${face.employer}|${face.place ?? ""}`;
    const nth = seen.get(offer) ?? 0;
    seen.set(offer, nth + 1);
    return `${offer}#${nth}`;
  });
}

export class Counts {
  /** @type {Record<string, number> | null} */
  #before = null;
  #numbering = "";

  /**
   * The cards whose count grew. None on the first frame, nor when cards were renumbered or replaced since.
   * @param {Record<string, number>} counts
   * @param {CardFace[]} rundown
   * @returns {number[]}
   */
  grown(counts, rundown) {
    const keys = rowKeys(rundown);
    const numbering = rundown.map((face, at) => `${face.number}=${keys[at]}`).sort().join();
    const before = this.#numbering === numbering ? this.#before : null;
    this.#before = counts;
    this.#numbering = numbering;
    if (!before) return [];
    return Object.keys(counts).filter((card) => counts[card] > (before[card] ?? 0)).map(Number);
  }
}

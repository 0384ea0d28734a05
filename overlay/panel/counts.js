// Finds the cards whose sign-ups grew since the last frame. Pure.

export class Counts {
  /** @type {Record<string, number> | null} */
  #before = null;
  #numbering = "";

  /**
   * The cards whose count grew. None on the first frame, or if cards were renumbered or replaced meanwhile.
   * @param {Record<string, number>} counts
   * @param {import("../wire.js").PanelCard[]} rundown
   * @returns {number[]}
   */
  grown(counts, rundown) {
    const numbering = rundown
      .map((face) => `${face.number}=${face.job}`)
      .sort()
      .join();
    const before = this.#numbering === numbering ? this.#before : null;
    this.#before = counts;
    this.#numbering = numbering;
    if (!before) return [];
    return Object.keys(counts)
      .filter((card) => counts[card] > (before[card] ?? 0))
      .map(Number);
  }
}

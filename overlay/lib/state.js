// Which of two views counts. Pure: knows neither sockets nor pages.

/**
 * Names one state of the stage.
 * @typedef {{epoch: string, rev: number}} Version
 */

/**
 * Whether `got` should replace `have`. A higher revision wins; another epoch always does, because its revisions start anew.
 * @param {Version | null} have
 * @param {Version | null} got
 * @returns {boolean}
 */
export function newer(have, got) {
  if (!got) return false;
  if (!have) return true;
  return got.epoch !== have.epoch || got.rev > have.rev;
}

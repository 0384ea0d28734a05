// How long to wait before the next try. Pure: randomness is an argument.

/** The first wait, in milliseconds: a server that restarts is often back by then. */
export const FIRST_MS = 500;
/** The longest wait before jitter, in milliseconds: long enough to spare a server that is in trouble. */
export const LONGEST_MS = 5000;
/** How far a wait may stray, so that a hall full of pages does not knock in step. */
const JITTER = 0.25;

/**
 * Milliseconds before try number `attempt` (from 0), for ever: doubling up to `longest`, give or take a quarter.
 * @param {number} attempt
 * @param {number} random in [0, 1)
 * @param {number} [longest]
 * @returns {number}
 */
export function delay(attempt, random, longest = LONGEST_MS) {
  const wait = Math.min(FIRST_MS * 2 ** attempt, longest);
  return wait * (1 + JITTER * (2 * random - 1));
}

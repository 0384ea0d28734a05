// The delay before the next retry, exponential with jitter. Pure: randomness is an argument.

/** The first delay, in milliseconds: a server that restarts is often back by then. */
export const RETRY_MIN_MS = 500;
/** The longest delay before jitter, in milliseconds: long enough to spare an overloaded server. */
export const RETRY_MAX_MS = 5000;
/** The share by which a delay is randomised, so that many pages do not retry at the same moment. */
const JITTER = 0.25;

/**
 * Milliseconds before retry number `attempt` (from 0): doubled each time up to `longest`, plus or minus a quarter.
 * @param {number} attempt
 * @param {number} random in [0, 1)
 * @param {number} [longest]
 * @returns {number}
 */
export function delay(attempt, random, longest = RETRY_MAX_MS) {
  const delayed = Math.min(RETRY_MIN_MS * 2 ** attempt, longest);
  return delayed * (1 + JITTER * (2 * random - 1));
}

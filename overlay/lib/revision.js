// Orders the versions of views. Pure: knows neither sockets nor pages.

/**
 * Identifies one state of the stage.
 * @typedef {{epoch: string, rev: number}} Version
 */

/**
 * Whether `received` replaces `current`. A higher revision does; another epoch always does, because its revisions start
 * anew.
 * @param {Version | null} current
 * @param {Version | null} received
 * @returns {boolean}
 */
export function isNewer(current, received) {
  if (!received) return false;
  if (!current) return true;
  return received.epoch !== current.epoch || received.rev > current.rev;
}

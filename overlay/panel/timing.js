// Forecasts when each later card comes up, and whether the show ends in time. Pure: server time is an argument.

const MINUTE = 60_000;
const SECOND = 1000;

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").PanelCard} PanelCard */

/**
 * @typedef {object} Timing
 * @property {Map<number, number>} at the time at which each later card comes up, by card
 * @property {number} share milliseconds that a card without planned minutes gets
 * @property {number} over milliseconds by which the show will end late; negative: early
 */

/**
 * @param {PanelView} view
 * @param {number} now
 * @returns {Timing | null} `null`: no show is live or planned
 */
export function timing(view, now) {
  const { show } = view;
  if (!show || show.closed) return null;
  const share = evenShare(view);
  const at = new Map();
  let clock = freeFrom(view, share, now);
  for (const face of coming(view)) {
    at.set(face.card, clock);
    clock += lengthOf(face, share);
  }
  return { at, share, over: clock - (show.starts_at + show.planned_minutes * MINUTE) };
}

/**
 * The time that the plan leaves for each card without minutes of its own, at least one minute.
 * @param {PanelView} view
 */
function evenShare({ show, rundown }) {
  const cards = rundown.filter((face) => !face.expired);
  const open = cards.filter((face) => !face.minutes).length;
  const given = cards.reduce((sum, face) => sum + (face.minutes ?? 0), 0);
  return open ? Math.max(1, ((show?.planned_minutes ?? 0) - given) / open) * MINUTE : MINUTE;
}

/**
 * A card with a timer takes exactly that long; any other takes its planned minutes.
 * @param {PanelCard} face
 * @param {number} share
 */
function lengthOf({ minutes, dwell }, share) {
  if (dwell && dwell !== "stay" && "next" in dwell) return dwell.next.seconds * SECOND;
  return minutes ? minutes * MINUTE : share;
}

/**
 * The cards that `next` shows one after another, by the server's rule.
 * @param {PanelView} view
 */
function coming({ rundown, next, on_air }) {
  const from = rundown.findIndex((face) => face.card === next);
  if (from < 0) return [];
  return rundown.slice(from).filter((face) => !face.expired && face.card !== on_air?.card);
}

/**
 * When the screen is free for the next card.
 * @param {PanelView} view
 * @param {number} share
 * @param {number} now
 */
function freeFrom({ show, on_air, face, rundown }, share, now) {
  if (on_air) return Math.max(now, endOf(on_air, rundown, share, now));
  if (face && "until" in face && face.until) return Math.max(now, face.until);
  return show?.live_since === undefined ? Math.max(now, show?.starts_at ?? now) : now;
}

/**
 * @param {NonNullable<PanelView["on_air"]>} card
 * @param {PanelCard[]} rundown
 * @param {number} share
 * @param {number} now
 */
function endOf({ card, shown_at, timer }, rundown, share, now) {
  if (timer) return timerLeft(timer, now) + now;
  const planned = rundown.find((face) => face.card === card);
  return shown_at + (planned?.minutes ? planned.minutes * MINUTE : share);
}

/**
 * Milliseconds until a timer fires, if it runs on from now.
 * @param {import("../wire.js").Timer} timer
 * @param {number} now
 */
export function timerLeft({ ends_at, held }, now) {
  return Math.max(0, held ?? ends_at - now);
}

/**
 * The rest of a card's own minutes; negative: it has taken longer. `null` without a card or a plan.
 * @param {PanelView} view
 * @param {number} now
 */
export function minutesLeft(view, now) {
  const { on_air, show } = view;
  if (!on_air || !show || show.closed) return null;
  return endOf({ ...on_air, timer: null }, view.rundown, evenShare(view), now) - now;
}

// The show against its plan, in words and digits. Pure: server time is an argument.

import { timing } from "./timing.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A start this close to the plan, in milliseconds, counts as on time: seconds do not matter to a host. */
const ON_TIME_MS = MINUTE;

/** @typedef {import("./words.js").Say} Say */
/**
 * @typedef {{tone: "quiet" | "live" | "late", label: string, time: string, notes: string[], share: number}} ShowClock
 */

/**
 * `0:05`, `12:03`, `1:02:03`.
 * @param {number} ms
 */
export function digits(ms) {
  const all = Math.max(0, Math.floor(ms / SECOND));
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/**
 * `2小时47分`, `12分钟`; whole minutes, rounded down.
 * @param {number} ms
 * @param {Say} say
 */
export function span(ms, say) {
  const all = Math.max(0, Math.floor(ms / MINUTE));
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return hours ? say("span_hours", { hours, minutes }) : say("span_minutes", { minutes });
}

/**
 * @param {string} zone an IANA name
 * @returns {(ms: number) => string} `14:30` in that zone, independent of the machine's own
 */
export function wallClock(zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return (ms) => format.format(ms);
}

/**
 * @param {import("../wire.js").PanelView} view
 * @param {number} now
 * @param {(ms: number) => string} wall
 * @param {Say} say
 * @returns {ShowClock | null} `null` where there is no show
 */
export function showClock(view, now, wall, say) {
  const { show } = view;
  if (!show) return null;
  const end = show.starts_at + show.planned_minutes * MINUTE;
  const plan = say("clock_plan", { from: wall(show.starts_at), to: wall(end) });
  if (show.closed) return { tone: "quiet", label: say("clock_closed"), time: "", notes: [plan], share: 1 };
  if (show.live_since === undefined) return before(show.starts_at - now, plan, say);
  const over = now - end;
  const length = end - show.live_since;
  const rest = over > 0 ? say("clock_over", { span: span(over, say) }) : say("clock_left", { span: span(-over, say) });
  return {
    tone: over > 0 ? "late" : "live",
    label: say("clock_live"),
    time: digits(now - show.live_since),
    notes: [rest, outlook(view, now, say), plan, started(show.live_since - show.starts_at, say)].filter(Boolean),
    share: length > 0 ? Math.min(1, Math.max(0, (now - show.live_since) / length)) : 1,
  };
}

/**
 * @param {number} wait
 * @param {string} plan
 * @param {Say} say
 * @returns {ShowClock}
 */
function before(wait, plan, say) {
  const notes = [plan, say("clock_take_to_start")];
  if (wait <= 0) return { tone: "late", label: say("clock_late"), time: digits(-wait), notes, share: 0 };
  const days = Math.floor(wait / DAY);
  const time = days ? say("clock_days", { days, span: digits(wait % DAY) }) : digits(wait);
  return { tone: "quiet", label: say("clock_before"), time, notes, share: 0 };
}

/**
 * Whether the show ends in time if all goes on as now.
 * @param {import("../wire.js").PanelView} view
 * @param {number} now
 * @param {Say} say
 */
function outlook(view, now, say) {
  const over = timing(view, now)?.over ?? 0;
  if (Math.abs(over) < ON_TIME_MS) return say("clock_on_plan");
  return say(over > 0 ? "clock_will_run_over" : "clock_will_end_early", { span: span(Math.abs(over), say) });
}

/**
 * @param {number} late
 * @param {Say} say
 */
function started(late, say) {
  if (Math.abs(late) < ON_TIME_MS) return "";
  return say(late > 0 ? "clock_started_late" : "clock_started_early", { span: span(Math.abs(late), say) });
}

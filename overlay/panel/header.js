// Paints the show's clock and the rundown's totals. Decides nothing.

import { byId, make, mark, rebuild, write } from "./dom.js";

/** @typedef {import("./words.js").Say} Say */

/**
 * @param {import("./show-clock.js").ShowClock | null} clock
 * @param {number | null} number
 * @param {Say} say
 */
export function paintClock(clock, number, say) {
  write(byId("clock-show"), number === null ? say("no_show") : say("show_number", { number }));
  mark(byId("clock"), "tone", clock?.tone ?? "quiet");
  write(byId("clock-label"), clock?.label ?? "");
  write(byId("clock-time"), clock?.time ?? "");
  const notes = clock?.notes ?? [];
  write(byId("show-notes"), notes.join(" · "));
  rebuild(byId("clock-notes"), notes.join("\n"), () => notes.map((note) => make("span", "", note)));
  // Whole percents: a bar that moves every second is motion without information.
  byId("clock-share").style.width = `${Math.round((clock?.share ?? 0) * 100)}%`;
}

/**
 * @param {import("../wire.js").PanelView} view
 * @param {Say} say
 */
export function paintNumbers(view, say) {
  const live = view.show?.live_since !== undefined;
  write(byId("rundown-count"), say("rundown_count", { count: view.rundown.length }));
  write(byId("rundown-numbers"), say(live ? "rundown_numbers_fixed" : "rundown_numbers_free"));
}

/**
 * @param {import("../wire.js").PanelStatus} status
 * @param {Say} say
 */
export function paintTotals(status, say) {
  write(byId("rundown-total"), say("rundown_total", { total: status.total }));
  write(byId("rundown-viewers"), say("rundown_viewers", { viewers: status.viewers }));
}

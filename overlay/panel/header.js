// Paints the show's clock, the line's state, who is here and the rundown's totals. Decides nothing.

import { byId, make, mark, rebuild, show, write } from "./dom.js";

/** @typedef {import("./words.js").Say} Say */

/**
 * @param {import("./showclock.js").ShowClock | null} clock
 * @param {number | null} number
 * @param {Say} say
 */
export function paintClock(clock, number, say) {
  write(byId("clock-show"), number === null ? say("no_show") : say("show_number", { number }));
  mark(byId("clock"), "tone", clock?.tone ?? "quiet");
  write(byId("clock-label"), clock?.label ?? "");
  write(byId("clock-time"), clock?.time ?? "");
  const notes = clock?.notes ?? [];
  rebuild(byId("clock-notes"), notes.join("\n"), () => notes.map((note) => make("span", "", note)));
  // Whole percents: a bar that creeps every second is motion that nobody reads.
  byId("clock-share").style.width = `${Math.round((clock?.share ?? 0) * 100)}%`;
}

/**
 * @param {string} line
 * @param {import("./health.js").Health} health
 */
export function paintHealth(line, { tone, chip, banner }) {
  mark(byId("panel"), "link", line);
  mark(byId("link"), "tone", tone);
  write(byId("link"), chip);
  show(byId("banner"), banner !== null);
  mark(byId("banner"), "tone", banner?.tone ?? "");
  write(byId("banner-title"), banner?.title ?? "");
  write(byId("banner-text"), banner?.text ?? "");
}

/**
 * @param {import("../types.js").Presence[]} people
 * @param {Say} say
 */
export function paintPeople(people, say) {
  write(byId("people-button"), people.length > 1 ? say("people_count", { count: people.length }) : say("people_one"));
  const names = people.map((one) => one.name || say("people_nameless"));
  rebuild(byId("people-list"), names.join("\n"), () => names.map((name) => make("li", "", name)));
}

/**
 * @param {import("../types.js").PanelView} view
 * @param {import("../types.js").Around | null} around
 * @param {Say} say
 */
export function paintAround(view, around, say) {
  const live = view.show?.live_since !== undefined;
  write(byId("rundown-count"), say("rundown_count", { count: view.rundown.length }));
  write(byId("rundown-numbers"), say(live ? "rundown_numbers_fixed" : "rundown_numbers_free"));
  if (!around) return;
  write(byId("rundown-total"), say("rundown_total", { total: around.total }));
  write(byId("rundown-viewers"), say("rundown_viewers", { viewers: around.viewers }));
}

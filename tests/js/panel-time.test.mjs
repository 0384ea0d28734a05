// The panel's forecasts: when each card comes up, when the show ends, how long a timer runs. Server time only.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock } from "../../overlay/lib/clock.js";
import { planOf } from "../../overlay/panel/row-plan.js";
import { minutesLeft, timerLeft, timing } from "../../overlay/panel/timing.js";

const MINUTE = 60_000;
const START = 1_000_000 * MINUTE;

const face = (card, more = {}) => ({
  card,
  number: card,
  title: `岗位${card}`,
  expired: false,
  minutes: null,
  dwell: "stay",
  ...more,
});
/** A show of one hour with four cards: fifteen minutes each. */
const view = (more = {}) => ({
  on_air: null,
  face: null,
  next: 1,
  rundown: [face(1), face(2), face(3), face(4)],
  show: { number: 42, starts_at: START, planned_minutes: 60, closed: false },
  ...more,
});
const live = (more = {}) =>
  view({ show: { number: 42, starts_at: START, planned_minutes: 60, live_since: START, closed: false }, ...more });
const onAir = (card, minutesAgo, more = {}) => ({
  ...face(card),
  shown_at: START - minutesAgo * MINUTE,
  timer: null,
  ...more,
});
/** When cards come up, in minutes after the planned start. */
const clocks = (of, now = START) =>
  Object.fromEntries([...timing(of, now).at].map(([card, at]) => [card, (at - START) / MINUTE]));

test("before the show each card has its even share, from the planned start on", () => {
  assert.deepEqual(clocks(view(), START - 30 * MINUTE), { 1: 0, 2: 15, 3: 30, 4: 45 });
  assert.equal(timing(view(), START - 30 * MINUTE).over, 0);
  assert.deepEqual(clocks(view(), START + 5 * MINUTE), { 1: 5, 2: 20, 3: 35, 4: 50 }, "a late start shifts all");
});

test("planned minutes are used, and the other cards share the rest", () => {
  const rundown = [face(1, { minutes: 30 }), face(2), face(3), face(4, { expired: true })];
  assert.deepEqual(clocks(view({ rundown })), { 1: 0, 2: 30, 3: 45 });
  const crowded = [face(1, { minutes: 90 }), face(2)];
  assert.deepEqual(
    [clocks(view({ rundown: crowded })), timing(view({ rundown: crowded }), START).over],
    [{ 1: 0, 2: 90 }, 31 * MINUTE],
    "never under a minute",
  );
});

test("a card on air keeps its minutes; when it takes longer, all that follows shifts with it", () => {
  const of = live({ on_air: onAir(1, 5), next: 2 });
  assert.deepEqual(clocks(of), { 2: 10, 3: 25, 4: 40 });
  assert.equal(timing(of, START).over, -5 * MINUTE);
  assert.equal(minutesLeft(of, START), 10 * MINUTE);
  const slow = live({ on_air: onAir(1, 20), next: 2 });
  assert.deepEqual(clocks(slow), { 2: 0, 3: 15, 4: 30 });
  assert.equal(minutesLeft(slow, START), -5 * MINUTE);
});

test("a timer, held or not, determines when the next card comes up", () => {
  const of = (timer) => clocks(live({ on_air: onAir(1, 5, { timer }), next: 2 }));
  assert.equal(of({ then: "next", ends_at: START + 2 * MINUTE })[2], 2);
  assert.equal(of({ then: "next", ends_at: START - MINUTE, held: 3 * MINUTE })[2], 3);
  assert.equal(timerLeft({ then: "out", ends_at: 10 }, 25), 0);
  const rundown = [face(1), face(2, { dwell: { next: { seconds: 90 } } }), face(3)];
  assert.equal(
    clocks(live({ rundown, on_air: onAir(1, 0), next: 2 }))[3] -
      clocks(live({ rundown, on_air: onAir(1, 0), next: 2 }))[2],
    1.5,
  );
});

test("a cued card comes first and goes on from its place; passed and expired cards have no time", () => {
  assert.deepEqual(Object.keys(clocks(live({ on_air: onAir(1, 0), next: 3 }))), ["3", "4"]);
  assert.deepEqual(clocks(live({ next: null })), {});
  assert.equal(timing(view({ show: null }), START), null);
});

test("a break and the countdown hold the cards back until their end", () => {
  assert.equal(clocks(live({ face: { kind: "break", until: START + 5 * MINUTE } }))[1], 5);
  assert.equal(clocks(live({ face: { kind: "break", until: null } }))[1], 0);
});

test("a machine that sleeps or sets its clock does not shift the forecast: only server time counts", () => {
  let monotonic = 0;
  const clock = new ServerClock(() => monotonic);
  clock.sync(START);
  const of = live({ on_air: onAir(1, 5, { timer: { then: "out", ends_at: START + 5 * MINUTE } }), next: 2 });
  const before = Date.now;
  try {
    Date.now = () => before() + 3 * 60 * MINUTE;
    monotonic = 2 * MINUTE;
    assert.equal(timerLeft(of.on_air.timer, clock.now()), 3 * MINUTE);
    // An hour of sleep, in which this clock stopped: the next frame corrects it.
    clock.sync(START + 65 * MINUTE);
    assert.equal(timerLeft(of.on_air.timer, clock.now()), 0);
  } finally {
    Date.now = before;
  }
});

test("a card's plan is read from its fields, whatever is typed", () => {
  const limits = { minutes: 180, least: 5, most: 3600 };
  assert.deepEqual(planOf("6", "next", "90", limits), { minutes: 6, dwell: { next: { seconds: 90 } } });
  assert.deepEqual(planOf("", "stay", "", limits), { minutes: null, dwell: "stay" });
  assert.deepEqual(planOf("-3", "out", "1", limits), { minutes: null, dwell: { out: { seconds: 5 } } });
  assert.deepEqual(planOf("999", "out", "x", limits), { minutes: 180, dwell: { out: { seconds: 60 } } });
});

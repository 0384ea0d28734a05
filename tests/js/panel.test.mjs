// Smaller decisions of the panel: the show's clock, counts, dragging, offers. No DOM.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Counts } from "../../overlay/panel/counts.js";
import { addButton, listed } from "../../overlay/panel/offers.js";
import { dropPosition, edgeScroll, gap, shift, step } from "../../overlay/panel/order.js";
import { digits, showClock, span, wallClock } from "../../overlay/panel/show-clock.js";
import { face, say, view } from "./panel-support.mjs";

const MINUTE = 60_000;
test("the show's clock counts down, up and over", () => {
  const wall = wallClock("Asia/Shanghai");
  const start = Date.parse("2026-11-24T06:30:00Z");
  const at = (minutes, show, more) =>
    showClock(
      view({ show: { number: 42, starts_at: start, planned_minutes: 180, closed: false, ...show }, ...more }),
      start + minutes * MINUTE,
      wall,
      say,
    );
  assert.deepEqual(
    [at(-12).label, at(-12).time, at(-12).notes[0]],
    ["clock_before", "12:00", "clock_plan 14:30 17:30"],
  );
  assert.equal(at(-2 * 24 * 60 - 1).time, "clock_days 2 1:00");
  assert.deepEqual([at(3).tone, at(3).time], ["late", "3:00"]);
  const live = at(60, { live_since: start + 2 * MINUTE });
  assert.deepEqual([live.tone, live.time], ["live", "58:00"]);
  assert.deepEqual(live.notes, [
    "clock_left span_hours 2 0",
    "clock_on_plan",
    "clock_plan 14:30 17:30",
    "clock_started_late span_minutes 2",
  ]);
  const over = at(185, { live_since: start });
  assert.deepEqual([over.tone, over.notes[0], over.share], ["late", "clock_over span_minutes 5", 1]);
  assert.equal(at(5, { live_since: start, closed: true }).label, "clock_closed");
  assert.equal(showClock(view({ show: null }), 0, wall, say), null);
});

test("spans are whole minutes, digits whole seconds", () => {
  assert.deepEqual([digits(-5), digits(5999), digits(3_723_000)], ["0:00", "0:05", "1:02:03"]);
  assert.deepEqual([span(59_999, say), span(61 * MINUTE, say)], ["span_minutes 0", "span_hours 1 1"]);
});

test("a count that grew is marked once, and never because cards were renumbered", () => {
  const counts = new Counts();
  const cards = [face(1), face(2)];
  assert.deepEqual(counts.grown({ 1: 5 }, cards), []);
  assert.deepEqual(counts.grown({ 1: 5, 2: 1 }, cards), [2]);
  assert.deepEqual(counts.grown({ 1: 5, 2: 1 }, cards), []);
  const moved = [face(1, { job: "j2" }), face(2, { job: "j1" })];
  assert.deepEqual(counts.grown({ 1: 1, 2: 5 }, moved), []);
});

test("a dragged card lands before the row whose middle lies below the pointer, and the others make way", () => {
  const boxes = [0, 10, 20, 30].map((top) => ({ top, bottom: top + 10 }));
  assert.deepEqual(
    [-5, 14, 16, 26, 99].map((y) => dropPosition(boxes, 0, y)),
    [0, 0, 1, 2, 3],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => shift(boxes, at, 0, 2)),
    [0, -10, -10, 0],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => shift(boxes, at, 3, 1)),
    [0, 10, 10, 0],
  );
  assert.deepEqual(
    [gap(boxes, 0, 2), gap(boxes, 3, 1)],
    [
      { top: 20, bottom: 30 },
      { top: 10, bottom: 20 },
    ],
  );
  assert.deepEqual([step(0, -1, 4), step(0, 1, 4), step(3, 1, 4), step(-1, 1, 4)], [null, 1, null, null]);
  const box = { top: 0, bottom: 500 };
  assert.ok(edgeScroll(box, 5) < 0 && edgeScroll(box, 250) === 0 && edgeScroll(box, 495) > 0);
});

test("offers are found by every word, and the button knows how many fit", () => {
  const offer = (title, more) => ({
    id: title,
    title,
    employer: "恒果食品",
    kind: "job",
    kind_word: "工厂",
    pay: "",
    township: "高村镇",
    valid_until: null,
    expired: false,
    ...more,
  });
  const offers = [offer("操作工"), offer("保安", { employer: "安顺" }), offer("旧的", { expired: true })];
  assert.deepEqual(
    listed(offers, "高村 恒果", false).map((one) => one.id),
    ["操作工"],
  );
  assert.equal(listed(offers, "", true).length, 3);
  assert.deepEqual(addButton(3, 2, 99, say), { label: "add_go 3", note: "add_too_many 99 2 3", enabled: false });
  assert.equal(addButton(0, 2, 99, say).enabled, false);
  assert.equal(addButton(2, 2, 99, say).enabled, true);
});

// The estimate of the server's time from frames with different transit times.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerClock } from "../../overlay/lib/clock.js";
import { seeded } from "./support.mjs";

const SERVER = 1_795_503_000_000;

test("before the first frame it is this machine's clock", () => {
  assert.ok(Math.abs(new ServerClock().now() - Date.now()) < 50);
});

test("keeps the estimate of the quickest frame", () => {
  let at = 0;
  const clock = new ServerClock(() => at);
  const random = seeded(7);
  for (let frame = 0; frame < 50; frame += 1) {
    at += 1000;
    const transit = frame === 20 ? 3 : 20 + random() * 400;
    clock.sync(SERVER + at - transit);
    if (frame >= 20) assert.ok(Math.abs(clock.now() - (SERVER + at)) <= 3);
  }
});

test("after a sleep in which this machine's milliseconds stood still, the first frame puts it right", () => {
  let at = 1000;
  let slept = 0;
  const clock = new ServerClock(() => at);
  clock.sync(SERVER + at);
  slept = 20 * 60_000;
  assert.equal(clock.now(), SERVER + at, "it cannot know");
  at += 40;
  clock.sync(SERVER + at + slept - 20);
  assert.equal(clock.now(), SERVER + at + slept - 20);
});

test("the wall clock of this machine moves nothing", () => {
  const clock = new ServerClock(() => 1000);
  clock.sync(SERVER);
  const real = Date.now;
  Date.now = () => real() + 3 * 3_600_000;
  try {
    assert.equal(clock.now(), SERVER);
  } finally {
    Date.now = real;
  }
});

test("follows a server whose clock was set back, within a minute", () => {
  let at = 0;
  const clock = new ServerClock(() => at);
  clock.sync(SERVER);
  for (at = 10_000; at <= 70_000; at += 10_000) clock.sync(SERVER + at - 5000);
  at = 70_000;
  assert.equal(clock.now(), SERVER + at - 5000);
});

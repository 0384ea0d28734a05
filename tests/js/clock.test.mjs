// Server time from frames that took their time to arrive.

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
    clock.hear(SERVER + at - transit);
    if (frame >= 20) assert.ok(Math.abs(clock.now() - (SERVER + at)) <= 3);
  }
});

test("follows a server whose clock was set back, within a minute", () => {
  let at = 0;
  const clock = new ServerClock(() => at);
  clock.hear(SERVER);
  for (at = 10_000; at <= 70_000; at += 10_000) clock.hear(SERVER + at - 5000);
  at = 70_000;
  assert.equal(clock.now(), SERVER + at - 5000);
});

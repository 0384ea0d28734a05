// A wish that changes while it is wanted, and while it is under way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { REST_MS, Wish } from "../../overlay/panel/wish.js";
import { Timers } from "./support.mjs";

const timers = new Timers();
/** Lets everything go on that waits for an answer only. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("three steps are one wish, and what is wanted meanwhile follows when the first is answered", async () => {
  const sent = [];
  const settled = [];
  let answer = (_) => {};
  const wish = new Wish(
    (value) => {
      sent.push(value);
      return new Promise((resolve) => (answer = resolve));
    },
    (value, why) => settled.push([value, why]),
  );
  for (const value of [5, 6, 7]) wish.ask(value);
  timers.tick(REST_MS);
  assert.deepEqual([sent, wish.value], [[7], 7]);
  wish.ask(8);
  timers.tick(REST_MS);
  assert.deepEqual(sent, [7], "one at a time");
  answer("");
  await settle();
  timers.tick(REST_MS);
  assert.deepEqual([sent, settled], [[7, 8], []]);
  answer("stale");
  await settle();
  assert.deepEqual([settled, wish.value], [[[8, "stale"]], null]);
});

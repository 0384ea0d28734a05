// An edit whose value changes before it is sent, and while it is being sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DEBOUNCE_MS, CoalescedEdit } from "../../overlay/panel/coalesced-edit.js";
import { Timers } from "./support.mjs";

const timers = new Timers();
/** Runs everything that waits for nothing but a promise. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("three steps are one edit, and a change during a request is sent after its answer", async () => {
  const sent = [];
  const settled = [];
  let answer = (_) => {};
  const edit = new CoalescedEdit(
    (value) => {
      sent.push(value);
      return new Promise((resolve) => (answer = resolve));
    },
    (value, why) => settled.push([value, why]),
  );
  for (const value of [5, 6, 7]) edit.set(value);
  timers.tick(DEBOUNCE_MS);
  assert.deepEqual([sent, edit.value], [[7], 7]);
  edit.set(8);
  timers.tick(DEBOUNCE_MS);
  assert.deepEqual(sent, [7], "one at a time");
  answer("");
  await settle();
  timers.tick(DEBOUNCE_MS);
  assert.deepEqual([sent, settled], [[7, 8], []]);
  answer("stale");
  await settle();
  assert.deepEqual([settled, edit.value], [[[8, "stale"]], null]);
});

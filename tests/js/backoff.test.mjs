// Delays between retries: short at first, bounded, and randomised.

import assert from "node:assert/strict";
import { test } from "node:test";

import { delay } from "../../overlay/lib/backoff.js";

test("doubles from half a second to five seconds and stays there", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50, 5000].map((attempt) => delay(attempt, 0.5));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]);
});

test("differs by at most a quarter", () => {
  assert.equal(delay(0, 0), 375);
  assert.equal(delay(9, 0), 3750);
  assert.ok(delay(9, 0.999999) < 6250);
});

test("an overlay has a shorter longest delay", () => {
  assert.equal(delay(9, 0.5, 2000), 2000);
});

// Views may arrive twice, late or out of order; the final view of a page must not depend on it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isNewer } from "../../overlay/lib/revision.js";
import { seeded } from "./support.mjs";

test("a page without a view takes any, and none replaces nothing", () => {
  assert.equal(isNewer(null, { epoch: "a", rev: 0 }), true);
  assert.equal(isNewer({ epoch: "a", rev: 9 }, null), false);
  assert.equal(isNewer(null, null), false);
});

test("a higher revision or another epoch replaces, the same or a lower one does not", () => {
  const have = { epoch: "a", rev: 42 };
  assert.equal(isNewer(have, { epoch: "a", rev: 43 }), true);
  assert.equal(isNewer(have, { epoch: "a", rev: 42 }), false);
  assert.equal(isNewer(have, { epoch: "a", rev: 41 }), false);
  assert.equal(isNewer(have, { epoch: "b", rev: 1 }), true);
});

test("any order and duplication of an epoch's views ends in the last", () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = seeded(seed);
    const last = 1 + Math.floor(random() * 30);
    const views = Array.from({ length: last }, (_, at) => ({ epoch: "a", rev: at + 1 }));
    const sent = views.flatMap((view) => Array.from({ length: 1 + Math.floor(random() * 3) }, () => view));
    sent.sort(() => random() - 0.5);
    /** @type {{epoch: string, rev: number} | null} */
    let have = null;
    for (const view of sent) if (isNewer(have, view)) have = view;
    assert.deepEqual(have, { epoch: "a", rev: last }, `seed ${seed}`);
  }
});

test("after the store was replaced, the new epoch's views win however low they count", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seeded(seed);
    /** @type {{epoch: string, rev: number} | null} */
    let have = { epoch: "a", rev: 1000 };
    for (let step = 0; step < 20; step += 1) {
      const view = { epoch: "b", rev: Math.floor(random() * 10) };
      if (isNewer(have, view)) have = view;
      assert.equal(have?.epoch, "b");
    }
  }
});

// The limit of a card in its row: reading the field, and the places in words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { limitOf, placesLine } from "../../overlay/panel/row-places.js";

/** @type {import("../../overlay/panel/words.js").Say} */
const say = Object.assign(
  (/** @type {string} */ key, /** @type {Record<string, string | number>} */ blanks = {}) =>
    `${key} ${Object.values(blanks).join("/")}`.trim(),
  { has: () => true },
);

test("an empty or impossible limit is none, and a large one is cut to what the server takes", () => {
  assert.equal(limitOf({ value: "", max: "999" }), null);
  assert.equal(limitOf({ value: "-2", max: "999" }), null);
  assert.equal(limitOf({ value: "x", max: "999" }), null);
  assert.equal(limitOf({ value: "8", max: "999" }), 8);
  assert.equal(limitOf({ value: "5000", max: "999" }), 999);
});

test("places are named where there is a limit or somebody waits", () => {
  assert.equal(placesLine(null, undefined, say), "");
  assert.equal(placesLine(null, { taken: 4, waiting: 0 }, say), "");
  assert.equal(placesLine(null, { taken: 4, waiting: 2 }, say), "row_waiting 2");
  assert.equal(placesLine(8, undefined, say), "row_places 0/8");
  assert.equal(placesLine(8, { taken: 8, waiting: 0 }, say), "row_places 8/8");
  assert.equal(placesLine(8, { taken: 8, waiting: 3 }, say), "row_places_waiting 8/8/3");
});

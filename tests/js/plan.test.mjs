// When the overlay moves a card, and when it only shows it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { plan } from "../../overlay/lib/plan.js";

const how = { organiser: "", channel: "", hotline: "", address: "x/j/8" };
const face = (card, more = {}) => ({ card, number: card, kind: "job", kind_word: "", title: "t", pay: "", employer: "", full: false, expired: false, shown_at: 1, ...more });
const view = (on_air, panic = false, more = {}) => ({ on_air, panic, show: null, how, ...more });

test("the first view of a page is shown without movement", () => {
  assert.equal(plan(null, view(face(8)), true), "cut");
  assert.equal(plan(null, view(null), false), "cut");
});

test("what happened while the line was down is not played afterwards", () => {
  assert.equal(plan(view(face(8)), view(face(9)), true), "cut");
  assert.equal(plan(view(face(8)), view(null), true), "cut");
});

test("take, next and out move", () => {
  assert.equal(plan(view(null), view(face(8)), false), "enter");
  assert.equal(plan(view(face(8)), view(face(9)), false), "deal");
  assert.equal(plan(view(face(9)), view(null), false), "leave");
});

test("a cue, another time or another show number changes nothing on screen", () => {
  assert.equal(plan(view(face(8)), view(face(8)), false), "keep");
  assert.equal(plan(view(face(8)), view(face(8, { shown_at: 99 })), false), "keep");
  assert.equal(plan(view(null), view(null, false, { how: { ...how, address: "y" } }), false), "keep");
});

test("a correction of the card on screen does not move", () => {
  assert.equal(plan(view(face(8)), view(face(8, { full: true })), false), "cut");
  assert.equal(plan(view(face(8)), view(face(8), false, { how: { ...how, hotline: "1" } }), false), "cut");
});

test("panic and release are instant", () => {
  assert.equal(plan(view(face(8)), view(null, true), false), "cut");
  assert.equal(plan(view(null, true), view(face(8)), false), "cut");
  assert.equal(plan(view(null), view(null, true), false), "cut");
  assert.equal(plan(view(null, true), view(null), false), "cut");
});

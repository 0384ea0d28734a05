// The transitions of the overlay: which changes are animated, and which are not.

import assert from "node:assert/strict";
import { test } from "node:test";

import { identity, plan } from "../../overlay/lib/plan.js";

const how = { organiser: "", channel: "", hotline: "", address: "x/8" };
const face = (card, more = {}) => ({
  card,
  number: card,
  kind: "job",
  kind_word: "",
  title: "t",
  pay: "",
  employer: "",
  full: false,
  expired: false,
  shown_at: 1,
  ...more,
});
const view = (on_air, panic = false, more = {}) => ({ on_air, panic, show: null, how, ...more });

test("the first view of a page is shown without animation", () => {
  assert.equal(plan(null, view(face(8)), true), "cut");
  assert.equal(plan(null, view(null), false), "cut");
});

test("changes during a lost connection are not animated afterwards", () => {
  assert.equal(plan(view(face(8)), view(face(9)), true), "cut");
  assert.equal(plan(view(face(8)), view(null), true), "cut");
});

test("take, next and out are animated", () => {
  assert.equal(plan(view(null), view(face(8)), false), "enter");
  assert.equal(plan(view(face(8)), view(face(9)), false), "deal");
  assert.equal(plan(view(face(9)), view(null), false), "leave");
});

test("a cue, another time or another show number changes nothing on screen", () => {
  assert.equal(plan(view(face(8)), view(face(8)), false), "keep");
  assert.equal(plan(view(face(8)), view(face(8, { shown_at: 99 })), false), "keep");
  assert.equal(plan(view(null), view(null, false, { how: { ...how, address: "y" } }), false), "keep");
});

test("a correction of the card on screen is no new card", () => {
  const update = (more) => plan(view(face(8)), view(face(8), false, more), false);
  assert.equal(plan(view(face(8)), view(face(8, { full: true })), false), "update");
  assert.equal(update({ how: { ...how, hotline: "1" } }), "update");
  assert.equal(update({ contact: { hidden: true } }), "update");
  assert.equal(update({ layout: { style: "dark" } }), "update");
  assert.equal(plan(view(face(8)), view(face(8, { full: true })), true), "cut");
});

test("the next card, a timer and a safe area change nothing on screen", () => {
  const keep = (more) => assert.equal(plan(view(face(8)), view(face(8), false, more), false), "keep");
  keep({ next: face(9) });
  keep({ guides_until: 5 });
  keep({ layout: { portrait: { x: 3 } } });
  assert.equal(plan(view(face(8)), view(face(8, { timer: { then: "out", ends_at: 9 } })), false), "keep");
});

const shows = (kind, more = {}) => view(null, false, { face: { kind, shown_at: 1, ...more } });

test("faces and cards have the same animations", () => {
  assert.equal(plan(view(null), shows("how"), false), "enter");
  assert.equal(plan(view(face(8)), shows("how"), false), "deal");
  assert.equal(plan(shows("how"), view(face(8)), false), "deal");
  assert.equal(plan(shows("how"), shows("recap", { cards: [] }), false), "deal");
  assert.equal(plan(shows("how"), view(null), false), "leave");
  assert.equal(plan(shows("how"), shows("how"), true), "keep");
  assert.equal(plan(shows("how"), shows("how", { shown_at: 2 }), false), "keep");
  assert.equal(plan(shows("how"), view(null, true), false), "cut");
});

test("another time or list is a correction of a face, another notice is a new face", () => {
  assert.equal(plan(shows("break", { until: 1 }), shows("break", { until: 2 }), false), "update");
  assert.equal(plan(shows("recap", { cards: [] }), shows("recap", { cards: [face(8)] }), false), "update");
  assert.equal(plan(shows("notice", { text: "a" }), shows("notice", { text: "b" }), false), "deal");
  assert.equal(plan(shows("notice", { text: "a" }), shows("notice", { text: "a" }), false), "keep");
});

test("the card or face on screen has one identity", () => {
  assert.equal(identity(view(face(8))), "card 8");
  assert.equal(identity(shows("how")), "how");
  assert.equal(identity(view(null)), "");
  assert.equal(identity(view(face(8), true)), "");
});

test("panic and release are instant", () => {
  assert.equal(plan(view(face(8)), view(null, true), false), "cut");
  assert.equal(plan(view(null, true), view(face(8)), false), "cut");
  assert.equal(plan(view(null), view(null, true), false), "cut");
  assert.equal(plan(view(null, true), view(null), false), "cut");
});

// The meaning of keys, one after another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DIGITS_MS, NOTHING_TYPED, press } from "../../overlay/panel/keys.js";

const key = (name, more = {}) => ({
  key: name,
  code: "",
  alt: false,
  ctrl: false,
  composing: false,
  repeat: false,
  field: "",
  dialog: false,
  dragging: false,
  row: false,
  at: 0,
  ...more,
});
/** Presses keys one after another; returns the meaning of the last one. */
const type = (...keys) => {
  let meaning = { typed: NOTHING_TYPED, intent: null, stop: false };
  for (const one of keys) meaning = press(meaning.typed, typeof one === "string" ? key(one) : one);
  return meaning;
};
const intent = (action, argument) => (argument === undefined ? { action } : { action, argument });

test("each key does its one thing, in either case", () => {
  const meant = {
    " ": "next",
    ArrowRight: "next",
    Escape: "out",
    u: "undo",
    U: "undo",
    b: "panic",
    R: "release",
    h: "hold",
    "+": "extend",
    "=": "extend",
  };
  for (const [name, wanted] of Object.entries(meant)) assert.deepEqual(type(name).intent, intent(wanted), name);
  assert.deepEqual(type("f").intent, intent("full"));
  assert.deepEqual(type("x").intent, intent("contact"));
  assert.deepEqual(type("g").intent, intent("update"));
  const faces = { t: "countdown", L: "recap", w: "how", n: "notice", p: "break", e: "end" };
  for (const [name, face] of Object.entries(faces)) assert.deepEqual(type(name).intent, intent(face), name);
  assert.deepEqual(type("?").intent, intent("help"));
  assert.deepEqual(type("？").intent, intent("help"));
});

test("the browser does not act on our keys as well, and keeps its own", () => {
  assert.equal(type(" ").stop, true);
  assert.equal(type("8").stop, true);
  assert.equal(type("Tab").stop, false);
  assert.equal(type("Enter").stop, false);
  assert.deepEqual(type(key("r", { ctrl: true })), { typed: { digits: "", at: 0 }, intent: null, stop: false });
});

test("digits, then Enter, make a card ready; nothing is shown before Space", () => {
  assert.deepEqual(type("1", "2", "Enter"), { typed: NOTHING_TYPED, intent: intent("cue", 12), stop: true });
  assert.equal(type("0", "8").typed.digits, "8");
  assert.equal(type("1", "2", "3").typed.digits, "12");
  assert.equal(type("1", "2", "Backspace").typed.digits, "1");
  assert.equal(type("c").intent, null);
});

test("Escape clears digits first, and Space waits for their end", () => {
  assert.deepEqual(type("8", "Escape"), { typed: NOTHING_TYPED, intent: null, stop: true });
  assert.deepEqual(type("8", " ").intent, intent("sayDigits"));
  assert.deepEqual(type("8", "b").intent, intent("panic"));
});

test("old digits are dropped", () => {
  assert.equal(type("8", key("Enter", { at: DIGITS_MS })).intent, null);
  assert.deepEqual(type("8", key("Enter", { at: DIGITS_MS - 1 })).intent, intent("cue", 8));
});

test("a key held down counts once", () => {
  assert.deepEqual(type(key(" ", { repeat: true })), { typed: { digits: "", at: 0 }, intent: null, stop: true });
  assert.equal(type("1", key("1", { repeat: true })).typed.digits, "1");
});

test("typing in a field or into an input method is typing", () => {
  for (const name of [" ", "b", "8", "Enter", "Escape", "e"])
    assert.deepEqual(type(key(name, { field: "text" })).intent, null, name);
  for (const name of [" ", "b", "Enter", "Escape"])
    assert.equal(type(key(name, { composing: true })).stop, false, name);
});

test("a slider, a number and a list keep their keys, except panic", () => {
  for (const dialog of [false, true]) {
    assert.deepEqual(type(key("b", { field: "control", dialog })), {
      typed: NOTHING_TYPED,
      intent: intent("panic"),
      stop: true,
    });
    assert.deepEqual(type(key("Process", { code: "KeyB", field: "control", dialog })).intent, intent("panic"));
    for (const name of [" ", "8", "Enter", "Escape", "e", "?", "ArrowDown", "ArrowRight"])
      assert.equal(type(key(name, { field: "control", dialog })).stop, false, name);
  }
  assert.equal(type(key("b", { field: "control", ctrl: true })).intent, null);
});

test("in a dialog only panic and help work", () => {
  assert.deepEqual(type(key("b", { dialog: true })).intent, intent("panic"));
  assert.deepEqual(type(key("?", { dialog: true })).intent, intent("help"));
  for (const name of [" ", "Escape", "u", "8"]) assert.equal(type(key(name, { dialog: true })).stop, false, name);
});

test("arrows walk the rundown, with Alt they move a card", () => {
  assert.deepEqual(type("ArrowDown").intent, intent("focus", 1));
  assert.deepEqual(type(key("ArrowUp", { alt: true })).intent, intent("move", -1));
  assert.deepEqual(type(key("Enter", { row: true })).intent, intent("cueFocused"));
  assert.equal(type(key("ArrowRight", { alt: true })).intent, null);
});

test("Escape drops a dragged card and takes nothing off screen", () => {
  assert.deepEqual(type(key("Escape", { dragging: true })).intent, intent("cancelDrag"));
});

test("keys work while a Chinese input method swallows them", () => {
  assert.deepEqual(type(key("Process", { code: "KeyU" })).intent, intent("undo"));
  assert.equal(type(key("Process", { code: "Numpad8" })).typed.digits, "8");
  assert.deepEqual(type(key("Process", { code: "Space" })).intent, intent("next"));
});

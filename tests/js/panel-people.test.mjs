// Several people at one stage: permissions, the driver, and the changes of the card on air.

import assert from "node:assert/strict";
import { test } from "node:test";

import { differences } from "../../overlay/panel/changes.js";
import { whyNotAct } from "../../overlay/panel/actions.js";
import { rowState } from "../../overlay/panel/row-state.js";
import { DEFAULTS, withChange } from "../../overlay/panel/picture-dialog.js";
import { handover, roleOf, whyNot, withCurrentRole } from "../../overlay/panel/permissions.js";

const say = (key, blanks = {}) => [key, ...Object.values(blanks)].join(" ");
const me = (role = "driver") => ({ seat: "a", role });
const wang = { seat: "b", name: "小王" };
const view = (more = {}) => ({
  driver: null,
  locked: false,
  panic: false,
  face: null,
  on_air: null,
  next: 1,
  cued: null,
  undo: null,
  show: { number: 1 },
  rundown: [{ card: 1, number: 1, title: "岗位" }],
  ...more,
});
const context = (role, more) => ({ view: view(more), online: true, hidden: false, me: me(role) });

test("a page has the role that was written into it, until the server lists another one", () => {
  const people = [{ id: 1, name: "小王", since: 0, seat: "a", role: "watcher" }];
  assert.equal(withCurrentRole(people, me()).role, "watcher");
  assert.equal(withCurrentRole(people, { seat: "z", role: "driver" }).role, "driver");
  assert.deepEqual(["driver", "assistant", "later", undefined].map(roleOf), [
    "driver",
    "assistant",
    "watcher",
    "watcher",
  ]);
});

test("each role sees its permissions, and the reasons against the rest", () => {
  const may = (role, more) =>
    ["control", "rundown", "assist", "takeControl", "panic"].map((permission) =>
      whyNot(view(more), me(role), permission, say),
    );
  assert.deepEqual(may("driver"), ["", "", "", "", ""]);
  assert.deepEqual(may("assistant"), ["why_assistant", "why_assistant", "", "why_assistant", ""]);
  assert.deepEqual(may("watcher"), Array(5).fill("why_watcher"));
  assert.deepEqual(may("driver", { driver: wang }), ["why_not_driver 小王", "why_not_driver 小王", "", "", ""]);
  assert.deepEqual(may("driver", { driver: { seat: "a", name: "我" }, locked: true }), ["", "why_locked", "", "", ""]);
});

test("buttons, faces and rows follow the role", () => {
  const why = (role, ...names) => names.map((name) => whyNotAct(name, context(role), say));
  assert.deepEqual(why("watcher", "next", "panic"), ["why_watcher", "why_watcher"]);
  assert.deepEqual(why("assistant", "next", "panic"), ["why_assistant", ""]);
  assert.deepEqual(why("assistant", "notice", "end"), ["", "why_assistant"]);
  const one = rowState(context("assistant"), view().rundown[0], say);
  assert.deepEqual([one.full, one.edit, one.take], ["", "why_assistant", "why_assistant"]);
});

test("both pages are notified of a new driver, and of nothing else", () => {
  const between = (before, after) => handover(before && view({ driver: before }), view({ driver: after }), me(), say);
  assert.equal(between(null, wang), null, "the first view is no news");
  assert.equal(between(wang, wang), null);
  assert.deepEqual(
    [
      handover(view(), view({ driver: wang }), me(), say)?.title,
      handover(view(), view({ driver: wang }), me(), say)?.mine,
    ],
    ["wheel_taken 小王", false],
  );
  assert.equal(between(wang, { seat: "a", name: "我" })?.title, "wheel_mine");
  assert.equal(between(wang, null)?.title, "wheel_shared");
});

test("a changed text is shown part by part", () => {
  const before = { title: "月嫂", pay: "6800", hours: "白班" };
  assert.deepEqual(differences(before, { ...before, pay: "7000", safety: "戴手套" }), [
    { part: "pay", from: "6800", to: "7000" },
    { part: "safety", from: "", to: "戴手套" },
  ]);
  assert.deepEqual(differences(before, { ...before, kind: "gig" }), []);
});

test("a slider changes one value of one format", () => {
  const moved = withChange(DEFAULTS, "portrait", { top: 20 });
  assert.deepEqual([moved.portrait.top, moved.portrait.bottom, moved.landscape], [20, 30, DEFAULTS.landscape]);
});

// A panic from its press to its end: an answer, a black picture, or the host's own action in OBS.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { BACK_MS, PANIC_MS, PanicWatch } from "../../overlay/panel/panic.js";
import { Timers } from "./support.mjs";

let timers = new Timers();
beforeEach(() => (timers = new Timers()));

/** A watch that was notified of these events. */
function after(...news) {
  const watch = new PanicWatch(() => {});
  for (const one of news) watch.notify(one);
  return watch;
}

test("an answer or a black picture ends it, and its deadline with it", () => {
  for (const end of ["answered", "black"]) {
    const watch = after("sent", end);
    timers.tick(PANIC_MS + 100);
    assert.equal(watch.state, "", end);
  }
});

test("without an answer it is late, and a late answer still ends it", () => {
  const watch = after("sent");
  timers.tick(PANIC_MS - 100);
  watch.notify("sent");
  assert.equal(watch.state, "sent");
  timers.tick(200);
  assert.equal(watch.state, "late", "counted from the first press");
  watch.notify("sent");
  assert.equal(watch.state, "late", "another press into the same silence");
  watch.notify("answered");
  assert.equal(watch.state, "");
});

test("after a lost connection it is in doubt until the first view", () => {
  assert.equal(after("sent", "cut").state, "late");
  assert.equal(after("sent", "cut", "greeted").state, "back");
  assert.equal(after("sent", "cut", "black", "greeted").state, "");
  assert.equal(after("unsent", "cut").state, "unsent");
  assert.equal(after("unsent", "greeted").state, "back");
  assert.equal(after("greeted").state, "");
});

test("the warning after one reconnect is not ended by its timer after the next one", () => {
  const watch = after("unsent", "greeted");
  timers.tick(BACK_MS - 1000);
  watch.notify("cut");
  timers.tick(2000);
  assert.equal(watch.state, "unsent");
  watch.notify("greeted");
  timers.tick(BACK_MS - 1000);
  assert.equal(watch.state, "back");
  timers.tick(2000);
  assert.equal(watch.state, "");
});

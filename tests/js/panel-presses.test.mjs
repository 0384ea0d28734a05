// Presses and edits from their start to their result, and how each is described. No DOM.

import assert from "node:assert/strict";
import { test } from "node:test";

import { sendEdit } from "../../overlay/panel/edits.js";
import {
  GIVE_UP_MS,
  PendingPresses,
  SAME_PRESS_MS,
  SHOWN_MS,
  SLOW_MS,
  pressKey,
  statusLine,
} from "../../overlay/panel/pending-presses.js";
import { describe, sayer } from "../../overlay/panel/words.js";
import { say } from "./panel-support.mjs";

test("blanks are filled in, and a missing word does not break the page", () => {
  const words = sayer({ hello: "{a}和{b}，{a}" }, { other: "x" });
  assert.equal(words("hello", { a: 1, b: 2 }), "1和2，1");
  assert.equal(words("other"), "x");
  assert.equal(words("gone"), "gone");
  assert.equal(describe({ take: { card: 8 } }, say), "do_take card 8");
  assert.equal(describe("next", say), "do_next");
  assert.equal(describe({ face: { face: { notice: { notice: 3 } } } }, say), "do_face face_notice");
  assert.equal(describe({ contact: { hidden: true } }, say), "do_contact_hide");
  assert.deepEqual(
    [describe("later", say), describe({ later: {} }, say)],
    ["do_other", "do_other"],
    "of a newer server",
  );
});

test("two presses within 300 ms are one, and a press without an answer blocks its button only", () => {
  const pendingPresses = new PendingPresses("p");
  const first = pendingPresses.start("next", "下一个", 0);
  assert.equal(first?.id, "p-1");
  assert.equal(pendingPresses.start("next", "下一个", SAME_PRESS_MS + 1), null);
  assert.equal(pendingPresses.start("out", "下屏", 10)?.id, "p-2");
  pendingPresses.resolve("p-1", "done", "", 20);
  assert.equal(pendingPresses.start("next", "下一个", SAME_PRESS_MS - 1), null);
  assert.equal(pendingPresses.start("next", "下一个", SAME_PRESS_MS)?.id, "p-3");
});

test("panic is never blocked by a press without an answer", () => {
  const pendingPresses = new PendingPresses("p");
  pendingPresses.start("panic", "黑屏", 0);
  assert.ok(pendingPresses.start("panic", "黑屏", SAME_PRESS_MS));
});

test("an unanswered press says so after 3 s, and frees its button after 10", () => {
  const pendingPresses = new PendingPresses("p");
  const press = pendingPresses.start("next", "下一个", 0);
  assert.deepEqual(pendingPresses.expire(SLOW_MS - 1), []);
  assert.equal(pendingPresses.expire(SLOW_MS)[0].state, "slow");
  assert.equal(statusLine(press, say).text, "status_slow 下一个 ");
  assert.equal(pendingPresses.start("next", "下一个", SLOW_MS + 1), null);
  assert.equal(pendingPresses.expire(GIVE_UP_MS)[0].state, "unknown");
  assert.ok(pendingPresses.start("next", "下一个", GIVE_UP_MS + 1));
});

test("a refusal shows the server's reason, and the button forgets it", () => {
  const pendingPresses = new PendingPresses("p");
  const press = pendingPresses.start("next", "下一个", 0);
  pendingPresses.resolve(press.id, "refused", "别人刚操作过", 50);
  assert.deepEqual(statusLine(press, say), { tone: "bad", text: "status_refused 下一个 别人刚操作过" });
  assert.equal(pendingPresses.state("next", 50), "refused");
  pendingPresses.resolve(press.id, "unknown", "数据库没有按时回话", 50);
  assert.deepEqual(statusLine(press, say), { tone: "wait", text: "status_unsure 下一个 数据库没有按时回话" });
  assert.equal(pendingPresses.state("next", 50 + SHOWN_MS), null);
  assert.equal(pendingPresses.resolve("p-99", "done", "", 60), null);
});

test("when the connection is lost, open presses are unknown and nothing is sent later", () => {
  const pendingPresses = new PendingPresses("p");
  pendingPresses.start("next", "下一个", 0);
  assert.deepEqual(
    pendingPresses.markUnknown(100).map((one) => one.state),
    ["unknown"],
  );
  assert.deepEqual(pendingPresses.markUnknown(101), []);
  assert.equal(pressKey({ cue: { card: 3 } }), "cue:3");
  assert.equal(pressKey("resume"), pressKey("hold"));
  assert.deepEqual(
    [pressKey({ contact: { qr: false } }), pressKey({ contact: { qr: true } })],
    ["contact:qr:false", "contact:qr:true"],
  );
  assert.deepEqual(
    [pressKey({ face: { face: { break: { minutes: 5 } } } }), pressKey({ face: { face: "how" } })],
    ["face:break", "face:how"],
  );
});

test("an edit whose result the server does not know is not called refused", async (t) => {
  const answers = [
    [503, "store"],
    [409, "stale"],
  ].map(([status, message]) => new Response(JSON.stringify({ message }), { status: Number(status) }));
  t.mock.method(globalThis, "fetch", async () => answers.shift());
  const edit = () => sendEdit("p-1", 7, { remove: { card: 8 } }, "", say);
  assert.deepEqual(await edit(), { state: "unknown", message: "store" });
  assert.deepEqual(await edit(), { state: "refused", message: "stale" });
});

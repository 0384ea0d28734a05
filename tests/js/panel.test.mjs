// The panel's decisions: what a press becomes, what a button says, what the receipt and the clock tell. No DOM.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Counts } from "../../overlay/panel/counts.js";
import { deck, faceKey, row } from "../../overlay/panel/deck.js";
import { alarms, chips, lineState } from "../../overlay/panel/health.js";
import { GIVE_UP_MS, Ledger, SAME_PRESS_MS, SHOWN_MS, SLOW_MS, keyOf, statusLine } from "../../overlay/panel/ledger.js";
import { sendEdit } from "../../overlay/panel/edits.js";
import { addButton, listed } from "../../overlay/panel/offers.js";
import { dropPosition, edgeScroll, gap, shift, step } from "../../overlay/panel/order.js";
import { PAINT_MS, pictureAfter, receipt } from "../../overlay/panel/receipt.js";
import { digits, showClock, span, wallClock } from "../../overlay/panel/showclock.js";
import { describe, sayer } from "../../overlay/panel/words.js";

/** Words as their keys and blanks, so that tests name decisions and not sentences. */
const say = (key, blanks = {}) => [key, ...Object.values(blanks)].join(" ");

const face = (number, more = {}) => ({
  job: `j${number}`,
  card: number,
  number,
  kind: "job",
  kind_word: "工厂",
  title: `岗位${number}`,
  pay: "1",
  employer: "厂",
  full: false,
  expired: false,
  ...more,
});
const view = (more = {}) => ({
  on_air: { ...face(8), shown_at: 1000 },
  panic: false,
  show: { number: 42, starts_at: 0, planned_minutes: 180, live_since: 0, closed: false },
  cued: null,
  next: 9,
  rundown: [face(7, { expired: true, valid_until: "2026-09-30" }), face(8), face(9), face(10, { full: true })],
  undo: { take: { card: 8 } },
  how: {},
  face: null,
  contact: { address: true, phone: true, qr: true, hidden: false },
  driver: null,
  locked: false,
  ...more,
});
const me = (role = "driver") => ({ seat: "a", role });
/** What a page decides on: the line is up, and its host may press. */
const ground = (more = {}) => ({ view: view(), online: true, hidden: false, me: me(), ...more });

test("words are filled in, and a missing one is named instead of breaking the page", () => {
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

test("two presses within 300 ms are one, and a press that waits for its answer holds its button only", () => {
  const ledger = new Ledger("p");
  const first = ledger.begin("next", "下一个", 0);
  assert.equal(first?.id, "p-1");
  assert.equal(ledger.begin("next", "下一个", SAME_PRESS_MS + 1), null);
  assert.equal(ledger.begin("out", "下屏", 10)?.id, "p-2");
  ledger.settle("p-1", "done", "", 20);
  assert.equal(ledger.begin("next", "下一个", SAME_PRESS_MS - 1), null);
  assert.equal(ledger.begin("next", "下一个", SAME_PRESS_MS)?.id, "p-3");
});

test("panic is never held back by a press that waits", () => {
  const ledger = new Ledger("p");
  ledger.begin("panic", "黑屏", 0);
  assert.ok(ledger.begin("panic", "黑屏", SAME_PRESS_MS));
});

test("an unanswered press says so after 3 s, and frees its button after 10", () => {
  const ledger = new Ledger("p");
  const press = ledger.begin("next", "下一个", 0);
  assert.deepEqual(ledger.tick(SLOW_MS - 1), []);
  assert.equal(ledger.tick(SLOW_MS)[0].state, "slow");
  assert.equal(statusLine(press, say).text, "status_slow 下一个 ");
  assert.equal(ledger.begin("next", "下一个", SLOW_MS + 1), null);
  assert.equal(ledger.tick(GIVE_UP_MS)[0].state, "unknown");
  assert.ok(ledger.begin("next", "下一个", GIVE_UP_MS + 1));
});

test("a refusal shows the server's reason, and the button forgets it", () => {
  const ledger = new Ledger("p");
  const press = ledger.begin("next", "下一个", 0);
  ledger.settle(press.id, "refused", "别人刚操作过", 50);
  assert.deepEqual(statusLine(press, say), { tone: "bad", text: "status_refused 下一个 别人刚操作过" });
  assert.equal(ledger.state("next", 50), "refused");
  ledger.settle(press.id, "unknown", "数据库没有按时回话", 50);
  assert.deepEqual(statusLine(press, say), { tone: "wait", text: "status_unsure 下一个 数据库没有按时回话" });
  assert.equal(ledger.state("next", 50 + SHOWN_MS), null);
  assert.equal(ledger.settle("p-99", "done", "", 60), null);
});

test("when the line is cut, what was in flight is unknown and nothing is kept for later", () => {
  const ledger = new Ledger("p");
  ledger.begin("next", "下一个", 0);
  assert.deepEqual(
    ledger.cut(100).map((one) => one.state),
    ["unknown"],
  );
  assert.deepEqual(ledger.cut(101), []);
  assert.equal(keyOf({ cue: { card: 3 } }), "cue:3");
  assert.equal(keyOf("resume"), keyOf("hold"));
  assert.deepEqual(
    [keyOf({ contact: { qr: false } }), keyOf({ contact: { qr: true } })],
    ["contact:qr:false", "contact:qr:true"],
  );
  assert.deepEqual(
    [keyOf({ face: { face: { break: { minutes: 5 } } } }), keyOf({ face: { face: "how" } })],
    ["face:break", "face:how"],
  );
});

test("the buttons say what they will do, and why they cannot", () => {
  const of = (more) => deck(ground({ view: view(more) }), say);
  const ready = of();
  assert.equal(ready.next.label, "deck_take card 9");
  assert.equal(ready.next.note, "岗位9");
  assert.equal(ready.undo.note, "do_take card 8");
  assert.deepEqual([ready.next.why, ready.out.why, ready.undo.why, ready.panic.why], ["", "", "", ""]);
  assert.equal(of({ on_air: null }).out.why, "refused_nothing_on_air");
  assert.deepEqual(
    [of({ on_air: null, face: { kind: "how" } }).out.why, of({ on_air: null, face: { kind: "how" } }).out.note],
    ["", "face_how"],
  );
  assert.equal(of({ next: null }).next.why, "refused_nothing_next");
  assert.equal(of({ undo: null }).undo.why, "refused_nothing_to_undo");
  assert.equal(of({ show: null }).next.why, "refused_no_show");
});

test("a timer can be held, resumed and stretched; without one both say so", () => {
  const of = (timer) => deck(ground({ view: view({ on_air: { ...face(8), shown_at: 0, timer } }) }), say);
  assert.deepEqual([of(null).hold.why, of(null).extend.why], ["why_no_timer", "why_no_timer"]);
  assert.deepEqual(
    [of({ then: "out", ends_at: 9 }).hold.label, of({ then: "out", ends_at: 9, held: 3 }).hold.label],
    ["deck_hold", "deck_resume"],
  );
  assert.equal(of({ then: "out", ends_at: 9 }).extend.why, "");
});

test("in a panic only release, undo and panic work; without a line nothing does, and panic says what else hides the picture", () => {
  const panic = deck(ground({ view: view({ panic: true }) }), say);
  assert.deepEqual([panic.next.why, panic.out.why], ["refused_in_panic", "refused_in_panic"]);
  assert.deepEqual([panic.release.why, panic.undo.why, panic.panic.why], ["", "", ""]);
  const hidden = deck(ground({ hidden: true }), say);
  assert.deepEqual(
    [hidden.next.why, hidden.release.why, hidden.panic.label],
    ["refused_in_panic", "", "deck_panic_on"],
  );
  const cut = deck(ground({ online: false }), say);
  assert.deepEqual([cut.next.why, cut.out.why, cut.undo.why, cut.release.why], Array(4).fill("why_offline"));
  assert.equal(cut.panic.why, "why_panic_offline");
});

test("the other faces are said to be on, and are not put on twice", () => {
  const on = ground({ view: view({ on_air: null, face: { kind: "how" } }) });
  assert.deepEqual(faceKey(on, "how", say), { on: true, why: "why_face_on face_how" });
  assert.deepEqual(faceKey(on, "end", say), { on: false, why: "" });
  assert.equal(faceKey(ground({ online: false }), "end", say).why, "why_offline");
  const practice = (notices) =>
    faceKey(ground({ me: { ...me(), practice: true }, view: view({ notices }) }), "notice", say).why;
  assert.deepEqual(
    [practice([]), practice([{ notice: 1, text: "x" }])],
    ["why_rehearsal_notice", ""],
    "no new one in a rehearsal",
  );
});

test("a row says where its card stands", () => {
  const of = (number, more) => {
    const one = view(more);
    return row(
      ground({ view: one }),
      one.rundown.find((found) => found.card === number),
      say,
    );
  };
  assert.equal(of(8).place, "onair");
  assert.equal(of(8).take, "refused_already_on_air 8");
  assert.equal(of(8).remove, "row_in_use_why card 8");
  assert.equal(of(8, { panic: true }).place, "hidden");
  assert.equal(of(9).place, "next");
  assert.equal(of(9, { cued: 9 }).place, "cued");
  assert.equal(of(7).take, "row_expired_why card 7 9-30");
  assert.deepEqual(of(10).marks, [{ tone: "full", text: "row_full" }]);
  assert.deepEqual([of(10).take, of(10).cue, of(10).edit, of(10).remove], ["", "", "", ""]);
  const timed = view({ rundown: [face(9, { dwell: { next: { seconds: 90 } } })] });
  assert.deepEqual(row(ground({ view: timed }), timed.rundown[0], say).marks.at(-1), {
    tone: "dwell",
    text: "row_dwell_next 90",
  });
});

test("a cut line stays a cut line while it tries again", () => {
  assert.equal(lineState("connecting", false), "connecting");
  assert.equal(lineState("connecting", true), "lost");
});

const overlay = (shown, since = 0) => ({
  id: 1,
  since,
  shown_at: 0,
  silent: false,
  shown: shown && {
    epoch: "e",
    rev: 42,
    card: 8,
    panic: false,
    width: 1080,
    height: 1920,
    build: "b",
    face: null,
    hidden: false,
    ...shown,
  },
});
const seen = (overlays, more = {}) => {
  const picture = { epoch: "e", rev: 42, seenRev: 42, name: "", at: 0 };
  return {
    view: view(),
    picture,
    overlays,
    hidden: false,
    online: true,
    build: "b",
    now: PAINT_MS,
    serverNow: 10 * PAINT_MS,
    ...more,
  };
};

test("the receipt says what the overlay has painted", () => {
  assert.deepEqual(receipt(seen([overlay({})]), say), { tone: "good", text: "receipt_ok card 8" });
  assert.equal(
    receipt(seen([overlay({ card: null })], { view: view({ on_air: null }) }), say).text,
    "receipt_ok receipt_empty",
  );
  const black = receipt(seen([overlay({ card: null, panic: true })], { view: view({ panic: true }) }), say);
  assert.equal(black.text, "receipt_ok receipt_black");
  assert.equal(receipt(seen([overlay({}), overlay({})]), say).text, "receipt_ok_many 2 card 8");
  const how = { view: view({ on_air: null, face: { kind: "how" } }) };
  assert.equal(receipt(seen([overlay({ card: null, face: "how" })], how), say).text, "receipt_ok face_how");
  assert.equal(receipt(seen([overlay({ card: null })], how), say).tone, "bad", "an empty screen is not the face");
  assert.equal(
    receipt(seen([overlay({ rev: 1, hidden: true })], { hidden: true }), say).text,
    "receipt_ok receipt_black",
  );
});

test("an overlay that is behind has a second, then the host is told", () => {
  const late = [overlay({ card: 7 })];
  assert.equal(receipt(seen(late, { now: PAINT_MS - 1 }), say).tone, "wait");
  assert.deepEqual(receipt(seen(late), say).text, "receipt_late card 7");
  assert.equal(receipt(seen([overlay({ rev: 41 })]), say).tone, "bad");
  assert.equal(receipt(seen([overlay({ epoch: "other" })]), say).tone, "bad");
  assert.equal(receipt(seen([overlay(null)]), say).text, "receipt_silent");
  const silent = { ...overlay({}), silent: true };
  assert.deepEqual(receipt(seen([overlay({}), silent]), say), { tone: "bad", text: "receipt_unanswered card 8" });
  assert.equal(receipt(seen([overlay(null, 9.5 * PAINT_MS)]), say).tone, "wait");
});

/** The strip of a page with these overlays. */
const strip = (overlays, more = {}) => ({
  line: "open",
  slow: false,
  panic: "",
  store: "ok",
  seen: seen(overlays),
  keys: "here",
  ...more,
});
const alarmIds = (condition) => alarms(condition, say).map((alarm) => alarm.id);

test("no overlay and two that differ are said loudly, and the one that is behind can be reloaded", () => {
  assert.equal(receipt(seen([]), say).tone, "bad");
  assert.deepEqual(alarmIds(strip([])), ["none"]);
  assert.equal(receipt(seen([], { practice: true }), say).tone, "quiet", "a rehearsal needs no overlay");
  const pair = [overlay({}), { ...overlay({ card: 7 }), id: 2 }];
  const two = receipt(seen(pair), say);
  assert.deepEqual([two.tone, two.text], ["bad", "receipt_disagree 2 card 8list_separatorcard 7"]);
  assert.deepEqual(
    alarms(strip(pair), say).map(({ id, reload }) => [id, reload]),
    [["behind-2", 2]],
  );
  assert.equal(receipt(seen(null), say).tone, "quiet");
  assert.equal(receipt(seen([], { online: false }), say).text, "receipt_unknown");
});

test("a wrong size, an old build, another scene and an OBS that does not stream are each said with what to do", () => {
  assert.deepEqual(alarmIds(strip([overlay({})])), []);
  assert.deepEqual(alarmIds(strip([overlay({ width: 800, height: 600 })])), ["size-1"]);
  assert.deepEqual(alarmIds(strip([overlay({ width: 1920, height: 1080 })])), []);
  assert.deepEqual(
    alarms(strip([overlay({ build: "old" })]), say).map(({ id, tone, reload }) => [id, tone, reload]),
    [["build-1", "wait", 1]],
  );
  const away = [overlay({ obs: "2.24", active: false, scene: "片头" })];
  assert.deepEqual(
    alarms(strip(away), say).map(({ id, title }) => [id, title]),
    [["unseen", "unseen_title_scene 片头"]],
  );
  assert.deepEqual([receipt(seen(away), say).tone, receipt(seen(away), say).text], ["bad", "receipt_unseen card 8"]);
  const elsewhere = [...away, overlay({ obs: "2.24", active: true })];
  assert.deepEqual(alarmIds(strip(elsewhere)), [], "one source in the picture is enough");
  assert.deepEqual(alarmIds(strip([overlay({ streaming: false })])), ["streaming"]);
  assert.deepEqual(alarmIds(strip([overlay({ streaming: null })])), []);
});

test("line and store are told in words, and a panic that could not be sent comes first", () => {
  assert.deepEqual(alarmIds(strip([], { line: "lost" })), ["lost"]);
  assert.deepEqual(alarmIds(strip([], { line: "lost", panic: "unsent" })), ["stuck"]);
  assert.deepEqual(alarmIds(strip([], { line: "lost", panic: "late" })), ["unanswered"]);
  assert.deepEqual(alarmIds(strip([], { line: "connecting", panic: "unsent" })), ["stuck"]);
  assert.deepEqual(alarmIds(strip([], { line: "refused", panic: "unsent" })), ["stuck", "refused"]);
  assert.deepEqual(
    alarmIds(strip([overlay({ card: 7 })], { panic: "late" })),
    ["unanswered", "behind-1"],
    "on a line that looks well",
  );
  assert.deepEqual(alarmIds(strip([overlay({})], { panic: "back" })), ["unsent"]);
  assert.deepEqual(alarmIds(strip([overlay({})], { panic: "sent" })), []);
  assert.deepEqual(alarmIds(strip([overlay({})], { store: "volatile" })), ["volatile"]);
  const hidden = strip([overlay({ hidden: true })], { store: "away" });
  hidden.seen.hidden = true;
  assert.deepEqual(alarmIds(hidden), ["hidden", "away"]);
  assert.deepEqual(
    chips(strip([overlay({ streaming: true, obs: "2" })]), say).map(({ id, tone }) => [id, tone]),
    [
      ["overlay-1", "good"],
      ["line", "good"],
      ["store", "good"],
      ["streaming", "good"],
    ],
  );
  assert.deepEqual(
    chips(strip([overlay({})], { line: "lost" }), say).map(({ id }) => id),
    ["line"],
    "what was known is not known any more",
  );
  assert.equal(chips(strip([overlay({})], { keys: "typing" }), say)[0].text, "keyboard_typing");
});

test("a cue is no new picture, and a skipped revision can have brought one", () => {
  const first = pictureAfter(null, { epoch: "e", rev: 42, view: view() }, 0);
  const cued = pictureAfter(first, { epoch: "e", rev: 43, view: view({ cued: 10 }) }, 10);
  assert.equal(cued.rev, 0);
  const later = pictureAfter(cued, { epoch: "e", rev: 46, view: view({ on_air: null }) }, 20);
  assert.deepEqual([later.rev, later.at], [44, 20]);
  assert.equal(pictureAfter(later, { epoch: "new", rev: 1, view: view({ on_air: null }) }, 30).rev, 0);
});

const MINUTE = 60_000;
test("the show's clock counts down, up and over", () => {
  const wall = wallClock("Asia/Shanghai");
  const start = Date.parse("2026-11-24T06:30:00Z");
  const at = (minutes, show, more) =>
    showClock(
      view({ show: { number: 42, starts_at: start, planned_minutes: 180, closed: false, ...show }, ...more }),
      start + minutes * MINUTE,
      wall,
      say,
    );
  assert.deepEqual(
    [at(-12).label, at(-12).time, at(-12).notes[0]],
    ["clock_before", "12:00", "clock_plan 14:30 17:30"],
  );
  assert.equal(at(-2 * 24 * 60 - 1).time, "clock_days 2 1:00");
  assert.deepEqual([at(3).tone, at(3).time], ["late", "3:00"]);
  const live = at(60, { live_since: start + 2 * MINUTE });
  assert.deepEqual([live.tone, live.time], ["live", "58:00"]);
  assert.deepEqual(live.notes, [
    "clock_left span_hours 2 0",
    "clock_on_plan",
    "clock_plan 14:30 17:30",
    "clock_started_late span_minutes 2",
  ]);
  const over = at(185, { live_since: start });
  assert.deepEqual([over.tone, over.notes[0], over.share], ["late", "clock_over span_minutes 5", 1]);
  assert.equal(at(5, { live_since: start, closed: true }).label, "clock_closed");
  assert.equal(showClock(view({ show: null }), 0, wall, say), null);
});

test("spans are whole minutes, digits whole seconds", () => {
  assert.deepEqual([digits(-5), digits(5999), digits(3_723_000)], ["0:00", "0:05", "1:02:03"]);
  assert.deepEqual([span(59_999, say), span(61 * MINUTE, say)], ["span_minutes 0", "span_hours 1 1"]);
});

test("a count that grew is marked once, and never because cards were renumbered", () => {
  const counts = new Counts();
  const cards = [face(1), face(2)];
  assert.deepEqual(counts.grown({ 1: 5 }, cards), []);
  assert.deepEqual(counts.grown({ 1: 5, 2: 1 }, cards), [2]);
  assert.deepEqual(counts.grown({ 1: 5, 2: 1 }, cards), []);
  const moved = [face(1, { job: "j2" }), face(2, { job: "j1" })];
  assert.deepEqual(counts.grown({ 1: 1, 2: 5 }, moved), []);
});

test("a dragged card lands before the row whose middle lies below the pointer, and the others make way", () => {
  const boxes = [0, 10, 20, 30].map((top) => ({ top, bottom: top + 10 }));
  assert.deepEqual(
    [-5, 14, 16, 26, 99].map((y) => dropPosition(boxes, 0, y)),
    [0, 0, 1, 2, 3],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => shift(boxes, at, 0, 2)),
    [0, -10, -10, 0],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => shift(boxes, at, 3, 1)),
    [0, 10, 10, 0],
  );
  assert.deepEqual(
    [gap(boxes, 0, 2), gap(boxes, 3, 1)],
    [
      { top: 20, bottom: 30 },
      { top: 10, bottom: 20 },
    ],
  );
  assert.deepEqual([step(0, -1, 4), step(0, 1, 4), step(3, 1, 4), step(-1, 1, 4)], [null, 1, null, null]);
  const box = { top: 0, bottom: 500 };
  assert.ok(edgeScroll(box, 5) < 0 && edgeScroll(box, 250) === 0 && edgeScroll(box, 495) > 0);
});

test("offers are found by every word, and the button knows how many fit", () => {
  const offer = (title, more) => ({
    id: title,
    title,
    employer: "恒果食品",
    kind: "job",
    kind_word: "工厂",
    pay: "",
    township: "高村镇",
    valid_until: null,
    expired: false,
    ...more,
  });
  const offers = [offer("操作工"), offer("保安", { employer: "安顺" }), offer("旧的", { expired: true })];
  assert.deepEqual(
    listed(offers, "高村 恒果", false).map((one) => one.id),
    ["操作工"],
  );
  assert.equal(listed(offers, "", true).length, 3);
  assert.deepEqual(addButton(3, 2, 99, say), { label: "add_go 3", note: "add_too_many 99 2 3", enabled: false });
  assert.equal(addButton(0, 2, 99, say).enabled, false);
  assert.equal(addButton(2, 2, 99, say).enabled, true);
});

test("an edit of which the server does not know whether it was done is not called refused", async (t) => {
  const answers = [
    [503, "store"],
    [409, "stale"],
  ].map(([status, message]) => new Response(JSON.stringify({ message }), { status: Number(status) }));
  t.mock.method(globalThis, "fetch", async () => answers.shift());
  const edit = () => sendEdit("p-1", 7, { remove: { card: 8 } }, "", say);
  assert.deepEqual(await edit(), { state: "unknown", message: "store" });
  assert.deepEqual(await edit(), { state: "refused", message: "stale" });
});

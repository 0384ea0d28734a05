// The content of the faces at different times. No browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { faceModel, linesOf, nextTick } from "../../overlay/card/face-model.js";
import { seeded, sentences } from "./support.mjs";

const words = { ...sentences("zh-CN", "overlay"), fee_line: "" };
/** A Tuesday, 14:00 in the show's zone. */
const NOW = Date.UTC(2026, 9, 27, 6, 0, 0);
const MINUTE = 60_000;
const how = {
  organiser: "就业中心",
  channel: "",
  hotline: "0359-0000000",
  address: "x",
  qr: { size: 33, path: "M4 4h1v1h-1z" },
};
const on = { address: true, phone: true, qr: true, hidden: false };
const data = (face, more = {}) => ({
  face,
  show: null,
  how,
  contact: on,
  zone: "Asia/Shanghai",
  lang: "zh-CN",
  ...more,
});
const lines = (face, now = NOW) => {
  const { lead, big, foot } = linesOf(data(face), words, now);
  return [lead, big, foot].join(" | ");
};

test("the countdown shows the remaining time, then that the show begins", () => {
  const at = (ms) => lines({ kind: "countdown", until: NOW + ms });
  assert.equal(at(30 * MINUTE), "离开播还有 | 30:00 | 今天14:30开播");
  assert.match(at(30 * MINUTE - 1), /离开播还有 . 30:00/);
  assert.match(at(59 * MINUTE + 59_001), /离开播还有 . 1:00:00/);
  assert.equal(at(1), "离开播还有 | 00:01 | 今天14:00开播");
  assert.equal(at(0), " | 马上开播 | 今天14:00开播");
  assert.equal(at(-5000), " | 马上开播 | 今天13:59开播");
  assert.equal(at(7 * 24 * 60 * MINUTE), "开播时间 | 11月3日 周二 | 14:00");
  // Midnight of the show's time zone counts, not of this machine's.
  assert.equal(at(11 * 60 * MINUTE), "离开播还有 | 11:00:00 | 10月28日 周三 01:00");
});

test("a break with an end shows the time, one without does not", () => {
  assert.equal(lines({ kind: "break", until: NOW + 5 * MINUTE }), "回来的时间 | 14:05 | 还有5分钟");
  assert.equal(lines({ kind: "break", until: NOW + 4 * MINUTE + 1 }), "回来的时间 | 14:04 | 还有5分钟");
  assert.equal(lines({ kind: "break", until: NOW - 1 }), lines({ kind: "break", until: null }));
});

test("the end card names the next show, if there is one", () => {
  assert.equal(
    lines({ kind: "end", next_at: NOW + 7 * 24 * 60 * MINUTE + 30 * MINUTE }),
    "下次直播 | 11月3日 周二 | 14:30",
  );
  assert.equal(lines({ kind: "end", next_at: null }), " | 下次直播见 | ");
});

test("a face does not change before its next tick", () => {
  const random = seeded(5);
  for (let round = 0; round < 400; round += 1) {
    const kind = random() < 0.5 ? "countdown" : "break";
    const face = { kind, until: NOW + Math.floor(random() ** 3 * 3 * 24 * 60 * MINUTE) };
    const wait = nextTick(face, NOW);
    if (wait === Infinity) continue;
    assert.ok(wait > 0);
    assert.equal(lines(face, NOW + wait - 1), lines(face, NOW), `${kind} ${face.until - NOW}`);
    if (face.until - NOW < 24 * 60 * MINUTE)
      assert.notEqual(lines(face, NOW + wait), lines(face, NOW), `${kind} ${face.until - NOW}`);
  }
  assert.equal(nextTick({ kind: "countdown", until: NOW }, NOW), Infinity);
  assert.equal(nextTick({ kind: "break", until: null }, NOW), Infinity);
  assert.equal(nextTick({ kind: "how" }, NOW), Infinity);
});

test("the three steps name the ways that are on screen", () => {
  const second = (contact) =>
    faceModel(data({ kind: "how" }, { contact: { ...on, ...contact } }), words, NOW).main.steps[1];
  assert.equal(second({}), "扫码、打电话或打开网址，报姓名和电话");
  assert.equal(second({ qr: false }), "打电话或打开网址，报姓名和电话");
  assert.equal(second({ qr: false, address: false }), "打电话，报姓名和电话");
  assert.equal(second({ hidden: true }), words.step_spoken);
});

test("a notice is shown as it was typed, without ways to sign up", () => {
  const model = faceModel(data({ kind: "notice", text: "一\n二" }), words, NOW);
  assert.deepEqual([model.main, model.how, model.title], [{ text: "一\n二" }, null, "就业中心"]);
});

test("the recap has number, title, pay, place and the mark of full jobs", () => {
  const card = {
    card: 8,
    number: 8,
    kind: "gig",
    kind_word: "",
    title: "收秋葵",
    pay: "11-13",
    pay_unit: "元/小时",
    township: "西解村",
    employer: "",
    full: true,
    expired: false,
  };
  const { rows } = faceModel(data({ kind: "recap", cards: [card] }), words, NOW).main;
  assert.deepEqual(rows, [
    { number: "8", kind: "gig", title: "收秋葵", pay: "11-13元/小时", place: "西解村", full: "招满" },
  ]);
});

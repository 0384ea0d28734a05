// The content of a card, and the rows that are dropped when room is short. No browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, firstFitting } from "../../overlay/card/fit.js";
import { cardData, readCode } from "../../overlay/card/data.js";
import { cardModel } from "../../overlay/card/model.js";
import { ems, pack, phraseOf, phrases } from "../../overlay/card/text.js";
import { seeded, sentences } from "./support.mjs";

const words = sentences("zh-CN", "overlay");
const how = {
  organiser: "就业中心",
  channel: "",
  hotline: "0359-0000000",
  address: "x/8",
  qr: { size: 33, path: "M4 4h1v1h-1z" },
};
const on = { address: true, phone: true, qr: true, hidden: false };
const model = (face, contact = on, way = how) => cardModel(cardData(face, way, contact), words);
const bare = {
  card: 8,
  number: 8,
  kind: "job",
  kind_word: "家政",
  title: "月嫂",
  pay: "",
  employer: "某公司",
  full: false,
  expired: false,
};

test("a card without anything optional has its number, title and employer", () => {
  const { number, rows, place, headcount } = model(bare);
  assert.deepEqual(number, { before: "", digits: "8", after: "号岗" });
  assert.deepEqual(
    rows.map((row) => [row.label, row.text]),
    [["单位", "某公司"]],
  );
  assert.equal(place.text, "");
  assert.equal(headcount, "");
});

test("texts are shown as they were given; only a bare number gets words", () => {
  assert.equal(model({ ...bare, headcount: "15" }).headcount, "招15人");
  assert.equal(model({ ...bare, headcount: "10-15" }).headcount, "招10-15人");
  assert.equal(model({ ...bare, headcount: "若干" }).headcount, "若干");
  assert.equal(model({ ...bare, kind: "training", headcount: "40" }).headcount, "名额40人");
});

test("days off are not shown twice", () => {
  const hoursOf = (face) => model({ ...bare, ...face }).rows.find((row) => row.key === "hours")?.text;
  assert.equal(hoursOf({ hours: "8:00-18:00", rest: "月休4天" }), "8:00-18:00 · 月休4天");
  assert.equal(hoursOf({ hours: "晚7点-早7点，做一休一", rest: "做一休一" }), "晚7点-早7点，做一休一");
  assert.equal(hoursOf({ rest: "月休4天" }), "月休4天");
});

test("a forwarded source is never dropped, and the employer's own report is not shown", () => {
  const source = (text) => model({ ...bare, source: text }).rows.find((row) => row.key === "source");
  assert.equal(source("转发：某平台")?.rank, 0);
  assert.ok((source("劳务经纪人")?.rank ?? 0) > 0);
  assert.equal(source("企业报送"), undefined);
});

test("freight, courses and policies show their duties early", () => {
  for (const kind of ["haul", "training", "policy"]) {
    assert.equal(model({ ...bare, kind, duty: "内容", hours: "8:00" }).rows[0].key, "duty");
  }
});

test("a full job has its stamp and no code to scan", () => {
  const full = model({ ...bare, full: true });
  assert.equal(full.full, "招满");
  assert.equal(full.how.code, undefined);
  assert.deepEqual(model(bare).how.code, how.qr);
});

test("each way to sign up has a switch, and without any a sentence names the number", () => {
  const ways = (contact) => {
    const { address, hotline, code, spoken } = model(bare, { ...on, ...contact }).how;
    return [address, hotline, code ? "code" : "", spoken];
  };
  assert.deepEqual(ways({}), ["x/8", "0359-0000000", "code", ""]);
  assert.deepEqual(ways({ address: false }), ["", "0359-0000000", "code", ""]);
  assert.deepEqual(ways({ phone: false }), ["x/8", "", "code", ""]);
  assert.deepEqual(ways({ qr: false }), ["x/8", "0359-0000000", "", ""]);
  const [address, hotline, code, spoken] = ways({ hidden: true });
  assert.deepEqual([address, hotline, code], ["", "", ""]);
  assert.match(spoken, /8号/);
  // A server of an earlier build sends no switches.
  assert.equal(model(bare, undefined).how.address, "x/8");
});

test("a code is modules or a picture", () => {
  assert.deepEqual(readCode("33 M4 4h1v1h-1z"), how.qr);
  assert.deepEqual(readCode("codes/8.png"), { source: "codes/8.png" });
  assert.equal(readCode(""), undefined);
});

test("a card without any data shows its fixed texts", () => {
  const { number, title, rows, how } = cardModel({}, words);
  assert.deepEqual([number, title, rows, how.address], [{ before: "", digits: "", after: "" }, "", [], ""]);
});

test("the first step that fits is used, and the last if none does", () => {
  assert.equal(
    firstFitting([3, 2, 1], (step) => step <= 2),
    2,
  );
  assert.equal(
    firstFitting([3, 2, 1], () => false),
    1,
  );
});

test("where room is short, every row by rank gets a line before any gets a second", () => {
  const within = (most) => (lines) => lines.reduce((sum, each) => sum + each, 0) <= most;
  assert.deepEqual(fill([1, 0, 2], 2, within(2)), [1, 1, 0]);
  assert.deepEqual(fill([1, 0, 2], 2, within(4)), [1, 2, 1]);
  assert.deepEqual(fill([1, 0, 2], 2, within(9)), [2, 2, 2]);
  assert.deepEqual(fill([1, 0, 2], 2, within(0)), [0, 0, 0]);
});

test("a long row is skipped in favour of a shorter one", () => {
  const costs = [1, 5, 1];
  const fits = (lines) => lines.reduce((sum, each, at) => sum + each * costs[at], 0) <= 3;
  assert.deepEqual(fill([0, 1, 2], 1, fits), [1, 0, 1]);
});

test("packing keeps each row once, begins with the first, and needs no more lines than one row each", () => {
  assert.deepEqual(pack([6, 9, 4], 10), [0, 2, 1]);
  assert.deepEqual(pack([20, 3], 10), [0, 1]);
  const random = seeded(3);
  for (let round = 0; round < 300; round += 1) {
    const widths = Array.from({ length: Math.floor(random() * 9) }, () => random() * 15);
    const order = pack(widths, 10);
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      widths.map((_, at) => at),
    );
    if (order.length > 0) assert.equal(order[0], 0);
  }
});

test("phrases joined are the text, whatever the text", () => {
  const alphabet = ["岗", "a", "1", " ", "　", "（", "）", "(", ")", "，", "、", ",", "；", "-", "。"];
  const random = seeded(11);
  for (let round = 0; round < 2000; round += 1) {
    const text = Array.from(
      { length: Math.floor(random() * 12) },
      () => alphabet[Math.floor(random() * alphabet.length)],
    ).join("");
    assert.equal(phrases(text).join(""), text);
  }
  assert.deepEqual(phrases("县城家电配送（带车）"), ["县城家电配送", "（带车）"]);
  assert.deepEqual(phrases("万荣至西安 苹果运输"), ["万荣至西安", " ", "苹果运输"]);
  assert.deepEqual(phrases("8:00-12:00,14:00-18:00"), ["8:00-12:00,", "14:00-18:00"]);
  assert.deepEqual(phrases("25,000元"), ["25,000元"]);
});

test("widths and sentences", () => {
  assert.equal(ems("月嫂"), 2);
  assert.ok(ems("8:00") < 3);
  assert.equal(phraseOf("招{count}人，{other}", { count: 3 }), "招3人，{other}");
});

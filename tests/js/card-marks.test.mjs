// A new mark on the card is complete: its element has a style, and its appearance on a card that is on screen has an
// animation, or a reason against one. Reads the sources; no browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { cardData } from "../../overlay/card/data.js";
import { CARD_FLAGS, COMPARED_TEXTS, DRAWN_FLAGS, DRAWN_TEXTS } from "../../overlay/card/fields.js";

const read = (name) => readFileSync(new URL(`../../overlay/${name}`, import.meta.url), "utf8");

/** Code that draws cards and faces alike. */
const SHARED = ["graphic", "dom", "fit"];
const STYLES = { "job-card": "job-style", "face-card": "face-style" };
/** Classes and attributes without a rule of their own, with the reason. */
const UNSTYLED = {
  "job-card": { ".count": "`.meta > *` styles it", ".extra": "`.meta > *` and `.fee span + span` style it" },
  "face-card": { ".spoken": "chooses the type sizes" },
};

/** The string literals in a piece of code that can be class names. */
const literals = (code) =>
  [...code.matchAll(/"([a-z][\w -]*)"/g)].flatMap(([, text]) => text.split(" ")).filter(Boolean);

/** The classes and attributes that this code gives to elements. */
function marksOf(code) {
  const classes = [
    ...code.matchAll(/\bmake\(\s*"[\w-]+",((?:[^,()[]|\([^()]*\))*)/g),
    ...code.matchAll(/\bclassList\.(?:add|toggle)\(([^,)]*)/g),
    ...code.matchAll(/\bclassName(?: =|:)([^,;}]*)/g),
    ...code.matchAll(/setAttribute\("class",([^)]*)/g),
  ].flatMap((found) => literals(found[1]).map((name) => `.${name}`));
  const attributes = [...code.matchAll(/this\.(?:set|toggle)Attribute\("([\w-]+)"/g)].map((found) => `[${found[1]}`);
  const data = [...code.matchAll(/\.dataset\.(\w+) = /g)].map((found) => `[data-${found[1]}`);
  return [...classes, ...attributes, ...data];
}

/** The rules of a style, without the code around them. */
const rulesOf = (name) => /const TEXT = `(.*?)`;\n/s.exec(read(`card/${name}.js`))[1];

for (const [drawing, style] of Object.entries(STYLES)) {
  test(`each class and attribute that ${drawing}.js sets has a rule`, () => {
    const rules = rulesOf("style") + rulesOf(style);
    const marks = [drawing, ...SHARED].flatMap((name) => marksOf(read(`card/${name}.js`)));
    assert.ok(new Set(marks).size > 15);
    const bare = marks.filter((mark) => !new RegExp(`${mark.replace(/[.[]/, "\\$&")}(?![\\w-])`).test(rules));
    assert.deepEqual(
      bare.filter((mark) => !(mark in UNSTYLED[drawing])),
      [],
    );
  });
}

/** Fields beside the card's texts that appear without an animation, with the reason. */
const STILL = {
  number: "the same in every view of one card",
  organiser: "a text",
  address: "a way to sign up: a switch of the contact layer must not attract attention",
  hotline: "as the address",
  code: "as the address",
  theme: "the whole card changes its colours",
  lang: "the same for the whole page",
};

test("each field that is no text of the card is animated when it changes, or has a reason against it", () => {
  const changed = /async changed\(was\) \{\n(.*?)\n {2}\}\n/s.exec(read("card/job-card.js"))[1];
  const animated = [...changed.matchAll(/\bwas\.(\w+)/g)].map((found) => found[1]);
  // ograf.test.mjs compares these with the fields that the card reads.
  const fields = Object.keys(JSON.parse(read("ograf/job-card.ograf.json")).schema.properties);
  const known = new Set([...DRAWN_TEXTS, ...animated, ...Object.keys(STILL)]);
  assert.deepEqual(
    fields.filter((field) => !known.has(field)),
    [],
    "animate it in changed() of job-card.js, or give a reason in STILL",
  );
  assert.deepEqual(
    [...animated, ...Object.keys(STILL)].filter((field) => !fields.includes(field)),
    [],
  );
});

/** Fields of the card on air that are not part of its drawing, with the reason. */
const NOT_DRAWN = {
  card: "identifies the card; its number is drawn",
  shown_at: "the time of its entry",
  timer: "viewers see no timer",
};

test("each field of the card on air is drawn, or has a reason against it", () => {
  const own = /@typedef \{CardFace & \{(.*)\}\} OnAirFace$/m.exec(read("wire.js"))[1];
  const fields = [...own.matchAll(/(\w+)\??: /g)].map((found) => found[1]);
  const face = /@typedef \{object\} CardFace\n(.*?)\*\//s.exec(read("wire.js"))[1];
  fields.push(...[...face.matchAll(/@property \{.*?\} \[?(\w+)/g)].map((found) => found[1]));
  const taken = new Set();
  const onAir = new Proxy({}, { get: (_, field) => void taken.add(field) });
  cardData(onAir, { organiser: "", channel: "", hotline: "", address: "" }, undefined);
  // fields.js decides on these.
  const hidden = [...COMPARED_TEXTS, ...CARD_FLAGS].filter((name) => ![...DRAWN_TEXTS, ...DRAWN_FLAGS].includes(name));
  const known = new Set([...taken, ...hidden, ...Object.keys(NOT_DRAWN)]);
  assert.ok(fields.length > 20);
  assert.deepEqual(
    fields.filter((field) => !known.has(field)),
    [],
  );
});

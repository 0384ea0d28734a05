// The manifest of the OGraf graphic: valid by EBU's schemas, and equal to what the card reads.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import Ajv2020 from "ajv/dist/2020.js";

import { cardData } from "../../overlay/card/data.js";
import { cardModel } from "../../overlay/card/model.js";
import { WORDS } from "../../overlay/card/words.js";
import { sentences } from "./support.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const manifest = read("../../overlay/ograf/job-card.ograf.json");

function validator() {
  // OGraf adds keywords to JSON Schema (gddType …), and defaults to types.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const folder = fileURLToPath(new URL("../ograf/schemas", import.meta.url));
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".json"));
  for (const file of files) ajv.addSchema(read(`../ograf/schemas/${file}`));
  return ajv.getSchema(manifest.$schema);
}

test("the manifest is valid by EBU's schemas", () => {
  const validate = validator();
  assert.ok(validate(manifest), JSON.stringify(validate.errors, null, 1));
});

test("the schemas refuse a wrong manifest", () => {
  const validate = validator();
  assert.equal(validate({ ...manifest, actions: [] }), false);
  assert.equal(validate({ ...manifest, supportsRealTime: "yes" }), false);
  const odd = { ...manifest, schema: { type: "object", properties: { title: { type: "text" } } } };
  assert.equal(validate(odd), false);
});

test("its id names a custom element, as hosts do with it", () => {
  assert.match(manifest.id, /^[a-z][a-z0-9.]*-[a-z0-9.-]*$/);
});

test("the form offers each field that the card reads, flat, and no other", () => {
  const read = new Set();
  const get = (_, field) => {
    read.add(field);
    return "";
  };
  const data = new Proxy({}, { get });
  cardModel(data, WORDS.zh);
  // The element itself reads these.
  for (const field of ["theme", "lang"]) read.add(field);
  const offered = Object.entries(manifest.schema.properties);
  assert.deepEqual(offered.map(([field]) => field).sort(), [...read].sort());
  for (const [field, { type }] of offered) assert.ok(["string", "boolean"].includes(type), field);
});

test("our own overlay gives the card no field that the form lacks", () => {
  const face = {
    card: 1,
    number: 1,
    kind: "job",
    kind_word: "",
    title: "",
    pay: "",
    employer: "",
    full: false,
    expired: false,
  };
  const given = Object.keys(cardData(face, { organiser: "", channel: "", hotline: "", address: "" }, undefined));
  assert.deepEqual(
    given.filter((field) => !(field in manifest.schema.properties)),
    [],
  );
});

/** The sentences of the catalogue that a card of any kind and state uses, in the order of the catalogue. */
function sentencesOfCards(locale) {
  const catalogue = { ...sentences(locale, "overlay"), fee_line: sentences(locale, "common").fee_line };
  const used = new Set();
  const get = (all, key) => {
    used.add(key);
    // A label of one kind only, such as `needs_training`, falls back on the general one.
    const general = String(key).replace(/_(job|gig|haul|training|policy)$/, "");
    assert.ok(key in all || general in all, `${locale}: ${String(key)} is not in the catalogue`);
    return all[key];
  };
  const words = new Proxy(catalogue, { get });
  const text = Object.fromEntries(Object.keys(manifest.schema.properties).map((field) => [field, "1"]));
  for (const kind of manifest.schema.properties.kind.enum) {
    for (const change of [
      { kind_word: "" },
      { full: true },
      { address: "", hotline: "" },
      { address: "", hotline: "", number: "" },
    ]) {
      cardModel({ ...text, full: false, kind, ...change }, words);
    }
  }
  return Object.entries(catalogue).filter(([key]) => used.has(key));
}

test("the sentences of a card in a third-party renderer are generated from the catalogue", () => {
  const file = new URL("../../overlay/card/words.js", import.meta.url);
  const old = readFileSync(file, "utf8");
  const part = ([lang, locale]) => {
    const lines = sentencesOfCards(locale).map(([key, text]) => `    ${key}: ${JSON.stringify(text)},\n`);
    return `  ${lang}: {\n${lines.join("")}  },\n`;
  };
  const parts = Object.entries({ zh: "zh-CN", en: "en" }).map(part);
  const generated = old.replace(/(?<=export const WORDS = \{\n).*?(?=\};\n)/s, () => parts.join(""));
  if (generated === old) return;
  writeFileSync(file, generated);
  assert.fail("overlay/card/words.js was out of date and is rewritten now");
});

test("the card draws each part of its model", () => {
  const read = (name) => readFileSync(new URL(`../../overlay/card/${name}.js`, import.meta.url), "utf8");
  const model = /@typedef \{object\} CardModel\n(.*?)\*\//s.exec(read("model"))[1];
  const parts = [...model.matchAll(/@property \{.*?\} (\w+)(?:\s|$)/gm)].map((found) => found[1]);
  assert.ok(parts.length > 10);
  const taken = [...read("job-card").matchAll(/function draw\w+\(\{(.*?)\}\) \{|\bmodel\.(\w+)/g)].map(
    (found) => found[0],
  );
  assert.deepEqual(
    parts.filter((part) => !new RegExp(`\\b${part}\\b`).test(taken.join("\n"))),
    [],
  );
});

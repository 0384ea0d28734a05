// The manifest of the OGraf graphic: valid by EBU's schemas, and equal to what the card reads.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
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

test("the sentences of a card in a foreign host are those of the catalogue", () => {
  for (const [lang, locale] of [
    ["zh", "zh-CN"],
    ["en", "en"],
  ]) {
    const { fee_line, ...sentencesOf } = WORDS[lang];
    const catalogue = sentences(locale, "overlay");
    for (const [key, text] of Object.entries(sentencesOf)) assert.equal(text, catalogue[key], `${locale} ${key}`);
    assert.equal(fee_line, sentences(locale, "common").fee_line);
  }
});

test("each sentence that a card uses is among those of a card in a foreign host", () => {
  const missing = new Set();
  const words = new Proxy(WORDS.zh, {
    get: (all, key) => {
      // A label of one kind only, such as `needs_training`, has a general one to fall back on.
      const general = String(key).replace(/_(job|gig|haul|training|policy)$/, "");
      if (!(key in all) && !(general !== key && general in all)) missing.add(key);
      return all[key];
    },
  });
  const text = Object.fromEntries(Object.keys(manifest.schema.properties).map((field) => [field, "1"]));
  for (const kind of manifest.schema.properties.kind.enum) {
    for (const change of [{}, { full: true }, { address: "", hotline: "" }])
      cardModel({ ...text, full: false, kind, ...change }, words);
  }
  assert.deepEqual([...missing], []);
  assert.deepEqual(Object.keys(WORDS.zh), Object.keys(WORDS.en));
});

test("the card draws each part of its model", () => {
  const read = (name) => readFileSync(new URL(`../../overlay/card/${name}.js`, import.meta.url), "utf8");
  const model = /@typedef \{object\} CardModel\n(.*?)\*\//s.exec(read("model"))[1];
  const parts = [...model.matchAll(/@property \{.*?\} (\w+)(?:\s|$)/gm)].map((found) => found[1]);
  assert.ok(parts.length > 10);
  assert.deepEqual(
    parts.filter((part) => !new RegExp(`\\b${part}\\b`).test(read("job-card"))),
    [],
  );
});

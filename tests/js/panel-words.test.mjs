// Every word that the panel's code uses is in the catalogue, in both languages, and every word of the catalogue is
// used.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { CARD_FLAGS, COMPARED_TEXTS } from "../../overlay/card/fields.js";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const keysOf = (path) => [...read(path).matchAll(/^(\w+) = /gm)].map((found) => found[1]);

/** Families that are composed at run time: prefix and the values that its variable takes. */
const families = {
  link_: ["connecting", "open", "lost", "refused"],
  store_: ["ok", "volatile", "away", "emptied"],
  row_: ["onair", "hidden", "next", "cued", "dwell_out", "dwell_next"],
  state_: ["pending", "slow", "refused"],
  status_: ["pending", "slow", "done", "refused", "unknown", "unsure"],
  theme_: ["auto", "light", "dark"],
  label_: ["hours", "board", "needs", "highlight", "safety", "headcount", "remark"],
  keyboard_: ["typing", "elsewhere"],
  role_: ["driver", "assistant", "watcher"],
  face_: [
    "countdown",
    "recap",
    "how",
    "notice",
    "break",
    "end",
    "countdown_hint",
    "how_hint",
    "break_hint",
    "end_hint",
  ],
  part_: COMPARED_TEXTS,
  proxy_: ["title", "untrusted_text", "no_client_address_text", "no_upgrade_text"],
  setup_: ["organiser", "hotline", "townships"],
};
const commands = JSON.parse(read("tests/wire/commands.json"));
const banners = [
  "connecting",
  "lost",
  "refused",
  "volatile",
  "away",
  "emptied",
  "hidden",
  "stuck",
  "unanswered",
  "unsent",
].flatMap((name) => [`${name}_title`, `${name}_text`]);
const composed = [
  ...CARD_FLAGS.map((flag) => `row_${flag}`),
  ...commands.filter((command) => typeof command === "string").map((command) => `do_${command}`),
  ...Object.entries(families).flatMap(([prefix, names]) => names.map((name) => prefix + name)),
  ...banners,
];

const files = ["panel.js", ...readdirSync(new URL("overlay/panel/", root)).map((name) => `panel/${name}`)];
const code = files.map((name) => read(`overlay/${name}`)).join("\n");
const quoted = new Set([...code.matchAll(/"([a-z]\w*)"/g)].map((found) => found[1]));
/**
 * The keys in each call: every literal before the first comma, also those of a choice, without those that are compared.
 */
const inCalls = [...code.matchAll(/\b(?:say|#say|#showMessage)\(([^,)]*)/g)].flatMap(([, argument]) =>
  [...argument.replace(/[!=]== "\w+"/g, "").matchAll(/"(\w+)"/g)].map((found) => found[1]),
);
/** Literals that are passed on as a key; these prefixes belong to the catalogue alone. */
const passedOn = [...quoted].filter((text) => /^(do|why|refused|deck|keys|row|wheel|status)_\w+$/.test(text));
const asked = [...inCalls, ...passedOn];
const folder = (path) => readdirSync(new URL(path, root)).map((name) => read(path + name));
const pages = [...folder("templates/panel/"), ...folder("src/web/panel/")].join("\n");

for (const lang of ["zh-CN", "en"]) {
  const panel = keysOf(`locales/${lang}/panel.toml`);
  const all = new Set([...panel, ...keysOf(`locales/${lang}/common.toml`)]);
  test(`${lang}: every used word is there`, () => {
    assert.ok(asked.length > 60);
    assert.deepEqual(
      [...asked, ...composed].filter((key) => !all.has(key)),
      [],
    );
  });
  test(`${lang}: every word is used`, () => {
    const used = (key) => quoted.has(key) || composed.includes(key) || pages.includes(`panel_${key}(`);
    assert.deepEqual(
      panel.filter((key) => !used(key)),
      [],
    );
  });
}

// Every word that the panel's code asks for is in the catalogue, in both languages, and no word waits for nobody.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const keysOf = (path) => [...read(path).matchAll(/^(\w+) = /gm)].map((found) => found[1]);

/** Families that are composed at run time: prefix and the values that its variable takes. */
const families = {
  do_: [
    "next",
    "out",
    "undo",
    "panic",
    "release",
    "close",
    "hold",
    "resume",
    "drive",
    "share",
    "lock",
    "unlock",
    "update",
  ],
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
  part_: [
    ...read("overlay/panel/changes.js")
      .match(/PARTS = [^[]*\[([^\]]*)/)[1]
      .matchAll(/"(\w+)"/g),
  ].map((found) => found[1]),
};
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
  ...Object.entries(families).flatMap(([prefix, names]) => names.map((name) => prefix + name)),
  ...banners,
];

const files = ["panel.js", ...readdirSync(new URL("overlay/panel/", root)).map((name) => `panel/${name}`)];
const code = files.map((name) => read(`overlay/${name}`)).join("\n");
const quoted = new Set([...code.matchAll(/"([a-z]\w*)"/g)].map((found) => found[1]));
const asked = [...code.matchAll(/\b(?:say|#say|#tell)\(\s*(?:\w+(?:\.\w+)* \? )?"(\w+)"/g)].map((found) => found[1]);
const pages =
  ["index", "dialogs", "keys", "card"].map((name) => read(`templates/panel/${name}.html`)).join("\n") +
  read("src/web/panel.rs") +
  read("src/web/next_show.rs");

for (const lang of ["zh-CN", "en"]) {
  const panel = keysOf(`locales/${lang}/panel.toml`);
  const all = new Set([...panel, ...keysOf(`locales/${lang}/common.toml`)]);
  test(`${lang}: every word asked for is there`, () => {
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

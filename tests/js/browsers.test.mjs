// Code stays within the oldest browser that has to run it: Chrome 67 on public pages, Chromium 103 in OBS and on the
// panel. Library functions of the language are held by `lib` in overlay/jsconfig.json; this looks at syntax, page and
// style.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const overlay = new URL("../../overlay/", import.meta.url);
/** The scripts of pages that WeChat's and Douyin's own browsers open. */
const PUBLIC = ["live.js", "page.js"];

/** Features by the Chrome version that introduced them: a name, and a pattern for code without strings and comments. */
const SYNTAX = [
  [69, "flat, flatMap", /\.flat(Map)?\(/],
  [69, "toggleAttribute", /\.toggleAttribute\(/],
  [71, "globalThis", /\bglobalThis\b/],
  [72, "class fields", /^ {2}(static )?#?\w+( = .*)?;$/m],
  [73, "Object.fromEntries, matchAll", /\.(fromEntries|matchAll)\(/],
  [74, "private names", /(this|\w)\.#\w|^ {2}#\w/m],
  [75, "numeric separators", /\b\d+_\d/],
  [76, "Promise.allSettled", /\.allSettled\(/],
  [80, "?.", /\?\.(?!\d)/],
  [80, "??", /\?\?/],
  [85, "logical assignment", /(&&|\|\||\?\?)=/],
  [85, "replaceAll", /\.replaceAll\(/],
  [86, "replaceChildren", /\.replaceChildren\(/],
  [92, "at", /\.at\(/],
  [93, "Object.hasOwn", /\.hasOwn\(/],
  [94, "static blocks", /\bstatic \{/],
  [97, "findLast", /\.findLast(Index)?\(/],
  [98, "structuredClone", /\bstructuredClone\(/],
  [105, "sanitizer", /\.setHTML\(/],
  [110, "copying array methods", /\.(toSorted|toReversed|toSpliced)\(/],
  [112, "regular expression flag v", /\/[a-z]*v[a-z]*[;,).]/],
  [114, "popover", /\.(showPopover|togglePopover|hidePopover)\(/],
  [117, "groupBy", /\.groupBy\(/],
  [119, "Promise.withResolvers", /\.withResolvers\(/],
];

/** The same for styles; nesting is recognised by `&` at the start of a selector. */
const STYLE = [
  [105, ":has()", /:has\(/],
  [105, "container queries", /@container\b/],
  [108, "dynamic viewport units", /\d[dsl]v[hw]\b/],
  [111, "color-mix", /color-mix\(/],
  [112, "nesting", /^\s*&/m],
  [114, "text-wrap", /text-wrap:/],
  [117, "subgrid", /\bsubgrid\b/],
  [123, "light-dark", /light-dark\(/],
];

/** Code without comments and with its strings emptied; the blanks of template literals stay. */
function bare(text) {
  const comments = /\/\*[\s\S]*?\*\/|(^|[\s;{}(,])\/\/.*$/gm;
  const strings = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
  return text.replace(comments, "$1").replace(strings, '""');
}

/** The features in a text that are newer than that Chrome. */
function newer(text, chrome, features) {
  return features.filter(([since, , pattern]) => since > chrome && pattern.test(text)).map(([, name]) => name);
}

const files = (ending) =>
  readdirSync(overlay, { recursive: true })
    .map(String)
    .filter((name) => ending.test(name));
const read = (name) => readFileSync(new URL(name, overlay), "utf8");

test("public pages run in Chrome 67, everything else in Chromium 103", () => {
  const scripts = files(/\.m?js$/);
  assert.deepEqual(
    PUBLIC.filter((name) => !scripts.includes(name)),
    [],
  );
  for (const name of scripts) {
    assert.deepEqual(newer(bare(read(name)), PUBLIC.includes(name) ? 67 : 103, SYNTAX), [], name);
  }
});

test("the pages that viewers open load no script but those that are held to Chrome 67", () => {
  const folder = new URL("../../templates/join/", import.meta.url);
  const pages = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const loaded = pages.flatMap((page) =>
    [...page.matchAll(/<script[^>]*asset\("([^"]+)"\)/g)].map((found) => found[1]),
  );
  assert.deepEqual([...new Set(loaded)].sort(), PUBLIC);
});

test("styles stay within Chromium 103", () => {
  for (const name of files(/\.css$/)) {
    assert.deepEqual(newer(read(name).replace(/\/\*[\s\S]*?\*\//g, ""), 103, STYLE), [], name);
  }
});

test("newer features are recognised, and comments and strings are not code", () => {
  assert.deepEqual(newer(bare("const a = b?.c ?? d;"), 67, SYNTAX), ["?.", "??"]);
  assert.deepEqual(newer(bare("class A {\n  #a = 1;\n  b() {\n    return this.#a;\n  }\n}"), 67, SYNTAX), [
    "class fields",
    "private names",
  ]);
  assert.deepEqual(newer(bare('// no ?., no ??\nconst a = x ? .5 : "?.";'), 67, SYNTAX), []);
});

// The engine floor of the public pages, held by linters: scripts are ES2018, styles are what Chrome 67 knows. The files are those
// that the templates of the public pages load. `browsers.test.mjs` looks at functions of the page and of the language.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import stylelint from "stylelint";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Chrome 67 by the data of caniuse, and by name what that data has no rule for. */
const STYLE_RULES = {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true,
      {
        browsers: ["chrome 67"],
        ignore: [
          // `hidden` and `auto` are as old as overflow; the newer `clip` is below.
          "css-overflow",
          // Written with and without its prefix.
          "css-appearance",
          // Only in the print style, whose parts are as old as columns.
          "multicolumn",
          "css-page-break",
          // Only in a rule, and in a media query, that an older engine may drop.
          "css-focus-visible",
          "prefers-color-scheme",
        ],
      },
    ],
    "property-disallowed-list": [
      "aspect-ratio",
      "accent-color",
      "text-wrap",
      "scrollbar-gutter",
      "translate",
      "rotate",
      "scale",
    ],
    "declaration-property-value-disallowed-list": { "/^overflow/": ["clip"] },
    "function-disallowed-list": ["color-mix", "light-dark", "oklch", "env"],
  },
};

/** The files with that ending that the public pages load. */
function loaded(ending) {
  const folder = join(root, "templates/join");
  const pages = readdirSync(folder).map((name) => join(folder, name));
  pages.push(join(root, "templates/base.html"), join(root, "templates/error.html"));
  const names = pages.flatMap((page) => {
    return [...readFileSync(page, "utf8").matchAll(/asset\("([^"]+)"\)/g)].map((found) => found[1]);
  });
  return [...new Set(names)].filter((name) => name.endsWith(ending)).map((name) => join(root, "overlay", name));
}

async function styleFaults(options) {
  const { results } = await stylelint.lint({ ...options, config: STYLE_RULES, configBasedir: join(root, "tests") });
  return results.flatMap((result) => result.warnings.map(({ line, text }) => `${result.source}:${line} ${text}`));
}

/** The report of es-check on scripts that are not ES2018; empty if all are. */
function scriptFaults(files) {
  const tool = join(root, "tests/node_modules/.bin/es-check");
  const ran = spawnSync(tool, ["es2018", "--module", ...files], { encoding: "utf8" });
  return ran.status === 0 ? "" : `${ran.stdout}${ran.stderr}`;
}

test("styles of the public pages stay within Chrome 67", async () => {
  const files = loaded(".css");
  assert.ok(files.length >= 2, "base.css and join.css at least");
  assert.deepEqual(await styleFaults({ files }), []);
});

test("scripts of the public pages are ES2018", () => {
  const files = loaded(".js");
  assert.ok(files.length >= 2, "live.js and page.js at least");
  assert.equal(scriptFaults(files), "");
});

test("the linters refuse what Chrome 67 does not know", async () => {
  const planted = [
    ".a { display: flex; gap: 4px; }",
    ".a:is(.b, .c) { color: red; }",
    ".a { inset: 0; }",
    ".a { width: min(1px, 2vw); }",
    ".a { width: clamp(1px, 2vw, 3px); }",
    ".a { aspect-ratio: 1; }",
    ".a { height: 100dvh; }",
    ".a { overflow: clip; }",
    ".a { &:hover { color: red; } }",
    ".a { color: color-mix(in srgb, red, blue); }",
  ];
  for (const code of planted) assert.notDeepEqual(await styleFaults({ code }), [], code);
  assert.deepEqual(await styleFaults({ code: ".a { display: grid; grid-gap: 4px; }" }), []);

  const folder = mkdtempSync(join(tmpdir(), "floor-"));
  const file = join(folder, "planted.js");
  for (const code of ["const a = b?.c;", "const a = b ?? 1;", "class A { #a = 1; }", "a ||= 1;"]) {
    writeFileSync(file, code);
    assert.notEqual(scriptFaults([file]), "", code);
  }
  writeFileSync(file, "const { a, ...rest } = b; export default async () => { for await (const c of a) rest(c); };");
  assert.equal(scriptFaults([file]), "", "ES2018 is accepted");
  rmSync(folder, { recursive: true });
});

// The types in overlay/wire.js are those of the real wire: they fit each example in tests/wire, and name nothing that
// no example has. The server's own tests compare the examples with the server.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const tests = fileURLToPath(new URL("..", import.meta.url));
const wire = join(tests, "../overlay/wire.js");
const tsc = join(tests, "node_modules/.bin/tsc");
const types = readFileSync(wire, "utf8");

/** The type of each example; a new example fails until it has one. */
const TYPES = {
  commands: "Command[]",
  "to_browser.ack": "AckFrame",
  "to_browser.around": "PanelStatusFrame",
  "to_browser.hidden": "HiddenFrame",
  "to_browser.pong": "PongFrame",
  "to_browser.refused": "RefusedFrame",
  "to_browser.reload": "ReloadFrame",
  "to_browser.view.live": "ViewFrame<LiveView>",
  "to_browser.view.overlay": "ViewFrame<OverlayView>",
  "to_browser.view.panel": "ViewFrame<PanelView>",
  "to_server.command": "CommandFrame",
  "to_server.ping": "PingFrame",
  "to_server.reload": "ReloadRequestFrame",
  "to_server.seen": "SeenFrame",
  "to_server.shown": "ShownFrame",
};

/** Fields that no example has: the example's timer runs, its card goes on to the next one, and no face is on screen. */
const NOT_IN_EXAMPLES = ["held", "cards", "out", "until", "next_at"];

const examples = Object.fromEntries(
  readdirSync(join(tests, "wire")).map((file) => [
    file.replace(/\.json$/, ""),
    JSON.parse(readFileSync(join(tests, "wire", file), "utf8")),
  ]),
);

/** Every key of a value, however deep. */
function keysOf(value) {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(keysOf);
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner];
}

/** The errors of tsc for these values with those types; empty: they fit. */
function check(values) {
  const folder = mkdtempSync(join(tmpdir(), "daigang-wire-"));
  try {
    const lines = values.map(([name, type, value], at) => {
      // tsc checks for excess fields only in a literal with a declared type.
      const alias = type.replace(/\b[A-Z]\w*/g, (word) => `import(${JSON.stringify(wire)}).${word}`);
      return `/** ${name} @type {${alias}} */\nexport const v${at} = ${JSON.stringify(value, null, 1)};`;
    });
    writeFileSync(join(folder, "examples.js"), `${lines.join("\n")}\n`);
    const options = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--target", "ES2021", "--module", "ES2022"];
    const run = spawnSync(tsc, [...options, "--moduleResolution", "bundler", "--types", "", "examples.js"], {
      cwd: folder,
      encoding: "utf8",
    });
    return run.stdout + run.stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("each example of the wire fits its type, with no field too many and none too few", () => {
  assert.deepEqual(Object.keys(examples).sort(), Object.keys(TYPES).sort());
  const values = Object.entries(TYPES).map(([name, type]) => [name, type, examples[name]]);
  assert.equal(check(values), "");
});

test("a field too many, a missing one and an unknown command are found", () => {
  const pong = examples["to_browser.pong"];
  assert.match(check([["pong", "PongFrame", { ...pong, extra: 1 }]]), /extra/);
  assert.match(check([["pong", "PongFrame", { type: "pong" }]]), /now/);
  assert.match(check([["commands", "Command[]", ["take_all"]]]), /take_all/);
  const view = structuredClone(examples["to_browser.view.panel"]);
  view.view.rundown[0].extra = 1;
  assert.match(check([["view", "ViewFrame<PanelView>", view]]), /extra/);
});

test("the types name no field and no command that no example has", () => {
  const edits = /@typedef \{\{add: [^@]*\} Edit$/m.exec(types)?.[0] ?? "";
  const named = types.replace(edits, "");
  const properties = [...named.matchAll(/@property \{[^\n]*?\} \[?(\w+)/g), ...named.matchAll(/[{,(] ?(\w+)\??: /g)];
  const known = new Set([...keysOf(examples), ...NOT_IN_EXAMPLES]);
  const unknown = [...new Set(properties.map((found) => found[1]))].filter((name) => !known.has(name));
  assert.deepEqual(unknown, []);
  assert.deepEqual(
    NOT_IN_EXAMPLES.filter((name) => keysOf(examples).includes(name)),
    [],
  );
  const command = /@typedef \{([^@]*)\} Command$/m.exec(types)?.[1] ?? "";
  const plain = [...command.matchAll(/"(\w+)"/g)].map((found) => found[1]);
  assert.ok(plain.length > 10);
  assert.deepEqual(plain.sort(), examples.commands.filter((one) => typeof one === "string").sort());
});

// The dialog that helps to add the overlay to OBS: its sentence about the connected overlays.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { arrival } from "../../overlay/panel/obs-dialog.js";
import { sayer } from "../../overlay/panel/words.js";

const text = readFileSync(new URL("../../locales/zh-CN/obs.toml", import.meta.url), "utf8");
const say = sayer(Object.fromEntries([...text.matchAll(/^(\w+) = "(.*)"$/gm)].map(([, key, words]) => [key, words])));
const overlay = (width, height) => ({
  id: 1,
  since: 0,
  shown: width ? { width, height } : null,
  shown_at: 0,
  silent: false,
});

test("the host reads whether overlays are connected, and their sizes", () => {
  assert.deepEqual(arrival(null, say), { tone: "quiet", text: "正在看有没有叠加层" });
  assert.deepEqual(arrival([], say), { tone: "wait", text: "现在没有叠加层连着" });
  assert.deepEqual(arrival([overlay(1080, 1920)], say), { tone: "good", text: "已连上 1 个叠加层：1080×1920" });
  const three = [overlay(1080, 1920), overlay(1080, 1920), overlay(0, 0)];
  assert.deepEqual(arrival(three, say), { tone: "good", text: "已连上 3 个叠加层：1080×1920、还没有回报" });
});

test("every word is used, and every used word is there", () => {
  const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const page = [...read("templates/panel/obs.html").matchAll(/t\.obs_(\w+)\(\)/g)].map((found) => found[1]);
  const code = [...read("overlay/panel/obs-dialog.js").matchAll(/word\("(\w+)"/g)].map((found) => found[1]);
  const used = new Set([...page, ...code].filter((key) => key !== "json"));
  assert.deepEqual([...used].sort(), [...text.matchAll(/^(\w+) = /gm)].map((found) => found[1]).sort());
});

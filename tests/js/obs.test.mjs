// The events of OBS reduced to one state: in the page that OBS loaded, and in a page within the loader.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Loader } from "../../overlay/lib/loader.js";
import { EVENTS, Obs, UNKNOWN, reduce } from "../../overlay/lib/obs.js";
import { seeded } from "./support.mjs";

/** A page that receives messages. */
class Page extends EventTarget {
  said = [];
  parent = { postMessage: (message, to) => this.said.push({ message, to }) };
  document = { head: { appendChild: (style) => style }, createElement: () => ({ textContent: "" }) };

  tell(name, detail) {
    this.dispatchEvent(Object.assign(new Event(name), { detail }));
  }

  post(data, origin = "http://absolute", source = this.parent) {
    this.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  }
}

const count = () => {
  let times = 0;
  return { changed: () => (times += 1), times: () => times };
};

test("each event changes its own fields, and nothing else", () => {
  const cases = [
    ["obsSourceVisibleChanged", { visible: true }, { visible: true }],
    ["obsSourceActiveChanged", { active: false }, { active: false }],
    ["obsSceneChanged", { name: "主画面", width: 1080, height: 1920 }, { scene: "主画面" }],
    ["obsStreamingStarted", null, { streaming: true }],
    ["obsStreamingStopped", null, { streaming: false }],
    ["status", { streaming: true, recording: false }, { streaming: true }],
  ];
  for (const [name, detail, message] of cases)
    assert.deepEqual(reduce(UNKNOWN, name, detail), { ...UNKNOWN, ...message }, name);
});

test("an event without a change returns the same state, and so does nonsense", () => {
  const live = reduce(UNKNOWN, "obsStreamingStarted", null);
  assert.equal(reduce(live, "obsStreamingStarted", null), live);
  // Viewers see the stream until it has stopped.
  assert.equal(reduce(live, "obsStreamingStopping", null), live);
  const nonsense = [null, undefined, 7, "x", {}, { visible: "yes", active: 1, name: {}, streaming: "on" }];
  const next = seeded(42);
  for (let time = 0; time < 500; time += 1) {
    const pick = (all) => all[Math.floor(next() * all.length)];
    const name = pick([...EVENTS.filter((event) => !/Started|Stopped/.test(event)), "status", "obsExit", "toString"]);
    assert.equal(reduce(live, name, pick(nonsense)), live, name);
  }
});

test("without OBS nothing is known", () => {
  const { changed, times } = count();
  assert.deepEqual(new Obs(new Page(), changed).state, UNKNOWN);
  assert.equal(times(), 0);
});

test("in the page that OBS loaded, answers and events are applied; everything else stays unknown", () => {
  const page = Object.assign(new Page(), {
    obsstudio: {
      pluginVersion: "2.26.8",
      getStatus: (answer) => answer({ streaming: false }),
      getCurrentScene: (answer) => answer(null),
    },
  });
  const { changed, times } = count();
  const obs = new Obs(page, changed);
  assert.deepEqual(obs.state, { ...UNKNOWN, obs: "2.26.8", streaming: false });
  page.tell("obsSourceActiveChanged", { active: true });
  page.tell("obsSourceActiveChanged", { active: true });
  assert.deepEqual(obs.state, { ...UNKNOWN, obs: "2.26.8", streaming: false, active: true });
  assert.equal(times(), 2);
});

test("an old plugin without these functions does no harm", () => {
  const page = Object.assign(new Page(), { obsstudio: { pluginVersion: "1.0" } });
  assert.deepEqual(new Obs(page, () => assert.fail("no news")).state, { ...UNKNOWN, obs: "1.0" });
});

test("within the loader, each message replaces the whole state and is answered", () => {
  const page = new Page();
  const { changed, times } = count();
  const loader = new Loader(page, changed);
  assert.deepEqual(page.said, [{ message: { daigang: "here", painted: false }, to: "*" }]);
  assert.equal(loader.renew("b"), false, "nobody is known to be there");
  const events = [
    ["status", { streaming: false }],
    ["obsStreamingStarted", null],
    ["obsSourceVisibleChanged", { visible: false }],
  ];
  const message = { daigang: "obs", obs: "2.26.8", events, css: "" };
  page.post(message);
  page.post(message);
  assert.deepEqual(loader.state, { ...UNKNOWN, obs: "2.26.8", loader: true, streaming: true, visible: false });
  assert.equal(times(), 1);
  assert.equal(page.said.length, 3);
  loader.painted();
  loader.painted();
  assert.deepEqual(page.said.slice(3), [{ message: { daigang: "here", painted: true }, to: "*" }]);
  assert.equal(loader.renew("b"), true);
  assert.deepEqual(page.said.at(-1).message, { daigang: "renew", painted: true, build: "b" });
});

test("only the page around it, and only a local file, is accepted as the loader", () => {
  const page = new Page();
  const loader = new Loader(page, () => assert.fail("heard"));
  const message = { daigang: "obs", obs: "2.26.8", events: [["obsStreamingStarted", null]], css: "*{display:none}" };
  for (const origin of ["https://evil.example", "http://127.0.0.1:8080", "http://absolute.example", ""])
    page.post(message, origin);
  page.post(message, "http://absolute", { postMessage() {} });
  for (const data of [null, "obs", { daigang: "here" }]) page.post(data);
  assert.deepEqual(loader.state, UNKNOWN);
  assert.equal(page.said.length, 1);
});

test("a local file is accepted under each origin that browsers give it", () => {
  for (const origin of ["http://absolute", "null", "file://"]) {
    const page = new Page();
    const loader = new Loader(page, () => undefined);
    page.post({ daigang: "obs", obs: "2.26.8", events: [], css: "" }, origin);
    assert.equal(loader.state.loader, true, origin);
  }
});

test("nonsense from a loader does no harm", () => {
  const page = new Page();
  const loader = new Loader(page, () => undefined);
  page.post({ daigang: "obs", obs: 7, events: "x", css: null });
  assert.deepEqual(loader.state, { ...UNKNOWN, loader: true });
});

test("the loader listens for the same events", () => {
  const source = readFileSync(new URL("../../overlay/loader.html", import.meta.url), "utf8");
  const list = /const EVENTS = (\[[^\]]*\])/.exec(source)?.[1].replace(/,\s*\]/, "]") ?? "";
  assert.deepEqual(JSON.parse(list), EVENTS);
});

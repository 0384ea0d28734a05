// The script of overlay/loader.html in a simulated page: its retries, its timeouts, and which messages it trusts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const page = readFileSync(new URL("../../overlay/loader.html", import.meta.url), "utf8");
const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? "";
const HOME = "http://192.168.1.20:8080";

/** A page with the loader in it. Time advances only when a test advances it. */
class Stage {
  now = 0;
  /** Frames in the page, oldest first. @type {any[]} */
  frames = [];
  made = 0;
  errors = [];
  #timers = new Map();
  #ids = 0;
  #listeners = {};
  #noticed = () => undefined;
  styles = [];

  constructor({ overlay = `${HOME}/overlay?key=k`, obsstudio = undefined } = {}) {
    const stage = this;
    const add = (at, run, every) => {
      this.#ids += 1;
      this.#timers.set(this.#ids, { at: this.now + at, run, every });
      return this.#ids;
    };
    const globals = {
      URL,
      Math,
      String,
      obsstudio,
      console: { error: (text) => this.errors.push(text) },
      setTimeout: (run, at) => add(at, run),
      setInterval: (run, at) => add(at, run, at),
      clearTimeout: (id) => this.#timers.delete(id),
      addEventListener: (name, run) => {
        this.#listeners[name] ??= [];
        this.#listeners[name].push(run);
      },
      MutationObserver: class {
        constructor(run) {
          stage.#noticed = run;
        }
        observe() {}
      },
      document: {
        documentElement: { dataset: { overlay } },
        head: { querySelectorAll: () => this.styles },
        createElement: () => this.#frame(),
        body: { append: (frame) => this.frames.push(frame) },
      },
    };
    globals.window = globals;
    vm.runInNewContext(script, globals);
  }

  #frame() {
    this.made += 1;
    const frame = {
      dataset: {},
      heard: [],
      addEventListener: (name, run) => (frame[`on${name}`] = run),
      remove: () => (this.frames = this.frames.filter((one) => one !== frame)),
    };
    frame.contentWindow = { postMessage: (message, to) => frame.heard.push({ ...message, to }) };
    return frame;
  }

  emit(name, event) {
    for (const run of this.#listeners[name] ?? []) run(event);
  }

  says(frame, data, origin = HOME) {
    this.emit("message", { source: frame.contentWindow, origin, data });
  }

  here(frame, painted, origin) {
    this.says(frame, { daigang: "here", painted }, origin);
  }

  dress(css) {
    this.styles.push({ textContent: css });
    this.#noticed();
  }

  tick(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [id, { at, run, every }] = due;
      this.now = at;
      if (every) this.#timers.set(id, { at: at + every, run, every });
      else this.#timers.delete(id);
      run();
    }
    this.now = end;
  }

  get seen() {
    return this.frames.filter((frame) => !("waiting" in frame.dataset));
  }

  /** The first overlay, loaded and painted. */
  static shown(options) {
    const stage = new Stage(options);
    stage.here(stage.frames[0], false);
    stage.frames[0].onload();
    stage.here(stage.frames[0], true);
    return { stage, first: stage.frames[0] };
  }
}

test("loads at once, and shows nothing before it is painted", () => {
  const stage = new Stage();
  const [frame] = stage.frames;
  assert.equal(frame.src, `${HOME}/overlay?key=k`);
  assert.deepEqual(stage.seen, []);
  stage.here(frame, false);
  frame.onload();
  stage.tick(5000);
  assert.deepEqual(stage.seen, []);
  stage.here(frame, true);
  assert.deepEqual(stage.seen, [frame]);
});

test("retries for ever, 0.25 to 1.25 s after each failure, one page at a time", () => {
  const stage = new Stage();
  const begins = [];
  for (let time = 0; time < 1000; time += 1) {
    stage.frames.at(-1).onload();
    const before = stage.made;
    const failed = stage.now;
    while (stage.made === before) stage.tick(5);
    begins.push(stage.now - failed);
    assert.equal(stage.frames.length, 1);
    assert.deepEqual(stage.seen, []);
  }
  assert.ok(
    Math.min(...begins) >= 250 + 375 && Math.max(...begins) <= 250 + 1250 + 5,
    `${Math.min(...begins)} to ${Math.max(...begins)}`,
  );
  assert.ok(new Set(begins.slice(10)).size > 20, "with jitter");
});

test("a page that never loads, or never paints, is abandoned", () => {
  const stage = new Stage();
  stage.tick(9300);
  assert.equal(stage.made, 2);
  stage.here(stage.frames[0], false);
  stage.frames[0].onload();
  stage.tick(7000);
  assert.equal(stage.made, 2);
  stage.tick(2300);
  assert.equal(stage.made, 3);
});

test("an error page sends no message and is removed", () => {
  const stage = new Stage();
  const [frame] = stage.frames;
  frame.onload();
  stage.tick(260);
  assert.deepEqual(stage.frames, []);
  stage.here(frame, true);
  assert.deepEqual(stage.frames, [], "too late is too late");
});

test("only messages of the overlay's own page from its own server count", () => {
  const stage = new Stage();
  const [frame] = stage.frames;
  stage.here(frame, true, "https://evil.example");
  stage.here({ contentWindow: {} }, true);
  for (const data of [null, "here", {}, { daigang: "obs" }]) stage.says(frame, data);
  assert.deepEqual(stage.seen, []);
});

test("an overlay that answers is left alone, for hours", () => {
  const { stage, first } = Stage.shown();
  for (let time = 0; time < 5000; time += 1) {
    stage.tick(2000);
    stage.here(first, true);
  }
  assert.equal(stage.made, 1);
  assert.ok(first.heard.length >= 5000 && first.heard.every(({ to, daigang }) => to === HOME && daigang === "obs"));
});

test("a silent overlay is replaced without a blank, as soon as there is another one", () => {
  const { stage, first } = Stage.shown();
  stage.tick(6100);
  assert.equal(stage.made, 1);
  stage.tick(2000);
  assert.equal(stage.made, 2);
  // The server is away: the old picture stays through every failed retry.
  for (let time = 0; time < 20; time += 1) {
    stage.frames.at(-1).onload?.();
    stage.tick(1600);
    assert.deepEqual(stage.seen, [first]);
  }
  const asked = first.heard.length;
  stage.tick(60_000);
  assert.equal(first.heard.length, asked, "whoever is silent is not asked for ever");
  const second = stage.frames.at(-1);
  stage.here(second, false);
  assert.deepEqual(stage.seen, [first]);
  stage.here(second, true);
  assert.deepEqual([stage.frames, stage.seen], [[second], [second]]);
});

test("an overlay that was only slow stays", () => {
  const { stage, first } = Stage.shown();
  stage.tick(8100);
  const [, second] = stage.frames;
  second.onload();
  stage.here(first, true);
  stage.tick(300);
  assert.deepEqual(stage.frames, [first]);
  stage.tick(1500);
  stage.here(first, true);
  stage.tick(1000);
  assert.deepEqual(stage.frames, [first]);
});

test("an overlay that navigated elsewhere is hidden at once", () => {
  const { stage, first } = Stage.shown();
  first.onload();
  assert.deepEqual(stage.seen, []);
  // It had only reloaded itself.
  stage.here(first, true);
  assert.deepEqual(stage.seen, [first]);
  first.onload();
  stage.tick(4100);
  assert.deepEqual([stage.made, stage.seen.length], [2, 0]);
  stage.here(stage.frames[1], true);
  assert.equal(stage.seen.length, 1);
  assert.equal(stage.frames.length, 1);
});

test("a new build is loaded behind the old one", () => {
  const { stage, first } = Stage.shown();
  stage.says(first, { daigang: "renew", build: "b" });
  stage.says(first, { daigang: "renew", build: "b" });
  assert.equal(stage.made, 2);
  const second = stage.frames[1];
  assert.deepEqual(stage.seen, [first]);
  // It asked for a still newer build before it was shown.
  stage.says(second, { daigang: "renew", build: "c" });
  assert.equal(stage.made, 2);
  stage.here(second, true);
  assert.deepEqual([stage.made, stage.seen], [3, [second]]);
  stage.here(stage.frames[1], true);
  assert.equal(stage.frames.length, 1);
  // Servers of two builds that take turns do not make it reload for ever.
  for (const build of ["b", "c", "b"]) stage.says(stage.frames[0], { daigang: "renew", build });
  assert.equal(stage.made, 3);
});

test("the whole state of OBS is passed on in order, also to a page that loads later", () => {
  const answers = [];
  const obsstudio = {
    pluginVersion: "2.26.8",
    getStatus: (answer) => answers.push(answer),
    getCurrentScene: (answer) => answers.push(answer),
  };
  const { stage, first } = Stage.shown({ obsstudio });
  answers[0]({ streaming: false });
  answers[1](null);
  stage.emit("obsStreamingStarted", {});
  stage.emit("obsSceneChanged", { detail: { name: "一" } });
  stage.emit("obsSourceActiveChanged", { detail: { active: true } });
  stage.emit("obsSceneChanged", { detail: { name: "二" } });
  stage.dress(":root { --card-scale: 0.9 }");
  const whole = first.heard.at(-1);
  assert.equal(whole.obs, "2.26.8");
  assert.equal(whole.css, ":root { --card-scale: 0.9 }");
  assert.deepEqual(
    JSON.parse(JSON.stringify(whole.events)).map(([name, detail]) => [name, detail?.name ?? null]),
    [
      ["status", null],
      ["obsStreamingStarted", null],
      ["obsSourceActiveChanged", null],
      ["obsSceneChanged", "二"],
    ],
  );
  stage.says(first, { daigang: "renew", build: "b" });
  stage.here(stage.frames[1], false);
  assert.deepEqual({ ...stage.frames[1].heard[0] }, { ...whole });
});

test("a file without an address says so and does nothing", () => {
  const stage = new Stage({ overlay: "" });
  assert.deepEqual([stage.made, stage.errors.length], [0, 1]);
});

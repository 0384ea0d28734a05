// Helpers of the browser tests: the real program, the system's Chromium, and pages whose errors fail the test.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";

import { chromium } from "playwright-core";

export const ROOT = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const PROGRAM = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/daigang");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** No update, no telemetry, no first-run page; rendering by the processor, as on a machine without a screen. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Deadline of everything that should happen at once, in milliseconds. */
export const DEADLINE = 20_000;

/** Interval between two checks of a condition without an event, in milliseconds. */
const POLL_INTERVAL = 10;

/** The sizes that OBS gives the overlay. */
export const PORTRAIT = { width: 1080, height: 1920 };
export const LANDSCAPE = { width: 1920, height: 1080 };

/** `daigang demo` as a process, with a data folder of its own. */
export class Server {
  #data;
  #process;
  #log = "";
  /** panel, overlay, join, desk, assistant, watcher: the printed links. @type {Record<string, string>} */
  links = {};

  static async start() {
    const server = new Server();
    server.#data = await mkdtemp(join(tmpdir(), "daigang-"));
    await server.#run("127.0.0.1:0");
    after(() => server.stop());
    return server;
  }

  async #run(listen) {
    const process = spawn(PROGRAM, ["demo", "--listen", listen, "--data", join(this.#data, "data")]);
    this.#process = process;
    process.stderr.on("data", (text) => (this.#log += text));
    const lines = createInterface({ input: process.stdout });
    const links = (async () => {
      for await (const line of lines) {
        const [, name, url] = line.match(/^(\w+)\s+(\S+)$/) ?? [];
        if (name) this.links[name] = url;
        if (name === "watcher") return;
      }
      throw new Error(`the program ended:\n${this.#log}`);
    })();
    await within("the printed links", links);
    await until("readiness", async () => (await fetch(new URL("/readyz", this.url))).ok);
  }

  get url() {
    return this.links.join;
  }

  /** Ends it like a crash. */
  async kill() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  /** Starts it again where it was; ready when this resolves. */
  async restart() {
    await this.#run(new URL(this.url).host);
  }

  /** A response for a signed-in host. */
  async get(path) {
    return fetch(new URL(path, this.url), { headers: { authorization: `Bearer ${this.#key("panel")}` } });
  }

  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      await ended;
    }
    await rm(this.#data, { recursive: true, force: true });
  }

  /** The state that a panel sees. */
  async stage() {
    const headers = { authorization: `Bearer ${this.#key("panel")}` };
    return (await fetch(new URL("/api/v1/stage", this.url), { headers })).json();
  }

  /** A command over HTTP, as hardware buttons send it. */
  async command(command) {
    const headers = { authorization: `Bearer ${this.#key("panel")}`, "content-type": "application/json" };
    const body = JSON.stringify({ do: command });
    const answer = await fetch(new URL("/api/v1/stage/commands", this.url), { method: "POST", headers, body });
    assert.ok(answer.ok, `${JSON.stringify(command)}: ${answer.status}`);
    return (await answer.json()).rev;
  }

  /** A change to the rundown, as another host's page makes it. */
  async edit(edit) {
    const { rev } = await this.stage();
    const headers = { authorization: `Bearer ${this.#key("panel")}`, "content-type": "application/json" };
    const answer = await fetch(new URL("/panel/edit", this.url), {
      method: "POST",
      headers,
      body: JSON.stringify({ id: "", rev, edit }),
    });
    assert.ok(answer.ok, `${JSON.stringify(edit)}: ${answer.status}`);
  }

  /** The number of applications, including suspiciously quick ones such as a test's. */
  async applications() {
    const headers = { authorization: `Bearer ${this.#key("desk")}` };
    const list = await (await fetch(new URL("/desk/export.csv?suspects=1", this.url), { headers })).text();
    return list.trim().split("\r\n").length - 1;
  }

  #key(page) {
    return new URL(this.links[page]).searchParams.get("key");
  }
}

/** A Chromium of a test's own, closed after it. */
export function launch(...flags) {
  const browser = chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] });
  after(async () => (await browser).close());
  return browser;
}

/** The one Chromium of a test file. */
const chrome = launch();

/**
 * Opens a page in a profile of its own. Errors on its console, policy violations among them, are collected in `faults`.
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions & {prepare?: () => void, between?: (page: object) =>
 *   Promise<void>, browser?: Promise<import("playwright-core").Browser>}} [options] `prepare` runs in the page before
 *   its own scripts, in each of its frames; `between` may stand between it and the server
 */
export async function open(url, { prepare, between, browser = chrome, ...options } = {}) {
  const context = await (await browser).newContext(options);
  context.setDefaultTimeout(DEADLINE);
  if (prepare) await context.addInitScript(prepare);
  const page = await context.newPage();
  const faults = watch(page);
  await between?.(page);
  const answer = await page.goto(url);
  assert.ok(answer?.ok(), `${url}: ${answer?.status()}`);
  return Object.assign(page, { faults });
}

function watch(page) {
  const faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // The page was left before its icon had loaded.
    if (why !== "net::ERR_ABORTED") faults.push(`${request.url()}: ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.url()}: ${response.status()}`);
  });
  return faults;
}

/** Asserts that a page had no errors, and that everything fits its width. */
export async function assertSound(page, what = page.url()) {
  const { wide, width } = await page.evaluate(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    const outside = (element) => element.getBoundingClientRect().right > width + 1;
    const name = (element) => `${element.localName}#${element.id}.${element.className}`;
    const wide = root.scrollWidth > width ? [...document.body.querySelectorAll("*")].filter(outside).map(name) : [];
    return { wide: root.scrollWidth > width ? [`scrolls to ${root.scrollWidth}`, ...wide.slice(0, 5)] : [], width };
  });
  assert.deepEqual(wide, [], `${what} is wider than its ${width} px`);
  assert.deepEqual(page.faults, [], `${what} has errors`);
}

/** Asserts that axe finds nothing that keeps people with a keyboard, a screen reader or weak eyes from using the page. */
export async function assertAccessible(page, what) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { iframes: false });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 4)
          .map((node) => node.target.join(" "))
          .join(", ")}`,
    );
  });
  assert.deepEqual(found, [], what);
}

/** Polls until the condition holds; an error counts as false. */
export async function until(what, ask, limit = DEADLINE) {
  const begun = performance.now();
  for (;;) {
    const answer = await Promise.resolve(ask()).catch(() => false);
    const took = performance.now() - begun;
    if (answer) return { answer, took };
    assert.ok(took < limit, `not within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
}

/** Waits for a promise, with the deadline. */
export async function within(what, promise) {
  const limit = AbortSignal.timeout(DEADLINE);
  const late = once(limit, "abort").then(() => assert.fail(`not within ${DEADLINE} ms: ${what}`));
  return Promise.race([promise, late]);
}

/** The number of the card that the overlay shows at rest, as a viewer would read it; "" for an empty screen. */
export function shownNumber(overlay) {
  return overlay.evaluate(() => {
    const cards = [...document.querySelectorAll("job-card:not([waiting])")];
    if (cards.length !== 1 || getComputedStyle(document.documentElement).visibility === "hidden") return "";
    const still = cards[0].getAnimations({ subtree: true }).length === 0;
    const number = cards[0].shadowRoot?.querySelector(".number .digits");
    return still && number?.checkVisibility({ opacityProperty: true }) ? number.textContent.trim() : "";
  });
}

/** The share of a page that is not transparent, from 0 to 1, measured on Chromium's drawing. */
export async function inked(page) {
  const picture = await page.screenshot({ omitBackground: true });
  const blank = await page.context().newPage();
  const share = await blank.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let solid = 0;
    for (let at = 3; at < data.length; at += 4) solid += data[at] > 128 ? 1 : 0;
    return solid / (data.length / 4);
  }, picture.toString("base64"));
  await blank.close();
  return share;
}

/** Counts animations from the start of the page, and records every frame without a card. */
export function spy() {
  globalThis.moved = 0;
  globalThis.blank = 0;
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...how) {
    globalThis.moved += 1;
    return animate.apply(this, how);
  };
  const look = () => {
    const card = document.querySelector("job-card:not([waiting])");
    if (globalThis.watching && !card?.checkVisibility({ opacityProperty: true })) globalThis.blank += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

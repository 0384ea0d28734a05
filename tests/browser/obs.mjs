// Chromium as OBS: local files as `http://absolute`, `window.obsstudio` with the real behaviour of obs-browser 2.26, and a
// connection that can be cut.

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, open, shownNumber } from "./support.mjs";

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

/** An OBS with one local file in it. Several sources may show it. */
export class Obs {
  #browser;
  #folder;
  #file = "";

  static async start() {
    const obs = new Obs();
    obs.#folder = await mkdtemp(join(tmpdir(), "daigang-obs-"));
    after(() => rm(obs.#folder, { recursive: true, force: true }));
    const files = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(obs.#file));
    const port = await listen(files);
    after(() => files.close());
    obs.#browser = launch(`--host-resolver-rules=MAP absolute 127.0.0.1:${port}`);
    return obs;
  }

  /** Downloads the loader like a host. */
  async keep(server) {
    this.#file = await (await server.get("/panel/loader.html")).text();
    await writeFile(join(this.#folder, "带岗叠加层.html"), this.#file);
  }

  /** A browser source with "Local file": from its own scheme as in OBS, or as a browser opens it. */
  source({ as = "http://absolute", ...options }) {
    const url = as === "file" ? pathToFileURL(join(this.#folder, "带岗叠加层.html")).href : `${as}/C:/带岗叠加层.html`;
    return this.load(url, options);
  }

  /** A browser source with a URL. */
  async load(url, { prepare = studio, between, ...options }) {
    const receipts = [];
    const listen = (page) => {
      page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => receipts.push(JSON.parse(payload))));
      return between?.(page);
    };
    const page = await open(url, { browser: this.#browser, prepare, between: listen, ...options });
    return Object.assign(page, { receipts });
  }
}

/** As obs-browser does it: the object is in every frame, but callbacks run in the main frame only; without the
 * permission to read scenes the answer is null. (browser-app.cpp: OnContextCreated, executeCallback; browser-client.cpp) */
export function studio() {
  const answers = (value) => (callback) => {
    if (window === window.top && typeof callback === "function") Promise.resolve().then(() => callback(value));
  };
  const status = { recording: false, streaming: true, recordingPaused: false, replaybuffer: false, virtualcam: false };
  window.obsstudio = { pluginVersion: "2.26.8", getStatus: answers(status), getCurrentScene: answers(null) };
}

/** Events of OBS reach every frame. */
export async function tellSource(page, name, detail) {
  const dispatch = ([name, detail]) => dispatchEvent(new CustomEvent(name, { detail }));
  await Promise.all(page.frames().map((frame) => frame.evaluate(dispatch, [name, detail]).catch(() => undefined)));
}

/** The source's "Custom CSS": written into the head of the main frame when its page has loaded. */
export async function dressSource(page, css) {
  await page.evaluate((css) => {
    const style = document.createElement("style");
    style.append(css);
    document.querySelector("head").append(style);
  }, css);
}

/** The overlay that a source's loader shows; null while it shows none. */
export async function overlayIn(page) {
  const frame = await page.$("iframe:not([data-waiting])");
  return frame?.contentFrame() ?? null;
}

/** Like `shownNumber`, through the loader. */
export async function numberIn(page) {
  const overlay = await overlayIn(page);
  return overlay ? shownNumber(overlay) : null;
}

/** A proxy to a server: it can be cut, so that connections break and none opens, or held, so that nothing arrives and no error
 * is reported. */
export class Cable {
  #ends = new Set();
  #cut = false;
  #held = false;
  #port = 0;

  static async to(url) {
    const cable = new Cable();
    const { hostname, port } = new URL(url);
    const server = net.createServer((near) => cable.#join(near, net.connect(Number(port), hostname)));
    cable.#port = await listen(server);
    after(() => {
      cable.cut();
      server.close();
    });
    return cable;
  }

  #join(near, far) {
    const pair = [near, far];
    for (const [from, to] of [pair, [far, near]]) {
      this.#ends.add(from);
      from.on("error", () => undefined);
      from.on("close", () => {
        this.#ends.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (this.#held) from.pause();
    }
    if (this.#cut) near.resetAndDestroy?.() ?? near.destroy();
  }

  /** The same address through the proxy. */
  end(url) {
    const here = new URL(url);
    here.host = `127.0.0.1:${this.#port}`;
    return here.href;
  }

  cut() {
    this.#cut = true;
    for (const end of this.#ends) end.destroy();
  }

  hold() {
    this.#held = true;
    for (const end of this.#ends) end.pause();
  }

  heal() {
    this.#cut = false;
    this.#held = false;
    for (const end of this.#ends) end.resume();
  }
}

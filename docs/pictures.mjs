// Takes every picture of docs/ anew from the current build: `cargo build --release && node docs/pictures.mjs`.
//
// The show is the sample show; every employer and applicant is invented, and so is the public address that links and QR
// codes carry, as they would on a county's server.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = new URL("..", import.meta.url).pathname;
const { chromium } = createRequire(join(ROOT, "tests/package.json"))("playwright-core");

const PUBLIC_URL = "https://wr.example.cn";
/** What a camera would show behind the overlay: an evenly lit room. */
const ROOM = "html { background: linear-gradient(160deg, #8794a3, #c3b7a6 60%, #7a6a58) !important; }";
const FORMATS = { portrait: { width: 1080, height: 1920 }, landscape: { width: 1920, height: 1080 } };
const OFFICE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
/** One card of each kind and length; 8 last, because it stays on screen for the pictures that follow. */
const CARDS = [1, 12, 14, 17, 19, 8];
/** The server judges a faster form as a robot's. In milliseconds. */
const TYPING_TIME = 3_100;
const PEOPLE = [
  ["甲示例", "13900002001", 8, { note: "会开三轮", call_time: "evening" }],
  ["乙示例", "13900002002", 8, { party: "2" }],
  ["丙示例", "13900002002", 1, { party: "2", note: "两口子一起，想住宿" }],
  ["丁示例", "13900002004", 14, { call_time: "morning" }],
  ["戊示例", "13900002005", 8],
  ["己示例", "13900002006", 6],
];

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the sample show; resolves with the links of its pages on this machine. */
async function startDemo(data) {
  const address = `127.0.0.1:${await freePort()}`;
  const program = join(ROOT, "target/release/daigang");
  const server = spawn(program, [
    "demo",
    "--listen",
    address,
    "--public-url",
    PUBLIC_URL,
    "--data",
    join(data, "data"),
  ]);
  const links = {};
  for await (const line of createInterface({ input: server.stdout })) {
    const [, name, url] = line.match(/^(\w+)\s+(\S+)$/) ?? [];
    if (name) links[name] = url.replace(PUBLIC_URL, `http://${address}`);
    if (name === "watcher") break;
  }
  if (!links.watcher) throw new Error("the program ended before it printed its links");
  while (!(await fetch(new URL("/readyz", links.join))).ok);
  return { server, links };
}

async function command(links, body) {
  const key = new URL(links.panel).searchParams.get("key");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const url = new URL("/api/v1/stage/commands", links.panel);
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ do: body }) });
  if (!answer.ok) throw new Error(`${JSON.stringify(body)}: ${answer.status}`);
}

async function signUp(links) {
  const forms = [];
  for (const [name, phone, card, answers] of PEOPLE) {
    const url = new URL(`/j/${card}`, links.join);
    const html = await (await fetch(url)).text();
    const hidden = html.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g);
    const fields = [...hidden].map(([, field, value]) => [field, value]);
    const typed = { name, phone, over16: "1", consent: "1", ...answers };
    forms.push({ url, body: new URLSearchParams([...fields, ...Object.entries(typed)]) });
  }
  await new Promise((resolve) => setTimeout(resolve, TYPING_TIME));
  for (const { url, body } of forms) {
    const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
    if (answer.status !== 303) throw new Error(`${url}: ${answer.status}`);
  }
}

/** Waits until the overlay shows a card at rest. */
async function atRest(overlay, card) {
  await overlay.waitForFunction((number) => {
    const cards = [...document.querySelectorAll("job-card:not([waiting])")];
    const digits = cards[0]?.shadowRoot?.querySelector(".number .digits");
    const still = cards.length === 1 && cards[0].getAnimations({ subtree: true }).length === 0;
    return still && digits?.textContent.trim() === number;
  }, String(card));
}

async function takePictures(browser, links) {
  const open = async (url, viewport) => {
    const page = await (await browser.newContext({ viewport })).newPage();
    await page.goto(url);
    return page;
  };
  const save = (page, name, options) => page.screenshot({ path: join(ROOT, "docs", name), ...options });
  const panel = await open(links.panel, OFFICE);
  const overlays = {};
  for (const [format, viewport] of Object.entries(FORMATS)) {
    overlays[format] = await open(links.overlay, viewport);
    await overlays[format].addStyleTag({ content: ROOM });
  }
  for (const card of CARDS) {
    await command(links, { take: { card } });
    for (const [format, overlay] of Object.entries(overlays)) {
      await atRest(overlay, card);
      await save(overlay, `cards/${card}-${format}.jpg`, { type: "jpeg", quality: 80 });
    }
  }
  await save(overlays.portrait, "overlay-portrait.png");
  await save(overlays.landscape, "overlay.png");
  await overlays.portrait.context().close();
  await panel.locator(".receipt", { hasText: "8号 ✓" }).waitFor();
  await save(panel, "panel.png");
  await save(await open(new URL("/j/8", links.join).href, PHONE), "join.png");
  await save(await open(links.desk, OFFICE), "desk.png");
}

const data = await mkdtemp(join(tmpdir(), "daigang-pictures-"));
const { server, links } = await startDemo(data);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  await signUp(links);
  await takePictures(browser, links);
} finally {
  await browser.close();
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
  await rm(data, { recursive: true, force: true });
}

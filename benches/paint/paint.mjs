// Measures the time from a press on the panel to the overlay's DOM, in two separate Chromium processes. Prints one JSON line.
//
//   node …/paint.mjs URL PRESSES [HOST_KEY OVERLAY_KEY]     without keys the server is the floor, relay.mjs
//
// A press begins at the first listener of the click in the panel. It ends when a MutationObserver in the overlay finds that
// another element is in front; the page has finished its work for the new card by then. Both pages read
// performance.timeOrigin + performance.now(), which is one clock on one machine.

import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(process.cwd(), "here.js"))("playwright-core");

const [url, presses, hostKey, overlayKey] = process.argv.slice(2);
const WARM_UP = 10;
/** The pause between presses, in milliseconds. The random part avoids that presses fall in step with frames. */
const PAUSE = 700;
const PAUSE_RANDOM = 60;
/** The time after which a press counts as lost, in milliseconds. */
const LOST = 5000;
/** The number of cards in the sample show. After the last one the first is taken without measuring. */
const CARDS = 20;

const options = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  ],
};

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** @param {string} path @param {string | undefined} key */
const link = (path, key) => url + path + (key ? `?key=${key}` : "");

/** @param {number} card */
async function take(card) {
  const answer = await fetch(`${url}/api/v1/stage/commands`, {
    method: "POST",
    headers: { authorization: `Bearer ${hostKey}`, "content-type": "application/json" },
    body: JSON.stringify({ do: { take: { card } } }),
  });
  if (!answer.ok && answer.status !== 409) throw new Error(`take ${card}: ${answer.status}`);
  await sleep(1000);
}

async function changed() {
  for (let waited = 0; waited < LOST; waited += PAUSE) {
    const at = await overlay.evaluate(() => window.changedAt);
    if (at !== undefined) return at;
    await sleep(PAUSE);
  }
  throw new Error("the overlay did not change");
}

/** @param {number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.round((sorted.length - 1) * share)].toFixed(2));
}

const browsers = [await chromium.launch(options), await chromium.launch(options)];
const panel = await (await browsers[0].newContext({ viewport: { width: 1280, height: 900 } })).newPage();
const overlay = await (await browsers[1].newContext({ viewport: { width: 1920, height: 1080 } })).newPage();

await panel.addInitScript(() => {
  addEventListener(
    "click",
    () => {
      window.pressedAt = performance.timeOrigin + performance.now();
    },
    true,
  );
});
await overlay.goto(link("/overlay", overlayKey));
await panel.goto(link(hostKey ? "/panel" : "/", hostKey));
if (hostKey) await take(1);
await sleep(2000);
await overlay.evaluate(() => {
  const box = document.getElementById("overlay");
  // The first element that does not wait is the new one; those that lie over it are leaving.
  window.inFront = () => [...box.children].find((child) => !child.hasAttribute("waiting"));
  new MutationObserver(() => {
    if (window.inFront() !== window.before) window.changedAt ??= performance.timeOrigin + performance.now();
  }).observe(box, { childList: true, subtree: true, attributeFilter: ["waiting"] });
});

const took = [];
let card = 1;
for (let press = -WARM_UP; press < Number(presses); press += 1) {
  if (hostKey && card === CARDS) {
    card = 1;
    await take(card);
  }
  card += 1;
  await overlay.evaluate(() => {
    [window.before, window.changedAt] = [window.inFront(), undefined];
  });
  await panel.click("#next");
  // Neither page is queried before the change must have arrived, so that the query does not cost it time.
  await sleep(PAUSE + Math.random() * PAUSE_RANDOM);
  const to = await changed();
  const from = await panel.evaluate(() => window.pressedAt);
  if (press >= 0) took.push(to - from);
}
console.log(
  JSON.stringify({ presses: took.length, dom_p50_ms: percentile(took, 0.5), dom_p99_ms: percentile(took, 0.99) }),
);
for (const browser of browsers) await browser.close();

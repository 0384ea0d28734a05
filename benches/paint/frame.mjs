// Measures the overlay's work for one card change: script, style and layout on a processor that is six times slower. Prints
// one JSON line.
//
//   node …/frame.mjs URL CHANGES HOST_KEY OVERLAY_KEY
//
// `change` is the work from a view's arrival to the second frame after it, when the card is painted. `ahead` is the later
// work, while nothing moves, of drawing the probable next card ahead. Both come from the browser's trace.

import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(process.cwd(), "here.js"))("playwright-core");

const [url, changes, hostKey, overlayKey] = process.argv.slice(2);
/** The factor by which the processor is slowed down. */
const SLOWER = 6;
const WARM_UP = 3;
/** The pause between two changes, in milliseconds, after which movement and drawing ahead have ended. */
const REST = 1800;
const CARDS = 20;
/** The trace events of the main thread's work for a page, besides painting. */
const WORK = new Set([
  "FunctionCall",
  "EvaluateScript",
  "RunMicrotasks",
  "FireAnimationFrame",
  "TimerFire",
  "UpdateLayoutTree",
  "Layout",
]);

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {unknown} command */
async function press(command) {
  const answer = await fetch(`${url}/api/v1/stage/commands`, {
    method: "POST",
    headers: { authorization: `Bearer ${hostKey}`, "content-type": "application/json" },
    body: JSON.stringify({ do: command }),
  });
  if (!answer.ok) throw new Error(`${JSON.stringify(command)}: ${answer.status}`);
}

/**
 * The milliseconds that the intervals cover together.
 * @param {{ts: number, dur: number}[]} intervals
 * @param {number} from
 * @param {number} to
 */
function covered(intervals, from, to) {
  let [sum, until] = [0, from];
  for (const { ts, dur } of intervals) {
    const [begin, end] = [Math.max(ts, until), Math.min(ts + dur, to)];
    if (end > begin) [sum, until] = [sum + end - begin, end];
  }
  return sum / 1000;
}

/** @param {number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.round((sorted.length - 1) * share)].toFixed(2));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  ],
});
const page = await (await browser.newContext({ viewport: { width: 1080, height: 1920 } })).newPage();
await page.addInitScript(() => {
  const Plain = WebSocket;
  window.WebSocket = class extends Plain {
    /** @param {[string | URL, (string | string[])?]} args */
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (!data.startsWith('{"type":"view"')) return;
        performance.mark("bench:view");
        requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("bench:painted")));
      });
    }
  };
});
await page.goto(`${url}/overlay?key=${overlayKey}`);
await press({ take: { card: 1 } });
const session = await page.context().newCDPSession(page);
await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
await sleep(REST);

/** @type {any[]} */
const events = [];
session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
await session.send("Tracing.start", {
  transferMode: "ReportEvents",
  traceConfig: { includedCategories: ["devtools.timeline", "blink.user_timing", "v8.execute"] },
});
for (let change = 0; change < WARM_UP + Number(changes); change += 1) {
  await press(change % CARDS === CARDS - 1 ? { take: { card: 1 } } : "next");
  await sleep(REST);
}
const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
await session.send("Tracing.end");
await complete;
await browser.close();

const marks = events.filter((event) => event.name.startsWith("bench:")).sort((a, b) => a.ts - b.ts);
const views = marks.filter((mark) => mark.name === "bench:view");
const work = events.filter(
  (event) => event.ph === "X" && WORK.has(event.name) && event.tid === views[0].tid && event.pid === views[0].pid,
);
work.sort((a, b) => a.ts - b.ts);
const [changed, ahead] = [[], []];
for (const [at, view] of views.entries()) {
  const painted = marks.find((mark) => mark.name === "bench:painted" && mark.ts > view.ts);
  if (at < WARM_UP || !painted) continue;
  // The mark is set when this listener runs; the page's own listener runs in the same or the next task.
  changed.push(covered(work, view.ts, painted.ts));
  ahead.push(covered(work, painted.ts, views[at + 1]?.ts ?? Infinity));
}
console.log(
  JSON.stringify({
    changes: changed.length,
    slower: SLOWER,
    change_p50_ms: percentile(changed, 0.5),
    change_max_ms: percentile(changed, 1),
    ahead_p50_ms: percentile(ahead, 0.5),
    ahead_max_ms: percentile(ahead, 1),
  }),
);

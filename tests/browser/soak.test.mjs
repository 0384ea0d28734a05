// A long show: two hours of a card every 20 seconds, time-compressed. The pages that stay open must not grow.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PORTRAIT, Server, open, shownNumber, until } from "./support.mjs";

/** Changes before the first sample, a long show of their own: until then the browser compiles what runs often. */
const WARM_UP = 540;
/** And after them two hours of a card every 20 seconds. */
const CHANGES = WARM_UP + 360;
const EVERY = 30;
const CARDS = 20;
/** How much faster timers and animations run. */
const FASTER = 10;
/**
 * Growth that would be three hours' harmless noise, for each card change: a leaked card alone has some 80 nodes and 20
 * KiB.
 */
const NODES_MAX = 0.5;
const HEAP_BYTES_MAX = 512;

/** Makes the page's timers run faster; runs before its own scripts. */
function hurry() {
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (what, ms = 0, ...rest) => later(what, ms / 10, ...rest);
}

/** Growth for each step of 1 in `at`: the slope of the straight line that fits best. */
function slope(samples, of) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map((one) => one.at)), mean(samples.map(of))];
  const over = samples.reduce((sum, one) => sum + (one.at - x) * (of(one) - y), 0);
  return over / samples.reduce((sum, one) => sum + (one.at - x) ** 2, 0);
}

/** Nodes and heap of a page after garbage collection. */
async function weigh(session, at) {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return { at, nodes: of("Nodes"), heap: of("JSHeapUsedSize"), listeners: of("JSEventListeners") };
}

async function weighed(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("Animation.enable");
  await session.send("Animation.setPlaybackRate", { playbackRate: FASTER });
  return { session, samples: [] };
}

test("two hours of card changes leave the pages as large as they were", async (t) => {
  const server = await Server.start();
  await server.command({ take: { card: CARDS } });
  const overlay = await open(server.links.overlay, { viewport: PORTRAIT, prepare: hurry });
  const panel = await open(server.links.panel, { viewport: { width: 1280, height: 800 } });
  const pages = { overlay: await weighed(overlay), panel: await weighed(panel) };
  for (let change = 0; change <= CHANGES; change += 1) {
    const card = (change % CARDS) + 1;
    await server.command(card === 1 ? { take: { card } } : "next");
    await until(`card ${card}`, async () => (await shownNumber(overlay)) === String(card));
    if (card < CARDS) await overlay.locator("job-card[waiting]").waitFor({ state: "attached" });
    if (change < WARM_UP || change % EVERY !== 0) continue;
    await panel.locator("#onair-card", { hasText: String(card) }).waitFor();
    for (const { session, samples } of Object.values(pages)) samples.push(await weigh(session, change));
  }
  for (const [name, { samples }] of Object.entries(pages)) {
    const [nodes, heap] = [slope(samples, (one) => one.nodes), slope(samples, (one) => one.heap)];
    const last = samples.at(-1);
    t.diagnostic(
      `${name}: ${nodes.toFixed(3)} nodes and ${heap.toFixed(0)} bytes a change; ${last.nodes} nodes and ${(last.heap / 2 ** 20).toFixed(1)} MiB in the end`,
    );
    assert.ok(nodes <= NODES_MAX, `${name}: nodes grow by ${nodes} a change`);
    assert.ok(heap <= HEAP_BYTES_MAX, `${name}: the heap grows by ${heap} bytes a change`);
  }
});

// A host presses, OBS paints: panel and overlay as real pages, and the picture during failures.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LANDSCAPE, PORTRAIT, Server, assertSound, inked, open, shownNumber, spy, until } from "./support.mjs";

/** Messages of the console while a server is away. */
const AWAY = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection|ERR_EMPTY_RESPONSE/;

const shows = (overlay, number) =>
  until(`card ${number || "none"} on the overlay`, async () => (await shownNumber(overlay)) === number);

test("the host presses, the overlay paints, the panel shows the receipt", async () => {
  const server = await Server.start();
  const panel = await open(server.links.panel, { viewport: { width: 1280, height: 900 } });
  const overlay = await open(server.links.overlay, { viewport: PORTRAIT });
  assert.equal(await inked(overlay), 0, "an empty screen is transparent");

  const receipt = panel.locator("#receipt[data-tone=good] #receipt-text");
  const says = (text) => receipt.filter({ hasText: text }).waitFor();
  await panel.keyboard.press("Space");
  await shows(overlay, "1");
  await says("1号");
  const title = overlay.locator("job-card:not([waiting]) .title");
  assert.match((await title.textContent()) ?? "", /罐头车间操作工/);
  assert.ok((await inked(overlay)) > 0.05, "it is really drawn");
  assert.equal(await panel.locator("#onair-title").textContent(), "罐头车间操作工");

  await panel.keyboard.type("8");
  await panel.keyboard.press("Enter");
  await panel.locator("#upnext[data-cued] #upnext-number", { hasText: "8" }).waitFor();
  await panel.keyboard.press("Space");
  await shows(overlay, "8");
  await says("8号");
  assert.match((await overlay.locator("job-card:not([waiting]) .pay").textContent()) ?? "", /6800/);

  await panel.keyboard.press("Escape");
  await shows(overlay, "");
  await until("an empty picture", async () => (await inked(overlay)) === 0);
  await panel.keyboard.press("u");
  await shows(overlay, "8");
  await panel.keyboard.press("b");
  await until("a black screen", async () => (await inked(overlay)) === 0);
  await says("黑屏");
  await panel.keyboard.press("r");
  await shows(overlay, "8");
  await says("8号");
  await assertSound(panel);
  await assertSound(overlay);
});

test("an idle card is truly still", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const overlay = await open(server.links.overlay, { viewport: LANDSCAPE });
  await shows(overlay, "8");
  const running = await overlay.evaluate(
    () => document.getAnimations().filter((animation) => animation.playState === "running").length,
  );
  assert.equal(running, 0, "no animation runs");
  const first = await overlay.screenshot();
  const later = await overlay.screenshot();
  assert.ok(first.equals(later), "two pictures are the same");
});

test("a reload in mid-card shows the same card without its entry", async () => {
  const server = await Server.start();
  const overlay = await open(server.links.overlay, { viewport: PORTRAIT, prepare: spy });
  await until("the overlay's line", async () => (await overlay.evaluate(() => document.readyState)) === "complete");
  await until("its receipt", async () => (await server.stage()).rev > 0);
  await server.command({ take: { card: 8 } });
  await shows(overlay, "8");
  const before = await overlay.screenshot();

  await overlay.reload();
  await shows(overlay, "8");
  assert.equal(await overlay.evaluate(() => globalThis.moved), 0, "nothing moved");
  assert.ok(before.equals(await overlay.screenshot()), "the picture is the same to the last dot");

  // The next card has its entry animation.
  await server.command("next");
  await shows(overlay, "9");
  assert.ok((await overlay.evaluate(() => globalThis.moved)) > 0);
  await assertSound(overlay);
});

test("a server that is killed with a card on air never blanks it, and has it back within 3 s", async () => {
  const server = await Server.start();
  const overlay = await open(server.links.overlay, { viewport: PORTRAIT, prepare: spy });
  await server.command({ take: { card: 8 } });
  await shows(overlay, "8");
  const before = await overlay.screenshot();
  await overlay.evaluate(() => (globalThis.watching = true));

  await server.kill();
  // Long enough for several retries of the page.
  await until("the page's tries", () => overlay.faults.filter((fault) => AWAY.test(fault)).length >= 3);
  assert.ok(before.equals(await overlay.screenshot()), "the picture stays, and no error is written on it");

  await server.restart();
  const rev = await server.command("next");
  const { took } = await shows(overlay, "9");
  assert.ok(took < 3000, `it took ${took} ms`);
  assert.equal((await server.stage()).rev, rev);
  assert.equal(await overlay.evaluate(() => globalThis.blank), 0, "no frame was without a card");
  assert.deepEqual(
    overlay.faults.filter((fault) => !AWAY.test(fault)),
    [],
  );
});

test("a panel whose server is gone says so, and works again when it is back", async () => {
  const server = await Server.start();
  const panel = await open(server.links.panel, { viewport: { width: 1280, height: 900 } });
  await panel.locator("#panel[data-link=open]").waitFor();
  await server.kill();
  await panel.locator("#panel:not([data-link=open])").waitFor();
  await panel.locator("#banner:not([hidden])").waitFor();
  await server.restart();
  await panel.locator("#panel[data-link=open]").waitFor();
  await panel.keyboard.press("Space");
  await panel.locator("#onair-title", { hasText: "罐头车间操作工" }).waitFor();
});

test("two panels show the same, and the slower press is refused with a reason", async () => {
  const server = await Server.start();
  const one = await open(server.links.panel, { viewport: { width: 1280, height: 900 } });
  const other = await open(server.links.panel, { viewport: { width: 390, height: 844 } });
  for (const panel of [one, other]) await panel.locator("#panel[data-link=open]").waitFor();
  await one.keyboard.press("Space");
  await other.locator("#onair-title", { hasText: "罐头车间操作工" }).waitFor();
  await other.keyboard.press("Space");
  await one.locator("#onair-title", { hasText: "铸造车间打磨工" }).waitFor();
  await assertSound(one);
  await assertSound(other);
});

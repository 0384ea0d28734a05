// The overlay in OBS: opened before the server, reloaded in mid-show, cut off. A blank or an error must never be visible.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Cable, Obs, dressSource, numberIn, overlayIn, studio, tellSource } from "./obs.mjs";
import { LANDSCAPE, PORTRAIT, Server, assertSound, inked, open, shownNumber, spy, until } from "./support.mjs";

/** The card must be visible within this many milliseconds after the server is ready. */
const BACK = 3000;
/** How long a cable is cut, in milliseconds. */
const CUT_MS = 20_000;
/** Messages of the console while a server is away. */
const AWAY = /ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket connection|chrome-error/;

/** Provides OBS's object, and counts every animation and every frame without a card. */
const watched = new Function(`(${studio})(); (${spy})();`);

/** Through the loader. */
const shows = (page, number, limit) =>
  until(`card ${number || "none"}`, async () => (await numberIn(page)) === number, limit);
const newest = (page) => page.receipts.filter((frame) => frame.type === "shown").at(-1);
const faultsOf = (page) => page.faults.filter((fault) => !AWAY.test(fault));

test("sources that were opened before the server have the right card within 3 s of its start, 20 of 20", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const obs = await Obs.start();
  await obs.keep(server);
  await server.kill();
  const sources = [];
  // Two at a time: more would measure how a small machine loads many pages at once.
  for (const as of ["http://absolute", "file"])
    sources.push(await obs.source({ as, viewport: LANDSCAPE, prepare: watched }));
  const took = [];
  for (let round = 1; round <= 10; round += 1) {
    const tries = sources.map((page) => page.faults.length);
    await until("failed tries of each", () =>
      sources.every((page, at) => page.faults.length > tries[at] + (round % 3)),
    );
    assert.equal(await inked(sources[round % 2]), 0, "nothing is seen of the failed tries");
    await server.restart();
    const begun = performance.now();
    const number = String(7 + round);
    const came = sources.map(async (page) => {
      await shows(page, number, BACK);
      took.push(performance.now() - begun);
      assert.equal(await (await overlayIn(page)).evaluate(() => globalThis.moved), 0, "it did not move in");
    });
    await Promise.all(came);
    await server.command("next");
    await Promise.all(sources.map((page) => shows(page, String(8 + round))));
    await server.kill();
    await Promise.all(sources.map((page) => page.reload()));
  }
  assert.equal(took.length, 20);
  console.log(
    "opened before the server:",
    took
      .map(Math.round)
      .sort((a, b) => a - b)
      .join(" "),
  );
  assert.ok(Math.max(...took) < BACK, `the slowest took ${Math.max(...took)} ms`);
  for (const page of sources) assert.deepEqual(faultsOf(page), []);
});

test("a reload in mid-show has the right card without its entry, 100 of 100", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  await obs.keep(server);
  await server.command({ take: { card: 8 } });
  const loader = await obs.source({ viewport: LANDSCAPE, prepare: watched });
  const plain = await obs.load(server.links.overlay, { viewport: LANDSCAPE, prepare: watched });
  let right = 0;
  const reload = async (page, overlay) => {
    for (let time = 0; time < 50; time += 1) {
      await page.reload({ waitUntil: "commit" });
      await until("card 8", async () => (await shownNumber(await overlay())) === "8");
      assert.equal(await (await overlay()).evaluate(() => globalThis.moved), 0, "nothing moved");
      right += 1;
    }
  };
  await Promise.all([reload(loader, () => overlayIn(loader)), reload(plain, async () => plain)]);
  assert.equal(right, 100);
  for (const page of [loader, plain])
    assert.deepEqual(
      page.faults.filter((fault) => !/ERR_ABORTED/.test(fault)),
      [],
    );
});

test("a server that is killed never blanks the loader's picture, and the right one is there within 3 s", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  await obs.keep(server);
  await server.command({ take: { card: 8 } });
  const page = await obs.source({ viewport: PORTRAIT, prepare: watched });
  await shows(page, "8");
  const overlay = await overlayIn(page);
  await overlay.evaluate(() => (globalThis.watching = true));
  const before = await page.screenshot();

  await server.kill();
  const begun = page.faults.length;
  await until("the page's tries", async () => {
    assert.ok(before.equals(await page.screenshot()), "the picture stays to the last dot");
    return page.faults.length >= begun + 3;
  });
  await server.restart();
  const rev = await server.command("next");
  const { took } = await until("the newest receipt", () => newest(page)?.rev === rev);
  assert.ok(took < BACK, `it took ${took} ms`);
  await shows(page, "9");
  assert.deepEqual([newest(page).card, newest(page).loader], [9, true]);
  assert.equal(await overlayIn(page), overlay, "the same page all the time");
  assert.equal(await overlay.evaluate(() => globalThis.blank), 0, "no frame was without a card");
  assert.deepEqual(faultsOf(page), []);
});

test("an overlay that navigated to an error page is hidden, and comes back", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  await obs.keep(server);
  await server.command({ take: { card: 8 } });
  const page = await obs.source({ viewport: LANDSCAPE });
  await shows(page, "8");
  const before = await page.screenshot({ omitBackground: true });
  const gone = await overlayIn(page);
  await gone.evaluate(() => location.assign("http://127.0.0.1:9/"));
  await until("nothing on screen", async () => (await page.$$("iframe:not([data-waiting])")).length === 0);
  assert.equal(await inked(page), 0, "no error is seen");
  await shows(page, "8");
  assert.ok(before.equals(await page.screenshot({ omitBackground: true })));
});

test("a wrong key shows nothing, and the loader keeps retrying", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  const right = await (await server.get("/panel/loader.html")).text();
  const wrong = right.replace(/key=\w+/, "key=0123456789abcdef");
  assert.notEqual(wrong, right);
  await obs.keep({ get: async () => new Response(wrong) });
  const page = await obs.source({ viewport: LANDSCAPE });
  await until("several tries", () => page.faults.filter((fault) => /403/.test(fault)).length >= 3);
  assert.equal(await inked(page), 0);
});

test("receipts carry the state of OBS, through the loader and without it", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  await obs.keep(server);
  const [loader, plain] = [
    await obs.source({ viewport: PORTRAIT }),
    await obs.load(server.links.overlay, { viewport: PORTRAIT }),
  ];
  for (const page of [loader, plain]) {
    const told = { loader: page === loader, obs: "2.26.8", streaming: true, scene: null, visible: null, active: null };
    const receipt = (facts) =>
      until(JSON.stringify(facts), () => Object.entries(facts).every(([key, value]) => newest(page)?.[key] === value));
    await receipt({ ...told, card: null, face: null, hidden: false, width: 1080, height: 1920 });
    await tellSource(page, "obsSourceVisibleChanged", { visible: true });
    await tellSource(page, "obsSourceActiveChanged", { active: false });
    await tellSource(page, "obsSceneChanged", { name: "开场 & 片头", width: 1080, height: 1920 });
    await tellSource(page, "obsStreamingStopped", null);
    await receipt({ ...told, visible: true, active: false, scene: "开场 & 片头", streaming: false });
    const sent = page.receipts.length;
    await tellSource(page, "obsSceneChanged", { name: "开场 & 片头", width: 1080, height: 1920 });
    await server.command({ cue: { card: page === loader ? 3 : 4 } });
    await until("the next receipt", () => page.receipts.length > sent);
    assert.equal(page.receipts.length, sent + 1, "what is no news is not reported");
    assert.deepEqual(page.faults, []);
  }
});

test("a source's custom CSS reaches the card through the loader", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  await obs.keep(server);
  await server.command({ take: { card: 8 } });
  const page = await obs.source({ viewport: PORTRAIT });
  await shows(page, "8");
  await dressSource(page, ":root { --card-scale: 0.5 }");
  const overlay = await overlayIn(page);
  const width = () => overlay.evaluate(() => document.querySelector("job-card").getBoundingClientRect().width);
  await until("half the card", async () => (await width()) < 1080 * 0.6);
  assert.deepEqual(page.faults, []);
});

test("a panic that the store could not accept hides everything until it is released", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const obs = await Obs.start();
  await obs.keep(server);
  // Simulates a server whose store is away: it adds the frame to those of the real one.
  let [say, hangUp] = [() => assert.fail("no socket yet"), () => undefined];
  const receipts = [];
  const between = (page) =>
    page.routeWebSocket(/\/ws\?/, (near) => {
      const far = near.connectToServer();
      near.onMessage((text) => {
        receipts.push(JSON.parse(text));
        far.send(text);
      });
      far.onMessage((text) => near.send(text));
      say = (frame) => near.send(JSON.stringify(frame));
      hangUp = () => near.close({ code: 1012 });
    });
  const page = await obs.source({ viewport: LANDSCAPE, between });
  await shows(page, "8");
  const received = (facts) =>
    until(JSON.stringify(facts), () => Object.entries(facts).every(([key, value]) => receipts.at(-1)?.[key] === value));
  say({ type: "hidden", hidden: true });
  await received({ type: "shown", hidden: true, card: null, panic: false });
  assert.equal(await inked(page), 0);

  // A newer view does not unhide.
  const rev = await server.command("next");
  await received({ rev, hidden: true, card: null });
  assert.equal(await inked(page), 0);
  say({ type: "hidden", hidden: false });
  await received({ rev, hidden: false, card: 9 });
  await shows(page, "9");

  // If that server dies, a reconnect does not unhide, but the next revision does.
  say({ type: "hidden", hidden: true });
  await received({ hidden: true });
  const before = receipts.length;
  hangUp();
  await until("another line", () => receipts.slice(before).some((frame) => frame.type === "shown" && frame.hidden));
  assert.equal(await inked(page), 0);
  await server.command("next");
  await received({ hidden: false, card: 10 });
  await shows(page, "10");
});

test("a new build replaces the old one invisibly, once", async () => {
  const server = await Server.start();
  const obs = await Obs.start();
  await obs.keep(server);
  // Always reports another build, like the older of two servers.
  let pages = 0;
  const between = (page) =>
    page.routeWebSocket(/\/ws\?/, (near) => {
      pages += 1;
      const far = near.connectToServer();
      far.onMessage((text) => near.send(text.replace(/"build":"\w+"/, '"build":"0ther"')));
    });
  const page = await obs.source({ viewport: LANDSCAPE, between });
  await until("a page more", async () => pages === 2 && (await page.$$("iframe")).length === 1);
  const overlay = await overlayIn(page);
  for (const command of [{ take: { card: 8 } }, "out", { take: { card: 9 } }]) await server.command(command);
  await shows(page, "9");
  assert.deepEqual([pages, await overlayIn(page)], [2, overlay], "once");
  assert.deepEqual(page.faults, []);
});

test("an overlay that is cut off for 20 s keeps its picture; the panel says so, and the picture is right after the reconnect", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const panel = await open(server.links.panel, { viewport: { width: 1280, height: 900 } });
  const cable = await Cable.to(server.url);
  const overlay = await open(cable.end(server.links.overlay), { viewport: LANDSCAPE });
  const says = (tone) =>
    until(`the panel's ${tone} word`, () => panel.locator(`#receipt[data-tone=${tone}]`).isVisible());
  const onOverlay = (number) => until(`card ${number}`, async () => (await shownNumber(overlay)) === number);
  await onOverlay("8");
  await says("good");
  let number = 8;
  for (const break_ of ["hold", "cut"]) {
    const before = await overlay.screenshot();
    const begun = performance.now();
    cable[break_]();
    // Without any press: the connection itself is monitored.
    const told = await says("bad");
    assert.ok(told.took < BACK, `${break_}: the panel said so after ${told.took} ms`);
    const alarm = break_ === "hold" ? "silent-" : "none";
    await panel.locator(`#banner [data-alarm^=${alarm}]`).waitFor();
    await server.command("next");
    await until("the end of the cut", () => performance.now() - begun > CUT_MS, CUT_MS + BACK);
    assert.ok(before.equals(await overlay.screenshot()), `${break_}: the picture stays`);
    cable.heal();
    number += 1;
    const { took } = await onOverlay(String(number));
    assert.ok(took < BACK, `${break_}: it took ${took} ms`);
    await says("good");
    assert.equal(
      await panel.locator("#chips [data-chip^=overlay]").count(),
      1,
      `${break_}: one overlay, however often it came`,
    );
    console.log(`${break_}: told after ${Math.round(told.took)} ms, right ${Math.round(took)} ms after healing`);
  }
  await assertSound(panel);
});

// The panel's connection to the server: lost, silent while it looks open, refused, and to a server of another build. And the
// seats of panels.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Server, assertSound, open } from "./support.mjs";

const SCREEN = { width: 1280, height: 800 };
const ready = (panel) => panel.locator("#panel[data-link=open]").waitFor();
const alarm = (panel, id, text = "") => panel.locator(`.alarm[data-alarm=${id}]`, { hasText: text }).waitFor();
const status = (panel, text) => panel.locator("#status", { hasText: text }).waitFor();

/** A proxy between a panel and its server, which the test controls. */
class Between {
  /** @type {((frame: any) => any)} what a frame from the server becomes */
  change = (frame) => frame;
  /** @type {any} */
  #line;
  #gone = false;
  #gate = Promise.resolve();
  #lift = () => {};

  /** @param {any} page */
  async stand(page) {
    await page.routeWebSocket(/view=panel/, async (line) => {
      await this.#gate;
      this.#line = line;
      const server = line.connectToServer();
      const lives = () => this.#line === line && !this.#gone;
      line.onMessage((text) => lives() && server.send(text));
      server.onMessage((text) => lives() && line.send(JSON.stringify(this.change(JSON.parse(text)))));
    });
  }

  /** From now on no frame arrives on either side, the connection looks open, and no other one opens: Wi-Fi is gone. */
  vanish() {
    this.#gone = true;
    this.#gate = new Promise((resolve) => (this.#lift = resolve));
  }

  comeBack() {
    this.#line = null;
    this.#gone = false;
    this.#lift();
  }

  cut() {
    return this.#line.close({ code: 1012 });
  }
}

async function panelBehind(server, between, as = "panel") {
  const panel = await open(server.links[as], { viewport: SCREEN, between: (page) => between.stand(page) });
  await ready(panel);
  return panel;
}

test("a panic without an answer sends the host to OBS, even if the connection looks open, until a picture shows its result", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const between = new Between();
  const panel = await panelBehind(server, between);
  await panel.locator("#onair-title", { hasText: "月嫂" }).waitFor();
  between.vanish();
  const pressed = performance.now();
  await panel.keyboard.press("b");
  await alarm(panel, "unanswered", "眼睛");
  assert.ok(performance.now() - pressed < 2500, "before the line itself is known to be dead");
  await panel.locator("#panel[data-link=lost]").waitFor();
  assert.ok(performance.now() - pressed < 5000, "a dead line is found in seconds");
  await alarm(panel, "unanswered");
  await status(panel, "黑屏：没等到回音，不知道有没有生效");
  between.comeBack();
  await ready(panel);
  await alarm(panel, "unsent", "没有生效");
  await status(panel, "黑屏：没等到回音");
  await panel.keyboard.press("b");
  await panel.locator("#onair[data-state=black]").waitFor();
  await panel.locator(".alarm[data-alarm=unsent]").waitFor({ state: "detached" });
  await assertSound(panel);
});

test("a panic whose answer was lost ends when the picture is reported black", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const between = new Between();
  const panel = await panelBehind(server, between);
  between.change = () => ({ type: "nothing" });
  await panel.keyboard.press("b");
  await alarm(panel, "unanswered");
  assert.equal((await server.stage()).view.panic, true);
  between.change = (frame) => frame;
  await between.cut();
  await panel.locator("#onair[data-state=black]").waitFor();
  await ready(panel);
  await panel.locator(".alarm[data-alarm=unanswered]").waitFor({ state: "detached" });
  assert.equal(await panel.locator(".alarm[data-alarm=unsent]").count(), 0);
});

test("an open press stays in doubt during retries and after the reconnect", async () => {
  const server = await Server.start();
  const between = new Between();
  const panel = await panelBehind(server, between);
  between.vanish();
  await panel.keyboard.press("Space");
  await panel.locator("#next[data-press=pending]").waitFor();
  await server.kill();
  await panel.locator("#panel[data-link=lost]").waitFor();
  const doubt = "没等到回音，不知道有没有生效";
  await status(panel, doubt);
  between.comeBack();
  await server.restart();
  await ready(panel);
  await status(panel, doubt);
  assert.equal((await server.stage()).view.on_air, null);
});

test("a page that may not hide the picture is not sent to OBS without a connection", async () => {
  const server = await Server.start();
  const watcher = await panelBehind(server, new Between(), "watcher");
  await server.kill();
  await watcher.locator("#panel[data-link=lost]").waitFor();
  await watcher.keyboard.press("b");
  await status(watcher, "您是旁看");
  await alarm(watcher, "lost");
  assert.equal(await watcher.locator(".alarm[data-alarm=stuck]").count(), 0);
});

test("a panel whose sign-in has expired says so, with a remedy, instead of retrying for ever", async () => {
  const server = await Server.start();
  const between = new Between();
  const panel = await panelBehind(server, between);
  await panel.context().clearCookies();
  await between.cut();
  await panel.locator("#panel[data-link=refused]").waitFor();
  await alarm(panel, "refused", "panel");
  await panel.keyboard.press("b");
  await alarm(panel, "stuck", "眼睛");
  await alarm(panel, "refused");
});

test("after an update of the server a panel says that it is outdated, even if nothing on screen has changed", async () => {
  const server = await Server.start();
  const between = new Between();
  const panel = await panelBehind(server, between);
  assert.equal(await panel.locator("#new-build").isVisible(), false);
  const overlay = await open(server.links.overlay, { viewport: { width: 1080, height: 1920 } });
  await panel.locator(".chip[data-chip^=overlay]").waitFor();
  between.change = (frame) => {
    if (frame.type === "view") return { ...frame, build: "newer" };
    if (frame.type !== "around") return frame;
    return {
      ...frame,
      overlays: frame.overlays.map((one) => ({ ...one, shown: one.shown && { ...one.shown, build: "newer" } })),
    };
  };
  await between.cut();
  await panel.locator("#new-build").waitFor();
  await panel.locator(".chip[data-chip^=overlay]").waitFor();
  assert.equal(await panel.locator(".alarm[data-alarm^=build]").count(), 0, "the new overlay is not called old");
  await overlay.close();
});

test("a duplicated tab has another seat, and a reloaded one has not", async () => {
  const server = await Server.start();
  const panel = await open(server.links.panel, { viewport: SCREEN });
  await ready(panel);
  await panel.locator("[data-open=people]").click();
  await panel.locator("#drive").click();
  await panel.locator("#wheel-state", { hasText: "您在主持" }).waitFor();
  const [copy] = await Promise.all([
    panel.waitForEvent("popup"),
    panel.evaluate(() => void window.open(location.href)),
  ]);
  await ready(copy);
  await copy.locator("#wheel:not([hidden])").waitFor();
  await copy.locator("[data-open=people]").click();
  await copy.locator("#people-list li").nth(1).waitFor();
  assert.equal(await copy.locator("#people-list li", { hasText: "（您）" }).count(), 1);
  await panel.reload();
  await ready(panel);
  await panel.locator("[data-open=people]").click();
  await panel.locator("#wheel-state", { hasText: "您在主持" }).waitFor();
});

// The host's panel against the real server: keys that must not act, several people, timers, and small screens.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Server, assertAccessible, assertSound, open, until } from "./support.mjs";

const SCREEN = { width: 1280, height: 800 };
const DOCK = { width: 320, height: 700 };

const ready = (panel) => panel.locator("#panel[data-link=open]").waitFor();
const onAir = (panel, title) => panel.locator("#onair-title", { hasText: title }).waitFor();
const status = (panel, text) => panel.locator("#status", { hasText: text }).waitFor();
const FIRST = "罐头车间操作工";

async function panelAt(server, viewport = SCREEN, options = {}) {
  const panel = await open(server.links[options.as ?? "panel"], { viewport, prepare: recordRequests, ...options });
  await ready(panel);
  return panel;
}

/** Records the requests and commands of the page; runs before its own scripts. */
function recordRequests() {
  globalThis.asked = [];
  const [send, fetch] = [WebSocket.prototype.send, globalThis.fetch];
  WebSocket.prototype.send = function (text) {
    if (JSON.parse(text).type !== "ping") globalThis.asked.push(text);
    return send.call(this, text);
  };
  globalThis.fetch = (...request) => {
    globalThis.asked.push(String(request[0]));
    return fetch(...request);
  };
}

/** A key without effect sends nothing: a key is handled before the page can answer the next call. */
async function assertUntouched(panel, act) {
  const before = await panel.evaluate(() => globalThis.asked.length);
  await act();
  assert.deepEqual(await panel.evaluate((from) => globalThis.asked.slice(from), before), [], "nothing was asked");
}

test("axe finds nothing on the panel, whatever is open", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  for (const [viewport, colorScheme] of [
    [SCREEN, "light"],
    [DOCK, "dark"],
    [{ width: 1920, height: 1080 }, "dark"],
  ]) {
    const panel = await panelAt(server, viewport, { colorScheme });
    await panel.locator("#receipt:not([data-tone=quiet])").waitFor();
    const name = `${viewport.width} px, ${colorScheme}`;
    await assertAccessible(panel, name);
    await panel.locator(".row [data-do=more]").nth(4).click();
    await assertAccessible(panel, `${name}, a row opened`);
    for (const dialog of ["keys", "show", "people", "add", "picture", "notice", "obs", "update"]) {
      await panel.evaluate((id) => document.getElementById(id).showModal(), dialog);
      await assertAccessible(panel, `${name}, ${dialog}`);
      await panel.evaluate((id) => document.getElementById(id).close(), dialog);
    }
  }
  await server.command("panic");
  const black = await panelAt(server);
  await black.locator("#onair[data-state=black]").waitFor();
  await assertAccessible(black, "black");
  const watcher = await panelAt(server, DOCK, { as: "watcher" });
  await assertAccessible(watcher, "a watcher's");
});

test("typed digits cue a card and show nothing; Space shows it; undo names the step that it reverts", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  await panel.keyboard.type("8");
  await panel.keyboard.press("Enter");
  await panel.locator("#upnext[data-cued] #upnext-number", { hasText: "8" }).waitFor();
  assert.equal((await server.stage()).view.on_air, null);
  await panel.keyboard.press("Space");
  await onAir(panel, "月嫂");
  await status(panel, "上屏8号：好了");
  await panel.locator("#undo .key-note", { hasText: "8号" }).waitFor();
  await panel.keyboard.press("u");
  await status(panel, "撤销“");
  await panel.locator("#onair[data-state=empty]").waitFor();
  await assertSound(panel);
});

test("keys that are text, that are held, or that an input method has are no commands", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const panel = await panelAt(server);
  await onAir(panel, "月嫂");

  await panel.keyboard.press("n");
  await panel.locator("dialog#notice[open]").waitFor();
  await assertUntouched(panel, () => panel.keyboard.type("b e 8 u"));
  assert.equal(await panel.locator("#notice-text").inputValue(), "b e 8 u");
  await panel.keyboard.press("Escape");
  await panel.locator("dialog#notice[open]").waitFor({ state: "detached" });
  assert.equal((await server.stage()).view.on_air.card, 8, "Escape closed the dialog and took nothing off");

  await panel.locator(".row [data-do=more]").nth(2).click();
  const minutes = panel.locator(".row").nth(2).locator("[data-plan=minutes]");
  await minutes.focus();
  await panel.locator(".chip[data-chip=keys]").waitFor();
  await assertUntouched(panel, () => panel.keyboard.press("Space"));
  await minutes.fill("7");
  await panel.keyboard.press("Enter");
  await until("the plan is kept", async () => (await server.stage()).view.rundown[2].minutes === 7);
  await panel.locator(".chip[data-chip=keys]").waitFor({ state: "detached" });

  await assertUntouched(panel, () =>
    panel.evaluate(() => {
      const press = (more) =>
        document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true, ...more }),
        );
      press({ repeat: true });
      press({ isComposing: true });
      press({ ctrlKey: true });
    }),
  );
  await assertSound(panel);
});

test("panic works while a slider, a number or a list has the focus", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const more = (panel) => panel.locator(".row [data-do=more]").nth(2).click();
  const hands = {
    "#place-top": (panel) => panel.locator("[data-open=picture]").click(),
    ".row:nth-of-type(3) [data-plan=minutes]": more,
    ".row:nth-of-type(3) [data-plan=then]": more,
    "#break-minutes": () => {},
  };
  for (const [control, reach] of Object.entries(hands)) {
    const panel = await panelAt(server);
    await onAir(panel, "月嫂");
    await reach(panel);
    await panel.locator(control).focus();
    await assertUntouched(panel, () => panel.keyboard.press("u"));
    await panel.keyboard.press("b");
    await panel.locator("#onair[data-state=black]").waitFor();
    await assertSound(panel);
    await panel.close();
    await server.command("release");
  }
});

test("the monitors never take the keys away", async () => {
  const server = await Server.start();
  const panel = await panelAt(server, { width: 1920, height: 1080 });
  const frames = panel.locator(".monitor-screen iframe");
  assert.equal(await frames.count(), 2, "open where there is room");
  assert.deepEqual(
    await frames.evaluateAll((all) => all.map((frame) => frame.width)),
    ["1080", "1080"],
    "at their true size",
  );
  await panel.locator("#monitor-program").click();
  await panel.keyboard.press("Space");
  await onAir(panel, FIRST);
  await panel.locator("#monitors-close").click();
  assert.equal(await frames.count(), 0, "closed, they cost nothing");
  await panel.reload();
  await ready(panel);
  assert.equal(await frames.count(), 0, "and stay closed");
});

test("an assistant and a watcher see what they may press, and why not the rest", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const assistant = await panelAt(server, SCREEN, { as: "assistant" });
  await onAir(assistant, "月嫂");
  await assertUntouched(assistant, () => assistant.keyboard.press("Space"));
  await status(assistant, "您是助手");
  await assistant.keyboard.press("f");
  await until("the card is full", async () => (await server.stage()).view.on_air.full);
  await assistant.keyboard.press("n");
  await assistant.locator(".notice-template").first().click();
  await assistant.locator("#notice-go").click();
  await assistant.locator("#onair[data-state=face]").waitFor();

  const watcher = await panelAt(server, SCREEN, { as: "watcher" });
  await watcher.locator("#wheel-text", { hasText: "旁看" }).waitFor();
  await assertUntouched(watcher, async () => {
    await watcher.keyboard.press("b");
    await watcher.keyboard.press("Space");
  });
  assert.equal(await watcher.locator("#panic").getAttribute("aria-disabled"), "true");
  await assistant.keyboard.press("b");
  await watcher.locator("#onair[data-state=black]").waitFor();
  await assertSound(watcher);
});

test("one host takes control, both see it, and the other still has panic", async () => {
  const server = await Server.start();
  const [one, other] = [await panelAt(server), await panelAt(server)];
  await one.locator("[data-open=people]").click();
  await one.locator("#drive").click();
  await one.locator("#wheel-state", { hasText: "您在主持" }).waitFor();
  await one.locator("dialog#people [data-close]").click();
  await other.locator("#wheel:not([hidden])").waitFor();
  await other.locator(".alarm[data-alarm=wheel]").waitFor();
  await assertUntouched(other, () => other.keyboard.press("Space"));
  await one.keyboard.press("Space");
  await onAir(other, FIRST);
  await one.reload();
  await ready(one);
  await one.locator("#wheel").waitFor({ state: "hidden" });
  await other.keyboard.press("b");
  for (const panel of [one, other]) await panel.locator("#onair[data-state=black]").waitFor();
  await status(other, "黑屏：好了");
  await other.locator("#wheel-drive").click();
  await status(other, "接手主持：好了");
  await one.locator("#wheel:not([hidden])").waitFor();
  await assertSound(one);
  await assertSound(other);
});

test("a timer follows the server's clock, whatever this machine's says", async () => {
  const server = await Server.start();
  const prepare = () => {
    const real = Date.now;
    globalThis.shift = 0;
    Date.now = () => real() + globalThis.shift;
  };
  const panel = await panelAt(server, SCREEN, { prepare });
  await panel.locator(".row [data-do=more]").first().click();
  const row = panel.locator(".row").first();
  await row.locator("[data-plan=seconds]").evaluate((field) => (field.value = "60"));
  await row.locator("[data-plan=then]").selectOption("next");
  await until("the plan is kept", async () => (await server.stage()).view.rundown[0].dwell.next?.seconds === 60);
  // A press before the panel has received it would be based on a stale revision.
  await row.filter({ hasText: "60秒后下一个" }).waitFor();
  await panel.keyboard.press("Space");
  const timer = panel.locator("#timer-text");
  await timer.filter({ hasText: "0:5" }).waitFor();
  await panel.evaluate(() => (globalThis.shift = 3 * 3_600_000));
  await timer.filter({ hasText: /0:5[0-8]/ }).waitFor();
  await panel.keyboard.press("h");
  await timer.filter({ hasText: "停住" }).waitFor();
  const held = await timer.textContent();
  await panel.keyboard.press("+");
  await timer.filter({ hasText: "1:2" }).waitFor();
  assert.notEqual(await timer.textContent(), held);
  await panel.keyboard.press("h");
  await timer.filter({ hasText: "后自动" }).waitFor();
  await assertSound(panel);
});

test("the picture's layout, its guides and the contact layer are set from the panel", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  const layout = async () => (await server.stage()).view.layout;
  await panel.locator("[data-open=picture]").click();
  await panel.locator("#place-top").focus();
  for (let step = 0; step < 5; step += 1) await panel.keyboard.press("ArrowRight");
  await until("the slider's rest is kept", async () => (await layout()).portrait.top === 17);
  await panel.locator("#picture-landscape").click();
  await panel.locator("#style-dark").click();
  await until("the style is kept", async () => (await layout()).style === "dark");
  assert.equal((await layout()).portrait.top, 17);
  await panel.locator("#guides").click();
  await panel.locator("#guides-text[data-on]").waitFor();
  await panel.locator("#guides", { hasText: "收起参考线" }).waitFor();
  // Two presses within 300 ms are one.
  await until("the guides are gone", async () => {
    await panel.locator("#guides", { hasText: "收起参考线" }).click({ timeout: 300 });
    return (await server.stage()).view.guides_until === null;
  });
  await panel.locator("#contact-qr").click();
  await until("the switch", async () => (await server.stage()).view.contact.qr === false);
  await panel.keyboard.press("Escape");
  await panel.keyboard.press("x");
  await until("the layer is hidden", async () => (await server.stage()).view.contact.hidden);
  await panel.locator("#contact-key[data-off]").waitFor();
  await assertSound(panel);
});

test("in a dock of 320 px and on a phone, take, out and panic are in reach at every scroll position, and the status strip is visible", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  for (const viewport of [DOCK, { width: 360, height: 740 }]) {
    const panel = await panelAt(server, viewport, { hasTouch: true });
    for (const to of [0, 600, 100_000]) {
      await panel.evaluate((top) => window.scrollTo(0, top), to);
      for (const id of ["next", "out", "panic", "receipt"]) {
        const reached = await panel.locator(`#${id}`).evaluate((element) => {
          const box = element.getBoundingClientRect();
          const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return { hit: element.contains(hit), height: box.height, inside: box.top >= 0 && box.bottom <= innerHeight };
        });
        assert.ok(reached.hit && reached.inside, `#${id} at ${viewport.width} px, scrolled to ${to}`);
        if (id !== "receipt") assert.ok(reached.height >= 48, `#${id} is large enough for a thumb`);
      }
    }
    await panel.locator("#menu").tap();
    for (const name of ["people", "picture", "show", "obs", "keys"])
      assert.ok(await panel.locator(`.tools [data-open=${name}]`).isVisible(), name);
    await assertSound(panel);
  }
});

test("no button moves while live data changes", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  const places = () =>
    panel.evaluate(() =>
      ["next", "out", "undo", "panic", "face-break", "upnext"].map((id) =>
        JSON.stringify(document.getElementById(id).getBoundingClientRect()),
      ),
    );
  const before = await places();
  await panel.keyboard.press("Space");
  await onAir(panel, FIRST);
  assert.deepEqual(await places(), before, "a card came");
  const overlay = await open(server.links.overlay, { viewport: { width: 800, height: 600 } });
  await panel.locator(".alarm[data-alarm^=size]").waitFor();
  assert.deepEqual(await places(), before, "an alarm came");
  await overlay.close();
  await panel.locator(".alarm[data-alarm=none]").waitFor();
  await server.command("panic");
  await panel.locator("#onair[data-state=black]").waitFor();
  assert.deepEqual(await places(), before, "a panic came");
});

test("a panic that cannot be sent explains how to hide the picture in OBS, and is not sent later", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  await panel.keyboard.press("Space");
  await onAir(panel, FIRST);
  const { rev } = await server.stage();
  await server.kill();
  await panel.locator("#panel[data-link=lost]").waitFor();
  await panel.keyboard.press("b");
  await panel.locator(".alarm[data-alarm=stuck]", { hasText: "眼睛" }).waitFor();
  await server.restart();
  await ready(panel);
  await panel.locator(".alarm[data-alarm=unsent]").waitFor();
  const after = await server.stage();
  assert.deepEqual([after.rev, after.view.panic], [rev, false]);
});

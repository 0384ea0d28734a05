// The panel's rundown and settings against the real server: concurrent changes, and edits that were refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Server, assertSound, open, until } from "./support.mjs";

const SCREEN = { width: 1280, height: 800 };
const status = (panel, text) => panel.locator("#status", { hasText: text }).waitFor();
const order = async (server) => (await server.stage()).view.rundown.map((face) => face.title);
const lying = (panel) => panel.locator(".row [data-slot=title]").allTextContents();

async function panelAt(server, { as = "panel", query = "", ...options } = {}) {
  const panel = await open(server.links[as] + query, { viewport: SCREEN, ...options });
  await panel.locator("#panel[data-link=open]").waitFor();
  return panel;
}

/** Drags a row by its grip to the middle of another one. */
async function drag(panel, from, to) {
  const middle = async (at, selector) => {
    const { x, y, width, height } = await panel.locator(".row").nth(at).locator(selector).boundingBox();
    return [x + width / 2, y + height / 2 + (selector === ".grip" ? 0 : 8)];
  };
  await panel.mouse.move(...(await middle(from, ".grip")));
  await panel.mouse.down();
  await panel.mouse.move(...(await middle(to, ".number")));
  await panel.locator("#drop-mark").waitFor();
}

test("a drag moves the card that was taken, and none when the rundown changed under it", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  const before = await order(server);
  await drag(panel, 1, 3);
  await server.edit({ remove: { card: 1 } });
  await panel.locator("#rundown-count", { hasText: String(before.length - 1) }).waitFor();
  assert.deepEqual(await lying(panel), before, "nothing moves under a finger");
  await panel.mouse.up();
  await status(panel, "拖动时节目单变了");
  const stands = before.slice(1);
  await until("the new order is painted", async () => (await lying(panel)).join() === stands.join());
  assert.deepEqual(await order(server), stands);

  await drag(panel, 0, 2);
  await panel.mouse.up();
  const moved = [stands[1], stands[2], stands[0], ...stands.slice(3)];
  assert.deepEqual(await lying(panel), moved, "shown before it is confirmed");
  await until("the card moved", async () => (await order(server)).join() === moved.join());
  await status(panel, "好了");
  assert.deepEqual(await lying(panel), moved);
  await assertSound(panel);
});

test("a setting that was refused goes back, and the open dialog says why", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  await panel.locator("[data-open=picture]").click();
  const qr = panel.locator("#contact-qr");
  await server.command({ contact: { qr: true } });
  await panel.evaluate(() => {
    const send = WebSocket.prototype.send;
    // The answer of a server with a newer revision.
    WebSocket.prototype.send = function (text) {
      const { type, id } = JSON.parse(text);
      if (type !== "command") return send.call(this, text);
      this.dispatchEvent(
        new MessageEvent("message", {
          data: JSON.stringify({ type: "refused", id, code: "stale", message: "别人快一步", rev: 1 }),
        }),
      );
    };
  });
  await qr.click();
  await panel.locator("#picture [data-status]", { hasText: "没有做。别人快一步" }).waitFor();
  await until("the box says what is", () => qr.isChecked());
  await panel.keyboard.press("Escape");
  await panel.locator("#people-button").click();
  await panel.locator("#drive").click();
  await panel.locator("#people [data-status]", { hasText: "别人快一步" }).waitFor();
  await panel.locator("#drive[data-press=refused]").waitFor();
  await panel.keyboard.press("Escape");

  await panel.route("**/panel/edit*", (route) =>
    route.fulfill({
      status: 409,
      contentType: "application/json",
      body: JSON.stringify({ code: "stale", message: "别人刚改过", rev: 1 }),
    }),
  );
  const row = panel.locator(".row").nth(2);
  await row.locator("[data-do=more]").click();
  await row.locator("[data-plan=then]").selectOption("next");
  await status(panel, "别人刚改过");
  await until("the choice says what is", async () => (await row.locator("[data-plan=then]").inputValue()) === "stay");

  const assistant = await panelAt(server, { as: "assistant" });
  await assistant.locator("#people-button").click();
  await assistant.locator("#drive").click({ force: true });
  await assistant.locator("#people [data-status]", { hasText: "您是助手" }).waitFor();
  await assertSound(assistant);
});

test("quick successive steps end at the last one", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  const row = panel.locator(".row").nth(2);
  await row.locator("[data-do=more]").click();
  await row.locator("[data-plan=minutes]").fill("5");
  for (let step = 0; step < 2; step += 1) await panel.keyboard.press("ArrowUp");
  await until("the last number is kept", async () => (await server.stage()).view.rundown[2].minutes === 7);

  const before = await order(server);
  await panel.locator(".row").first().focus();
  for (let step = 0; step < 3; step += 1) await panel.keyboard.press("Alt+ArrowDown");
  const moved = [...before.slice(1, 4), before[0], ...before.slice(4)];
  assert.deepEqual(await lying(panel), moved);
  await until("three steps down", async () => (await order(server)).join() === moved.join());

  await panel.locator("[data-open=picture]").click();
  await panel.evaluate(() => {
    document.getElementById("contact-qr").click();
    document.getElementById("contact-qr").click();
  });
  await until("off and on again", async () => (await server.stage()).view.last.do.contact?.qr === true);
  await until("the box says so", () => panel.locator("#contact-qr").isChecked());
  await assertSound(panel);
});

test("the card on screen is visible after a reload and a jump, unless the host scrolled elsewhere", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 15 } });
  const panel = await panelAt(server);
  const inSight = (number) =>
    panel.locator(".row[data-place=onair]").evaluate((row, asked) => {
      const [box, seen] = [row.getBoundingClientRect(), document.getElementById("rows-box").getBoundingClientRect()];
      return (
        row.querySelector(".number").textContent === asked && box.top >= seen.top - 1 && box.bottom <= seen.bottom + 1
      );
    }, String(number));
  await until("the card on screen when the page came", () => inSight(15));
  await server.command({ take: { card: 2 } });
  await until("a card far above", () => inSight(2));
  await panel.locator("#rows-box").evaluate((box) => (box.scrollTop = box.scrollHeight));
  const looked = await panel.locator("#rows-box").evaluate((box) => box.scrollTop);
  await server.command("next");
  await panel.locator(".row[data-place=onair] .number", { hasText: "3" }).waitFor();
  assert.equal(
    await panel.locator("#rows-box").evaluate((box) => box.scrollTop),
    looked,
    "the host looks at something else",
  );
  await assertSound(panel);
});

test("a corrected text does not rebuild its row, and a removed row passes the focus on", async () => {
  const server = await Server.start();
  let corrected = (title) => title;
  const between = (page) =>
    page.routeWebSocket(/\/ws/, (line) => {
      line.connectToServer().onMessage((text) => {
        const frame = JSON.parse(text);
        const face = frame.view?.rundown[2];
        if (face) face.title = corrected(face.title);
        line.send(JSON.stringify(frame));
      });
    });
  const panel = await panelAt(server, { between });
  const row = panel.locator(".row").nth(2);
  await row.locator("[data-do=more]").click();
  const minutes = row.locator("[data-plan=minutes]");
  await minutes.focus();
  await panel.keyboard.type("1");
  corrected = (title) => `${title}（夜班）`;
  await server.command({ cue: { card: 9 } });
  await row.locator("[data-slot=title]", { hasText: "夜班" }).waitFor();
  assert.equal(await minutes.inputValue(), "1");
  assert.ok(await minutes.evaluate((field) => field === document.activeElement), "still typing");

  const after = await panel.locator(".row").nth(3).getAttribute("data-job");
  await minutes.fill("");
  await row.locator("[data-do=remove]").click();
  await row.locator("[data-do=remove]").click();
  await until("the row below has the focus", () =>
    panel.evaluate((job) => document.activeElement.dataset.job === job, after),
  );
  await assertSound(panel);
});

test("selecting text beyond a dialog's edge leaves it open; a click beside it closes it", async () => {
  const server = await Server.start();
  const panel = await panelAt(server);
  await panel.keyboard.press("n");
  await panel.locator("#notice-text").fill("网络不太好");
  const { x, y } = await panel.locator("#notice-text").boundingBox();
  await panel.mouse.move(x + 100, y + 20);
  await panel.mouse.down();
  await panel.mouse.move(20, y + 20);
  await panel.mouse.up();
  assert.ok(await panel.locator("dialog#notice[open]").isVisible());
  await panel.mouse.click(20, y + 20);
  await panel.locator("dialog#notice[open]").waitFor({ state: "detached" });
  await assertSound(panel);
});

test("a rehearsal's buttons are grey exactly where it cannot do what they say", async () => {
  const server = await Server.start();
  const panel = await panelAt(server, { query: "&stage=rehearsal", viewport: { width: 1920, height: 1080 } });
  await panel.locator("#face-notice[aria-disabled=true]").waitFor();
  await panel.keyboard.press("n");
  await status(panel, "彩排里不写新通知");
  assert.match(await panel.locator(".monitor-air figcaption").textContent(), /彩排/);
  await panel.locator("[data-open=picture]").click();
  assert.equal(await panel.locator("#picture-reset").getAttribute("aria-disabled"), "true");
  await panel.locator("#guides").click();
  await panel.locator("#guides", { hasText: "收起" }).waitFor();
  await panel.keyboard.press("Escape");

  await server.edit({ notice: { text: "请稍等" } });
  await panel.locator("#face-notice[aria-disabled=false]").click();
  await panel.locator("#notice-why", { hasText: "彩排里不写新通知" }).waitFor();
  assert.equal(await panel.locator("#notice-go").getAttribute("aria-disabled"), "true");
  await panel.locator(".notice-again").click();
  await panel.locator("#onair-blank-title", { hasText: "请稍等" }).waitFor();
  await assertSound(panel);
});

// A viewer signs up on an old phone, with JavaScript off: every step by links and buttons alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Server, open, until } from "./support.mjs";

const PHONE = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true };

test("signing up works with JavaScript off", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const page = await open(server.url, { ...PHONE, javaScriptEnabled: false });
  await page.locator("a[href='/42/8']").first().click();
  await page.locator("h1", { hasText: "月嫂" }).waitFor();

  // First without the required fields, in a hurry.
  await page.locator("#name").fill("王秀英");
  await page.locator("#phone").fill("1380000001");
  await page.locator("#form button").click();
  const problem = page.locator("#phone-problem");
  assert.match((await problem.textContent()) ?? "", /11 ?位.*10 ?位/);
  assert.equal(await page.locator("#name").inputValue(), "王秀英", "what was typed is still there");
  assert.ok(await page.locator("#phone").isVisible());

  await page.locator("#phone").fill("138 0000 0001");
  await page.locator("#over16").check();
  await page.locator("#consent").check();
  // Twice, as unpractised fingers do.
  await page.locator("#form button").dblclick();
  await page.locator(".code-value").waitFor();
  const code = (await page.locator(".code-value").textContent()) ?? "";
  assert.match(page.url(), /\/r\/[0-9a-f]+$/);
  assert.match((await page.locator(".receipt-phone").textContent()) ?? "", /138 0000 0001/);
  assert.equal(await server.applications(), 1);

  await page.goto(new URL("/my", server.url).href);
  await page.locator("[name=phone]").fill("13800000001");
  await page.locator("[name=code]").fill(code);
  await page.locator("main form button").first().click();
  await page.locator("text=8号").first().waitFor();
  assert.deepEqual(
    page.faults.filter((fault) => !fault.includes("422")),
    [],
  );
});

test("with JavaScript the page follows the stage", async () => {
  const server = await Server.start();
  const page = await open(server.url, PHONE);
  await server.command({ take: { card: 8 } });
  await until("card 8 is marked", async () => ((await page.locator("main").textContent()) ?? "").includes("月嫂"));
  await page.locator(".live, [data-live], #live").filter({ hasText: "8" }).first().waitFor();
  await server.command({ take: { card: 11 } });
  await page.locator(".live, [data-live], #live").filter({ hasText: "11" }).first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("the headline follows the show, and its page loads anew when numbers get other jobs", async () => {
  const server = await Server.start();
  const page = await open(server.url, PHONE);
  const headline = page.locator(".lead-when:visible");
  assert.doesNotMatch((await headline.textContent()) ?? "", /正在直播/);
  await server.command({ take: { card: 8 } });
  await page.locator(".lead-when.is-live:visible", { hasText: "正在直播" }).waitFor();
  await page.locator("#on-air a[href='/42/8']").waitFor();
  await server.command("close");
  await page.locator(".lead-when:visible", { hasText: "直播已结束" }).waitFor();
  await page.locator("[data-phase=over]:visible", { hasText: "下一场" }).waitFor();
  await server.edit({ remove: { card: 3 } });
  await page.locator("[data-card='3']").waitFor({ state: "detached" });
  assert.deepEqual(page.faults, []);
});

test("a card that is closed and opened again says so, and keeps what was typed", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const page = await open(new URL("/8", server.url).href, PHONE);
  assert.match(page.url(), /\/42\/8$/);
  await page.locator("#name").fill("王秀英");
  const shut = page.locator("[data-change=shut]");
  const opened = page.locator("[data-change=open]");
  const place = async () => (await page.locator("#name").boundingBox())?.y;
  const before = await place();
  await server.edit({ full: { card: 8, full: true } });
  await shut.waitFor();
  assert.match((await shut.textContent()) ?? "", /8号岗.*停止报名/);
  assert.equal(await place(), before, "the form does not move while it is filled in");
  await shut.locator("a").click();
  await shut.waitFor({ state: "hidden" });
  assert.ok(await page.locator(".extras input").first().isVisible(), "other jobs can be chosen");
  await server.edit({ full: { card: 8, full: false } });
  await opened.waitFor();
  await opened.locator("a").click();
  await opened.waitFor({ state: "hidden" });
  assert.equal(await page.locator("#name").inputValue(), "王秀英");

  // The page of a full card offers its waiting list, and says when the card opens again. A removed card is closed too.
  await server.edit({ full: { card: 9, full: true } });
  const closed = await open(new URL("/42/9", server.url).href, PHONE);
  assert.equal(await closed.locator("#form .button-large").textContent(), "报名排队");
  await server.edit({ full: { card: 9, full: false } });
  await closed.locator("[data-change=open] a").click();
  await closed.locator("#form").waitFor();
  await server.edit({ remove: { card: 9 } });
  await closed.locator("[data-change=shut]").waitFor();
  assert.deepEqual([page.faults, closed.faults], [[], []]);
});

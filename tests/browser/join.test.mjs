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

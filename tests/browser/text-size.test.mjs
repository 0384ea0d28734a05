// Text size: a switch on every public page and the browser's own setting. With 30 px on the smallest phone nothing is wider than
// the screen, and no code or number breaks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Server, assertAccessible, assertSound, launch, open } from "./support.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const SMALLEST = { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true };

const rootSize = (page) => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
const shown = (page, label) => page.locator(".text-size [data-text]:visible", { hasText: label });

test("the switch works with scripts off and loses nothing typed", async () => {
  const server = await Server.start();
  const page = await open(new URL("/j/8", server.url).href, { ...PHONE, javaScriptEnabled: false });
  await page.locator("#name").fill("王秀英");
  await page.locator("#over16").check();
  assert.equal(await rootSize(page), "18px");
  for (const [label, size] of [
    ["大字", "24px"],
    ["更大", "30px"],
    ["小一点", "24px"],
  ]) {
    await shown(page, label).click();
    await page.waitForLoadState();
    assert.equal(await rootSize(page), size, label);
    assert.equal(await page.locator("#name").inputValue(), "王秀英");
    assert.ok(await page.locator("#over16").isChecked());
  }
  // Enter sends the form, not a switch.
  await page.locator("#name").press("Enter");
  await page.locator(".trouble").waitFor();
  assert.match(await page.title(), /^有 2 处要改 · 8号岗/);
  assert.equal(await page.evaluate(() => document.activeElement?.className), "trouble", "the focus is on the errors");
  await page.goto(server.url);
  assert.equal(await rootSize(page), "24px", "remembered on another page");
});

test("the switch works in place with scripts on", async () => {
  const server = await Server.start();
  const page = await open(new URL("/j/8", server.url).href, PHONE);
  await page.locator("#name").fill("王秀英");
  await page.evaluate(() => Object.assign(window, { same: true }));
  await shown(page, "大字").click();
  await shown(page, "更大").click();
  assert.equal(await rootSize(page), "30px");
  assert.ok(await page.evaluate(() => "same" in window), "without a reload");
  assert.equal(await page.locator("#name").inputValue(), "王秀英");
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    "小一点",
    "the focus stays in the switch",
  );
  await page.goto(new URL("/my", server.url).href);
  assert.equal(await rootSize(page), "30px");
  assert.deepEqual(page.faults, []);
});

test("text follows the size that the browser is set to", async () => {
  const server = await Server.start();
  const browser = launch("--blink-settings=defaultFontSize=24");
  const page = await open(server.url, { ...PHONE, browser });
  assert.equal(await rootSize(page), "27px");
});

/** Fails if a code or a number on the page is broken over lines, or a control is smaller than 60 px. */
async function assertLegible(page, what) {
  const faults = await page.evaluate(() => {
    const broken = [...document.querySelectorAll(".code-value, .receipt-phone, .number, a[href^='tel:']:not(.button)")]
      .filter((element) => element.checkVisibility() && element.getClientRects().length > 0)
      .filter((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        const box = range.getBoundingClientRect();
        return lines.size > 1 || box.right > document.documentElement.clientWidth;
      });
    const small = [
      ...document.querySelectorAll(
        "button, .button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, textarea, summary, .foot-links a, .tick",
      ),
    ]
      .filter((element) => element.checkVisibility() && !element.closest(".trap") && !element.matches(".first-button"))
      .filter((element) => element.getBoundingClientRect().height < 59.5);
    return [...broken, ...small].map(
      (element) => `${element.localName}.${element.className} ${element.textContent?.slice(0, 20)}`,
    );
  });
  assert.deepEqual(faults, [], what);
}

test("with text at 30 px on the smallest phone every page fits", async () => {
  const server = await Server.start();
  const page = await open(`${server.url}?text=largest`, SMALLEST);
  const look = async (what) => {
    assert.equal(await rootSize(page), "30px", what);
    // Refusals answer 4xx, which Chromium reports.
    page.faults.length = 0;
    await assertSound(page, what);
    await assertLegible(page, what);
    await assertAccessible(page, what);
  };
  await look("the show");
  await page.goto(new URL("/j/77", server.url).href);
  await look("an unknown card");
  await page.goto(new URL("/j/8", server.url).href);
  await look("the form");
  await page.locator("#name").fill("欧阳娜娜·买买提（女）");
  await page.locator("#phone").fill("13800000001 13900000002");
  await page.locator("#village").fill("西解村3组");
  await page.locator("#form .button").click();
  await page.locator(".trouble").waitFor();
  await look("the form with errors");
  await page.locator("#over16").check();
  await page.locator("#consent").check();
  await page.locator("#form .button").click();
  const code = await page.locator(".code-value").textContent();
  await look("the receipt");
  await page.goto(new URL("/my", server.url).href);
  await page.locator("#form .button").click();
  await page.locator("#phone-problem").waitFor();
  await look("the lookup with errors");
  await page.locator("#phone").fill("13800000001");
  await page.locator("#code").fill(String(code));
  await page.locator("#form .button").click();
  await page.locator(".mine").waitFor();
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await look("what the form made");
});

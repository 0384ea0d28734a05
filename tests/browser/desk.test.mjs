// The desk as a clerk uses it: with the mouse, with the keyboard alone, with scripts off, on a small phone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PORTRAIT, Server, assertAccessible, assertSound, open, shownNumber, until } from "./support.mjs";

const LAPTOP = { width: 1366, height: 625 };
const SIZES = [{ width: 320, height: 568 }, { width: 390, height: 844 }, { width: 1280, height: 800 }, LAPTOP];

/** Sends forms as a browser without scripts does; `website` is the field that only robots fill in. */
async function signUp(server, card, answers) {
  const body = new URLSearchParams({ over16: "1", consent: "1", ...answers });
  const answer = await fetch(new URL(`/j/${card}`, server.url), { method: "POST", body, redirect: "manual" });
  assert.equal(answer.status, 303);
}

/** A couple on one phone, a robot's form, and some others. */
async function busyDesk() {
  const server = await Server.start();
  for (let person = 0; person < 4; person += 1) {
    await signUp(server, 5, { name: `村民${"甲乙丙丁"[person]}`, phone: `1390000000${person}` });
  }
  await signUp(server, 8, { name: "张三", phone: "13800000202", party: "2", note: "两口子一起，有没有班车" });
  await signUp(server, 9, { name: "李四", phone: "13800000202" });
  await signUp(server, 3, { name: "机器人", phone: "13700000001", website: "x" });
  await until("the sign-ups on the desk", async () => (await server.applications()) === 7);
  return server;
}

async function enter(server, options) {
  const page = await open(server.links.desk, options);
  await page.locator("#ask-name").fill("李明");
  await page.locator(".ask-name button").click();
  await page.locator(".desk-who").waitFor();
  return page;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "with scripts off";
  test(`from search to entry and back, ${how}`, async () => {
    const server = await busyDesk();
    const page = await enter(server, { viewport: LAPTOP, javaScriptEnabled });
    await page.locator("#q").fill("138 0000 0202");
    await page.locator(".bar-search button").click();
    await page.locator(".list tbody tr").waitFor();
    assert.equal(await page.locator(".list tbody tr").count(), 1);
    const row = page.locator(".list tbody tr").first();
    assert.match(await row.locator(".c-person").innerText(), /李四、张三/);
    await row.locator(".c-person a").click();
    const mine = page.locator(".human", { hasText: "张三" }).first();
    await mine.locator(".statuses button", { hasText: "联系中" }).click();
    await page.locator(".say-done", { hasText: "状态已存" }).waitFor();
    await mine.locator("textarea").fill("周三下午来");
    await mine.locator(".remark button").click();
    await page.locator(".say-done", { hasText: "备注已存" }).waitFor();
    assert.ok(!/138|0202|%E5%BC%A0/.test(page.url()), "no address has the search");
    await page.locator(".crumb a").click();
    await page.locator(".sum", { hasText: "搜索“138 0000 0202”" }).waitFor();
    assert.match(await row.locator(".c-remark").innerText(), /周三下午来/);
    // And with the browser's own button, from the entry of the same row.
    await row.locator(".c-person a").click();
    await page.locator(".entry").waitFor();
    await page.goBack();
    await page.locator(".sum", { hasText: "搜索“138 0000 0202”" }).waitFor();
    assert.equal(await page.locator(".list tbody tr").count(), 1);
    await page.locator(".sum-clear button").click();
    await until("the whole list", async () => (await page.locator(".list tbody tr").count()) === 5);
    assert.deepEqual(page.faults, []);
  });
}

test("a form is judged and the judgement undone by keyboard alone", async () => {
  const server = await busyDesk();
  const page = await enter(server, { viewport: LAPTOP });
  await page.locator(".sum-judge").focus();
  await page.keyboard.press("Enter");
  await page.locator(".judge").waitFor();
  await page.locator(".judge button", { hasText: "不是真人" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".say-done", { hasText: "不是真人" }).waitFor();
  await page.locator(".say-done button").focus();
  await page.keyboard.press("Enter");
  await page.locator(".say-done", { hasText: "判断已撤回" }).waitFor();
  assert.equal(await page.locator(".judge").count(), 1);
  // The filters that are folded away say so when one of them is on.
  assert.equal(await page.locator(".bar-more summary").innerText(), "只看要判断的");
});

test("a status is saved in its row and undone there", async () => {
  const server = await busyDesk();
  const page = await enter(server, { viewport: LAPTOP });
  const form = page.locator(".row-status").first();
  await form.locator("select").selectOption("contacting");
  await page.locator("#toast", { hasText: "联系中" }).waitFor();
  await form.locator(".row-save").click();
  await page.locator("#toast", { hasText: "新报名" }).waitFor();
  assert.equal(await form.getAttribute("data-status"), "new");
  assert.deepEqual(page.faults, []);
});

test("the list, its filters, the entry and what follows an erasure fit every size", async () => {
  const server = await busyDesk();
  for (const viewport of SIZES) {
    for (const lang of ["zh", "en"]) {
      const page = await enter(server, { viewport });
      const visit = async (path, what) => {
        await page.goto(new URL(path, server.url).href);
        await assertSound(page, `${what} at ${viewport.width} px, ${lang}`);
      };
      await visit(`/desk?lang=${lang}`, "the list");
      await page.locator(".bar-more summary").click();
      await assertSound(page, `more filters at ${viewport.width} px, ${lang}`);
      await visit("/desk?suspects=judge", "forms to judge");
      await visit("/desk?card=8", "a filtered list");
      const entry = await page.locator(".c-person a").first().getAttribute("href");
      await visit(entry, "the entry");
      for (const more of await page.locator(".entry .more summary").all()) await more.click();
      await assertSound(page, `the open entry at ${viewport.width} px, ${lang}`);
      await page.locator("[action*='/code'] button").first().click();
      await page.locator(".code-value").waitFor();
      await assertSound(page, `a code at ${viewport.width} px, ${lang}`);
      await visit("/desk/erased?at=1", "the page after an erasure");
      await page.context().close();
    }
  }
});

test("axe finds nothing on the desk, in the light and in the dark theme", async () => {
  const server = await busyDesk();
  const overlay = await open(server.links.overlay, { viewport: PORTRAIT });
  await server.command({ take: { card: 8 } });
  await until("a card on screen, for the exposure chart", async () => (await shownNumber(overlay)) === "8");
  for (const colorScheme of ["light", "dark"]) {
    const page = await enter(server, { viewport: LAPTOP, colorScheme });
    const theme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const entry = await page.locator(".c-person a", { hasText: "张三" }).getAttribute("href");
    const statuses = page.locator(".row-status");
    // Each status has colours of its own.
    for (const [at, status] of ["contacting", "interested", "unfit", "unreachable"].entries()) {
      await statuses.nth(at).evaluate((form, code) => (form.dataset.status = code), status);
    }
    await assertAccessible(page, `every status in the list, ${colorScheme}`);
    await page.locator(".bar-more summary").click();
    await assertAccessible(page, `more filters, ${colorScheme}`);
    for (const path of ["/desk?suspects=judge", entry, "/desk/settings", "/desk/jobs", "/desk/exposure"]) {
      await page.goto(new URL(path, server.url).href);
      if (path === "/desk/exposure") await page.locator(".chart .bar").first().waitFor();
      for (const more of await page.locator(".entry .more summary").all()) await more.click();
      assert.equal(await theme(), colorScheme === "dark" ? "dark" : "normal", path);
      await assertAccessible(page, `${path}, ${colorScheme}`);
    }
    // A chosen button keeps its colours below the mouse.
    await page.goto(new URL(entry, server.url).href);
    await page.locator(".statuses [aria-pressed=true]").first().hover();
    await assertAccessible(page, `a hovered status, ${colorScheme}`);
    // So do folded filters that are on.
    await page.goto(new URL("/desk?suspects=judge", server.url).href);
    await page.locator(".bar-on").hover();
    await assertAccessible(page, `a hovered filter that is on, ${colorScheme}`);
    // Paper is white in both themes, and the chart's bars are on it.
    await page.emulateMedia({ media: "print" });
    await page.goto(new URL("/desk/exposure", server.url).href);
    assert.ok(await page.locator(".chart .bar").first().isVisible(), "the bars are printed");
    assert.equal(await theme(), "normal", "the theme on paper");
    await page.context().close();
  }
});

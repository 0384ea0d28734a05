// Every page at its users' sizes: nothing wider than the screen, nothing on the console, targets large enough for
// thumbs.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { LANDSCAPE, PORTRAIT, ROOT, Server, assertSound, open, shownNumber, until } from "./support.mjs";

/** Old phones, WeChat with a large font, a desktop screen. */
const PHONES = [
  { width: 320, height: 568 },
  { width: 360, height: 640 },
  { width: 390, height: 844 },
];
const DESKS = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 1024, height: 768 },
  { width: 1280, height: 800 },
  { width: 1366, height: 625 },
];
/** As an OBS dock, on a phone, on a laptop, on a large screen. */
const PANELS = [
  { width: 320, height: 700 },
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
/** Smallest height of a touch target on public pages, in CSS pixels. */
const TARGET = 60;

/** Submits an application, so that lists are not empty. */
async function signUp(server) {
  const body = new URLSearchParams({
    name: "欧阳娜娜·买买提",
    phone: "13800000001",
    note: "有没有班车",
    over16: "1",
    consent: "1",
  });
  const answer = await fetch(new URL("/j/8", server.url), { method: "POST", body, redirect: "manual" });
  assert.equal(answer.status, 303);
  return new URL(answer.headers.get("location"), server.url);
}

async function assertTargets(page, what) {
  const small = await page.evaluate((least) => {
    const targets = [...document.querySelectorAll(".button-primary, .card-link, input[type=tel]")];
    const visible = targets.filter((target) => target.checkVisibility());
    return visible
      .map((target) => `${target.className || target.id}: ${target.getBoundingClientRect().height}`)
      .filter((line) => parseFloat(line.split(": ")[1]) < least);
  }, TARGET);
  assert.deepEqual(small, [], `${what}: too small for a thumb`);
  const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  assert.ok(size >= 18, `${what}: text of ${size} px`);
}

test("public pages fit old phones", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 8 } });
  const receipt = await signUp(server);
  for (const viewport of PHONES) {
    const page = await open(server.url, { viewport });
    for (const path of ["/", "/j/1", "/j/8", "/j/17", "/j/19", "/my", receipt.pathname, "/?lang=en", "/j/8?lang=en"]) {
      await page.goto(new URL(path, server.url).href);
      await assertSound(page, `${path} at ${viewport.width} px`);
      await assertTargets(page, `${path} at ${viewport.width} px`);
    }
    await page.context().close();
  }
});

/** Buttons that overlap, or that are too small for their words. */
function crowded(page) {
  return page.evaluate(() => {
    const keys = [
      ...document.querySelectorAll(
        ".faces button, .faces select, .deck button, .tools > *, .row:nth-child(-n + 3) .row-keys button, .row:nth-child(-n + 3) .row-count",
      ),
    ];
    const seen = keys
      .filter((key) => key.checkVisibility())
      .map((key) => ({ name: key.id || key.className || key.textContent, key, box: key.getBoundingClientRect() }));
    const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const wide = seen
      .filter(({ key }) => key.scrollWidth > key.clientWidth + 1)
      .map(({ name }) => `${name} is too narrow`);
    // The large buttons stay at the bottom, above the scrolled content.
    const foot = document.getElementById("deck");
    const pairs = seen
      .flatMap((one, at) => seen.slice(at + 1).map((other) => [one, other]))
      .filter(([one, other]) => foot.contains(one.key) === foot.contains(other.key));
    return [
      ...wide,
      ...pairs
        .filter(([one, other]) => over(one.box, other.box))
        .map(([one, other]) => `${one.name} over ${other.name}`),
    ];
  });
}

test("the panel's buttons fit their words, in both languages and in every state", async () => {
  const server = await Server.start();
  await server.command({ take: { card: 5 } });
  await server.command({ contact: { hidden: true } });
  for (const viewport of [{ width: 320, height: 900 }, ...PANELS]) {
    const page = await open(server.links.panel, { viewport });
    for (const lang of ["zh", "en"]) {
      await page.goto(new URL(`/panel?lang=${lang}`, server.url).href);
      await page.locator("#contact-key[data-off]").waitFor();
      if (await page.locator("#menu").isVisible()) await page.locator("#menu").click();
      assert.deepEqual(await crowded(page), [], `${viewport.width} px, ${lang}`);
      await page.locator("[data-open=picture]").click();
      assert.ok(
        await page.locator("#picture").evaluate((sheet) => sheet.scrollWidth <= sheet.clientWidth),
        `the picture's dialog at ${viewport.width} px, ${lang}`,
      );
    }
    await page.context().close();
  }
});

test("the panel fits a dock, a phone and a screen", async () => {
  const server = await Server.start();
  await signUp(server);
  await server.command({ take: { card: 5 } });
  for (const viewport of PANELS) {
    const page = await open(server.links.panel, { viewport });
    await page.locator("#onair-title", { hasText: "两班倒设备看护工" }).waitFor();
    await assertSound(page, `the panel at ${viewport.width} px`);
    const box = await page.locator("#next").boundingBox();
    assert.ok(
      box && box.y + box.height <= viewport.height,
      `"next" is in reach at ${viewport.width} px without scrolling`,
    );
    // In one column the tools are in a menu.
    if (await page.locator("#menu").isVisible()) await page.locator("#menu").click();
    for (const dialog of ["keys", "show", "obs", "people", "add"]) {
      await page.locator(`[data-open=${dialog}]`).first().click();
      await page.locator("dialog[open]").waitFor();
      await assertSound(page, `the panel's ${dialog} at ${viewport.width} px`);
      await page.keyboard.press("Escape");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
    }
    await page.context().close();
  }
});

test("the desk fits a phone and a screen", async () => {
  const server = await Server.start();
  await signUp(server);
  await until("the sign-up on the desk", async () => (await server.applications()) === 1);
  for (const viewport of DESKS) {
    const page = await open(server.links.desk, { viewport });
    const entry = await page.locator("a[href^='/desk/p/']").first().getAttribute("href");
    for (const path of ["/desk", entry, "/desk/jobs", "/desk/import", "/desk/settings", "/desk?lang=en"]) {
      await page.goto(new URL(path, server.url).href);
      await assertSound(page, `${path} at ${viewport.width} px`);
    }
    await page.context().close();
  }
});

test("every card fits the picture in both shapes", async () => {
  const server = await Server.start();
  const overlays = [];
  for (const viewport of [PORTRAIT, LANDSCAPE]) overlays.push(await open(server.links.overlay, { viewport }));
  for (let card = 1; card <= 20; card += 1) {
    await server.command({ take: { card } });
    for (const overlay of overlays) {
      await until(`card ${card}`, async () => (await shownNumber(overlay)) === String(card));
      const outside = await overlay.evaluate(() => {
        const card = document.querySelector("job-card:not([waiting])").shadowRoot;
        const frame = card.querySelector(".card").getBoundingClientRect();
        const lines = [...card.querySelectorAll(".digits, .title, .sum, .place .text, .ways, .fee")];
        const out = ({ left, top, right, bottom }) =>
          left < frame.left - 1 || top < frame.top - 1 || right > frame.right + 1 || bottom > frame.bottom + 1;
        const cut = (line) => line.matches(".digits, .sum, .place .text") && line.scrollWidth > line.clientWidth + 1;
        const page = frame.left >= 0 && frame.top >= 0 && frame.right <= innerWidth && frame.bottom <= innerHeight;
        const faults = lines
          .filter((line) => out(line.getBoundingClientRect()) || cut(line))
          .map((line) => line.className);
        return page ? faults : [...faults, "the card leaves the picture"];
      });
      assert.deepEqual(outside, [], `card ${card} at ${overlay.viewportSize().width} px`);
    }
  }
  for (const overlay of overlays) assert.deepEqual(overlay.faults, []);
});

test("a sheet with problems is explained, and its good rows are imported", async () => {
  const server = await Server.start();
  const page = await open(server.links.desk, { viewport: { width: 1280, height: 800 } });
  await page.goto(new URL("/desk/import", server.url).href);
  const upload = async (name) => {
    await page.locator("#file").setInputFiles(join(ROOT, "tests/fixtures", name));
    await page.locator("form.imp-upload button").click();
    await page.locator(".imp-verdict").first().waitFor();
  };
  await upload("jobs_messy.xlsx");
  assert.ok((await page.locator(".imp-bad li").count()) > 0, "what is refused is listed");
  assert.ok((await page.locator(".imp-cell .imp-say").count()) > 0, "with its cause and cure");
  await assertSound(page, "the report");
  const jobs = async () => (await fetchText(page, "/desk/jobs.csv")).trim().split("\r\n").length - 1;
  const before = await jobs();
  await page.locator("#by").fill("小李");
  await page.locator("#confirm button").first().click();
  await page.locator(".say, .imp-verdict").first().waitFor();
  assert.ok((await jobs()) > before, "what could be imported is there");
  await assertSound(page, "after the import");

  await page.goto(new URL("/desk/import", server.url).href);
  await upload("jobs_messy.xlsx");
  assert.equal(await page.locator("#confirm").count(), 0, "the same file again changes nothing");
});

/** Fetches with the cookies of the page. */
function fetchText(page, path) {
  return page.evaluate(async (path) => (await fetch(path)).text(), path);
}

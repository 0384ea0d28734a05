// The job card in a host of OGraf graphics: under another element name, in a closed shadow root, with omitted arguments.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { LANDSCAPE, PORTRAIT, ROOT, inked, open } from "./support.mjs";

const ORIGIN = "http://ograf.test";
const manifest = JSON.parse(readFileSync(join(ROOT, "overlay/ograf/job-card.ograf.json"), "utf8"));
const DATA = {
  number: "8",
  title: "月嫂",
  kind: "job",
  pay: "6800-9800",
  pay_unit: "元/26天",
  place: "万荣",
  employer: "某公司",
  hotline: "0359-0000000",
  address: "x.cn/8",
};

/**
 * A host's page with `overlay/` beside it; `load()` puts a graphic into a closed shadow root, as ograf-devtool does.
 */
async function host(viewport = PORTRAIT) {
  const between = (tab) =>
    tab.route(`${ORIGIN}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === "/")
        return route.fulfill({ body: "<!doctype html><body style='margin:0'>", contentType: "text/html" });
      return route.fulfill({ body: readFileSync(join(ROOT, "overlay", path)), contentType: "text/javascript" });
    });
  const page = await open(`${ORIGIN}/`, { viewport, between });
  await page.evaluate(
    async ({ id, main }) => {
      const { default: Card } = await import(`/ograf/${main}`);
      customElements.define(id, Card);
      globalThis.put = () => {
        const layer = document.body.appendChild(document.createElement("div"));
        const card = document.createElement(id);
        layer.attachShadow({ mode: "closed" }).append(card);
        return card;
      };
      globalThis.text = (card) => card.shadowRoot.textContent;
    },
    { id: manifest.id, main: manifest.main },
  );
  return page;
}

test("it loads invisibly, plays, accepts a partial update, stops, and leaves nothing", async () => {
  const page = await host();
  const answers = await page.evaluate(async (data) => {
    globalThis.card = put();
    const load = await card.load({ data, renderType: "realtime", renderCharacteristics: {} });
    return { load, seen: getComputedStyle(card).clipPath === "none" };
  }, DATA);
  assert.deepEqual(answers, { load: { statusCode: 200 }, seen: false });
  assert.equal(await inked(page), 0);
  assert.deepEqual(await page.evaluate(() => card.playAction({})), { statusCode: 200, currentStep: 0 });
  assert.ok((await inked(page)) > 0.1);
  assert.deepEqual(await page.evaluate(() => card.updateAction({ data: { pay: "9000" } })), { statusCode: 200 });
  const told = await page.evaluate(() => text(card));
  assert.match(told, /9000/);
  assert.match(told, /月嫂/, "what is not named stays");
  assert.match(told, /号岗.*地点.*某公司/s, "it brings its own sentences");
  assert.deepEqual(await page.evaluate(() => card.stopAction({})), { statusCode: 200 });
  assert.equal(await inked(page), 0);
  assert.deepEqual(await page.evaluate(() => card.dispose({})), { statusCode: 200 });
  assert.equal(await page.evaluate(() => text(card)), "");
  assert.deepEqual(page.faults, []);
});

test("every action works without an argument, in any order, and before load", async () => {
  const page = await host(LANDSCAPE);
  const codes = await page.evaluate(async () => {
    const card = put();
    const answers = [];
    for (const action of [
      "playAction",
      "updateAction",
      "stopAction",
      "load",
      "updateAction",
      "playAction",
      "stopAction",
      "stopAction",
      "dispose",
      "dispose",
    ]) {
      answers.push((await card[action]()).statusCode);
    }
    answers.push((await card.customAction()).statusCode);
    return answers;
  });
  assert.deepEqual(codes, [...Array(10).fill(200), 404]);
  assert.deepEqual(page.faults, []);
});

test("steps are counted as the specification's table says", async () => {
  const page = await host();
  const steps = await page.evaluate(async () => {
    const card = put();
    await card.load();
    const play = async (how) => (await card.playAction({ ...how, skipAnimation: true })).currentStep ?? null;
    return [
      await play(),
      await play(),
      await play({ goto: 0 }),
      await play({ delta: 1 }),
      await play({ delta: 1 }),
      await play({ goto: 5 }),
      await play({ delta: 0 }),
    ];
  });
  assert.deepEqual(steps, [0, null, 0, null, 0, null, null]);
});

test("skipped animations do not animate, panic hides in the middle of one, highlight ends where it began", async () => {
  const page = await host();
  const seen = await page.evaluate(async (data) => {
    const card = put();
    await card.load({ data });
    const moves = () => card.getAnimations().length;
    const visible = () => getComputedStyle(card).clipPath === "none";
    const told = [];
    const quiet = card.playAction({ skipAnimation: true });
    told.push(moves(), visible());
    await quiet;
    const box = JSON.stringify(card.getBoundingClientRect());
    await card.customAction({ id: "highlight" });
    told.push(JSON.stringify(card.getBoundingClientRect()) === box, moves());
    await card.stopAction({ skipAnimation: true });
    told.push(visible());
    const entering = card.playAction();
    const panic = card.customAction({ id: "panic" });
    told.push(visible(), moves());
    await Promise.all([entering, panic]);
    told.push(visible());
    return told;
  }, DATA);
  assert.deepEqual(seen, [0, true, true, 0, false, false, 0, false]);
});

test("actions during another one end in the state of the last one", async () => {
  const page = await host();
  const ends = await page.evaluate(async (data) => {
    const card = put();
    const visible = () => getComputedStyle(card).clipPath === "none";
    await Promise.all([
      card.load({ data }),
      card.playAction(),
      card.stopAction(),
      card.playAction(),
      card.updateAction({ data: { title: "新" } }),
    ]);
    const first = [visible(), text(card).includes("新"), card.getAnimations().length];
    await Promise.all([card.stopAction(), card.playAction(), card.stopAction()]);
    return [...first, visible(), card.getAnimations().length];
  }, DATA);
  assert.deepEqual(ends, [true, true, 0, false, 0]);
});

test("two of them on one page are independent", async () => {
  const page = await host();
  const told = await page.evaluate(async (data) => {
    const [one, other] = [put(), put()];
    await Promise.all([
      one.load({ data }),
      other.load({ data: { ...data, number: "9", theme: "dark", kind: "gig", lang: "en" } }),
    ]);
    await Promise.all([one.playAction(), other.playAction()]);
    await one.stopAction();
    await one.dispose();
    const paper = getComputedStyle(other.shadowRoot.querySelector(".card")).backgroundColor;
    return { one: text(one), other: text(other), paper };
  }, DATA);
  assert.equal(told.one, "");
  assert.match(told.other, /Job9/);
  assert.equal(told.paper, "rgb(29, 35, 45)");
});

test("a code may be a picture; load waits for it, and a missing one does no harm", async () => {
  const page = await host();
  const picture =
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9h-9z'/></svg>";
  const width = await page.evaluate(
    async ({ data, picture }) => {
      const card = put();
      await card.load({ data: { ...data, code: picture } });
      const image = card.shadowRoot.querySelector("img.qr");
      const answer = await card.updateAction({ data: { code: "data:image/png;base64,AAAA" } });
      return { complete: image.complete, width: image.naturalWidth, code: answer.statusCode };
    },
    { data: DATA, picture },
  );
  assert.deepEqual(width, { complete: true, width: 9, code: 200 });
});

// Cards and faces at both sizes and in both styles: nothing clipped, no layout shifts, no movement at rest. The test simulates
// the socket (feed.mjs).

import assert from "node:assert/strict";
import { test } from "node:test";

import { HOW, JOB, LAYOUT, NOW, openFed, view } from "./feed.mjs";
import { LANDSCAPE, PORTRAIT, assertSound, inked, shownNumber, until } from "./support.mjs";

const SIZES = { portrait: PORTRAIT, landscape: LANDSCAPE };
const ON = { address: true, phone: true, qr: true, hidden: false };
const LONG =
  "凡是收押金、收体检费、要银行卡密码、要短信验证码的，都是骗子，千万不要转钱。直播间里的岗位都由就业中心审核过，报名、面试、入职都不收钱。有人冒充工作人员打电话，先挂断，再拨打就业中心热线核实，也可以打12333举报。谢谢大家。再见。";
const WORDY = {
  ...JOB,
  card: 28,
  number: 28,
  kind: "policy",
  kind_word: "政策",
  title: "高校毕业生到基层就业补贴与一次性求职创业补贴申领咨询办理",
  pay_unit: "",
  pay_note: "以当年文件为准，补贴标准按照学历、岗位和服务年限分档确定",
  pay: "最高每人每年可以申领补贴6000元，连续申领三年",
  place: "万荣县解店镇农民路北段零工市场二楼政策服务窗口（火车站对面）",
  headcount: "若干",
};
const cards = [
  JOB,
  { ...WORDY },
  { ...JOB, number: 3, kind: "gig", full: true },
  { ...JOB, number: 9, kind: "haul" },
  { ...JOB, number: 14, kind: "training", pay: "免费", pay_unit: "" },
];
const FACES = {
  countdown: { kind: "countdown", until: NOW + 754_500 },
  "countdown, hours": { kind: "countdown", until: NOW + 9 * 3_600_000 },
  "countdown, days": { kind: "countdown", until: NOW + 6 * 86_400_000 },
  "countdown, over": { kind: "countdown", until: NOW - 1000 },
  recap: { kind: "recap", cards },
  "recap of one": { kind: "recap", cards: cards.slice(0, 1) },
  "recap of none": { kind: "recap", cards: [] },
  how: { kind: "how" },
  "notice, short": { kind: "notice", text: "不收费" },
  "notice, lines": { kind: "notice", text: "第一行\n第二行\n第三行\n第四行\n第五行\n第六行" },
  "notice, long": { kind: "notice", text: LONG.slice(0, 120) },
  break: { kind: "break", until: NOW + 300_500 },
  "break, open": { kind: "break", until: null },
  end: { kind: "end", next_at: NOW + 7 * 86_400_000 },
  "end, open": { kind: "end", next_at: null },
};

/** The parts of the graphic on screen that are outside of the safe area, truncated, or too wide. */
function faults(page, layout) {
  return page.evaluate(
    ({ layout }) => {
      const host = document.querySelector("#overlay > :not([waiting])");
      const card = host.shadowRoot.firstElementChild;
      const { top, bottom, left, right } = innerWidth > innerHeight ? layout.landscape : layout.portrait;
      const safe = {
        top: (innerHeight * top) / 100,
        bottom: innerHeight * (1 - bottom / 100),
        left: (innerWidth * left) / 100,
        right: innerWidth * (1 - right / 100),
      };
      const box = card.getBoundingClientRect();
      const found = [];
      if (box.top < safe.top - 1.5 || box.bottom > safe.bottom + 1.5)
        found.push(`height ${box.top}-${box.bottom}, safe ${safe.top}-${safe.bottom}`);
      if (box.left < safe.left - 1.5 || box.right > safe.right + 1.5)
        found.push(`width ${box.left}-${box.right}, safe ${safe.left}-${safe.right}`);
      for (const element of card.querySelectorAll("*")) {
        if (!element.checkVisibility() || element.closest(".clamped, svg, .stamp")) continue;
        // The box of an inline word is higher than its glyphs.
        if (getComputedStyle(element).display === "inline") continue;
        const own = element.getBoundingClientRect();
        const name = `${element.className}: ${element.textContent.slice(0, 20)}`;
        if (
          own.width > 0 &&
          (own.right > box.right + 1 || own.bottom > box.bottom + 1 || own.left < box.left - 1 || own.top < box.top - 1)
        )
          found.push(
            `outside: ${name} ${own.left}-${own.right} of ${box.left}-${box.right}, ${own.top}-${own.bottom} of ${box.top}-${box.bottom}`,
          );
        const cut = getComputedStyle(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
        // A recap's title or place may end in an ellipsis; the pay may not.
        if (cut && !element.matches(".job-title, .where, .what, .meta"))
          found.push(`cut: ${name} ${element.scrollWidth} of ${element.clientWidth}`);
      }
      return found;
    },
    { layout },
  );
}

for (const [format, viewport] of Object.entries(SIZES)) {
  for (const lang of ["zh-CN", "en"]) {
    test(`every face fits, ${format}, ${lang}`, async () => {
      const overlay = await openFed({ viewport, lang });
      for (const contact of [ON, { ...ON, hidden: true }]) {
        for (const [name, face] of Object.entries(FACES)) {
          await overlay.show({ face, contact });
          assert.deepEqual(await faults(overlay, LAYOUT), [], `${name}, contact hidden: ${contact.hidden}`);
        }
      }
      await assertSound(overlay);
    });
  }

  test(`cards fit whatever is switched off, ${format}`, async () => {
    const overlay = await openFed({ viewport });
    for (const job of [JOB, WORDY, { ...JOB, full: true }]) {
      for (const off of [
        {},
        { qr: false },
        { phone: false },
        { address: false },
        { qr: false, phone: false },
        { hidden: true },
      ]) {
        const contact = { ...ON, ...off };
        await overlay.show({ on_air: job, contact });
        assert.deepEqual(await faults(overlay, LAYOUT), [], `${job.number}, ${JSON.stringify(off)}`);
        const card = overlay.locator("job-card:not([waiting])");
        assert.equal(await card.locator(".qr").count(), contact.qr && !contact.hidden && !job.full ? 1 : 0);
        const told = await card.locator(".ways").innerText();
        assert.equal(told.includes(HOW.address), contact.address && !contact.hidden);
        assert.equal(told.includes(HOW.hotline), contact.phone && !contact.hidden);
        assert.ok(told.trim(), "there is always a way");
        assert.match(await card.locator(".fee").innerText(), /不收任何费用/);
      }
    }
  });

  test(`safe areas, scale and offsets are obeyed, ${format}`, async () => {
    const overlay = await openFed({ viewport });
    const area = { top: 20, bottom: 25, left: 10, right: 15, scale: 100, x: 0, y: 0 };
    const place = () =>
      overlay
        .locator("#overlay > :not([waiting])")
        .evaluate((host) => host.shadowRoot.firstElementChild.getBoundingClientRect().toJSON());
    const set = async (change, extra) => {
      const layout = { style: "light", portrait: { ...area, ...change }, landscape: { ...area, ...change } };
      await overlay.show({ ...extra, layout });
      return layout;
    };
    for (const extra of [{ on_air: WORDY }, { face: FACES.recap }, { face: FACES["notice, long"] }]) {
      for (const scale of [60, 100, 130])
        assert.deepEqual(await faults(overlay, await set({ scale }, extra)), [], `scale ${scale}`);
      await set({}, extra);
      const before = await place();
      await set({ x: 5, y: 8 }, extra);
      const after = await place();
      assert.ok(Math.abs(after.x - before.x - viewport.width * 0.05) < 1, "to the right");
      assert.ok(Math.abs(before.y - after.y - viewport.height * 0.08) < 1, "upwards");
    }
    await set({ scale: 60 }, { on_air: JOB });
    const small = await place();
    await set({ scale: 100 }, { on_air: JOB });
    assert.ok((await place()).height > small.height * 1.2);
  });

  test(`nothing shifts when a card or face comes, goes or is corrected, ${format}`, async () => {
    const overlay = await openFed({
      viewport,
      prepare: () => {
        globalThis.shifts = [];
        new PerformanceObserver((list) =>
          globalThis.shifts.push(
            ...list
              .getEntries()
              .map(
                (entry) =>
                  `${entry.value} ${entry.sources.map(({ node, previousRect, currentRect }) => `${node?.localName}.${node?.className} ${previousRect.y} ${currentRect.y}`)}`,
              ),
          ),
        ).observe({ type: "layout-shift", buffered: true });
      },
    });
    const next = { ...JOB, card: 9, number: 9, how: HOW };
    await overlay.show({ on_air: JOB, next });
    await overlay.show({ on_air: { ...next, shown_at: NOW } });
    await overlay.show({ on_air: { ...next, full: true } });
    await overlay.show({ on_air: next, contact: { ...ON, qr: false } });
    await overlay.show({ on_air: next, contact: { ...ON, hidden: true } });
    await overlay.show({ on_air: next, layout: { ...LAYOUT, style: "dark" } });
    for (const face of Object.values(FACES)) await overlay.show({ face });
    await overlay.show({ face: FACES.countdown });
    await ticks(overlay, 3);
    await overlay.show({ on_air: JOB });
    await overlay.show();
    assert.deepEqual(await overlay.evaluate(() => globalThis.shifts), []);
  });
}

/** Waits until a countdown has written so many more seconds. */
function ticks(overlay, more) {
  return overlay.evaluate(async (more) => {
    const big = () => document.querySelector("face-card").shadowRoot.querySelector(".big").textContent;
    for (let last = big(), seen = 0; seen < more; await new Promise(requestAnimationFrame)) {
      if (big() !== last) [last, seen] = [big(), seen + 1];
    }
  }, more);
}

test("a face at rest is still, and a countdown only writes another second", async () => {
  const overlay = await openFed({ viewport: PORTRAIT });
  const running = () => overlay.evaluate(() => document.getAnimations().length);
  for (const face of [FACES.recap, FACES.how, FACES.end, FACES["break, open"], FACES["notice, long"]]) {
    await overlay.show({ face });
    assert.equal(await running(), 0, face.kind);
    const first = await overlay.screenshot();
    assert.ok(first.equals(await overlay.screenshot()), `${face.kind} is still`);
  }
  await overlay.show({ face: FACES.countdown });
  const seen = await overlay.evaluate(async () => {
    const root = document.querySelector("face-card").shadowRoot;
    const texts = [];
    const changed = [];
    const watch = new MutationObserver((list) => changed.push(...list.map((each) => each.target)));
    watch.observe(root, { childList: true, characterData: true, attributes: true, subtree: true });
    while (texts.length < 4) {
      const text = root.querySelector(".big").textContent;
      if (text !== texts.at(-1)) texts.push(text);
      await new Promise(requestAnimationFrame);
    }
    return { texts, others: changed.filter((each) => !each.matches?.(".cell")).length, changes: changed.length };
  });
  assert.equal(new Set(seen.texts).size, 4, "it counts");
  assert.equal(seen.others, 0, "only the figures change");
  assert.ok(seen.changes <= 12, `${seen.changes} changes in 3 s`);
  assert.equal(await running(), 0);
});

test("the countdown follows the server's clock", async () => {
  const overlay = await openFed({ viewport: PORTRAIT });
  overlay.shift(600_000);
  await overlay.show({ face: { kind: "countdown", until: NOW + 754_500 } });
  assert.match(await overlay.locator("face-card .big").innerText(), /^02:3[345]$/);
});

/** Animations from now on, each as its element and its frames. */
function moves() {
  globalThis.moved = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, timing) {
    globalThis.moved.push(this.className || this.localName);
    const properties = frames
      .flatMap((frame) => Object.keys(frame))
      .filter((name) => !["offset", "easing"].includes(name));
    if (properties.some((name) => !["transform", "opacity"].includes(name))) throw new Error(`moves ${properties}`);
    return animate.call(this, frames, timing);
  };
}

test("the stamp comes down on the card that is there; the card does not enter again", async () => {
  const overlay = await openFed({ viewport: PORTRAIT, prepare: moves });
  await overlay.show({ on_air: JOB });
  const card = await overlay.locator("job-card").elementHandle();
  await overlay.evaluate(() => (globalThis.moved = []));
  await overlay.show({ on_air: { ...JOB, full: true } });
  assert.deepEqual(await overlay.evaluate(() => globalThis.moved), ["stamp"]);
  assert.ok(await overlay.evaluate((card) => card === document.querySelector("job-card"), card), "the same element");
  assert.equal(await overlay.locator("job-card .stamp").innerText(), "招满");
  // A change of another text is not animated.
  await overlay.show({ on_air: { ...JOB, full: true, pay: "9000" } });
  assert.deepEqual(await overlay.evaluate(() => globalThis.moved), ["stamp"]);
  assert.match(await overlay.locator("job-card .sum").innerText(), /9000/);
});

test("faces take the card's place and give it back; panic hides them at once", async () => {
  const overlay = await openFed({ viewport: LANDSCAPE });
  await overlay.show({ on_air: JOB });
  await overlay.show({ face: FACES.how });
  assert.equal(await overlay.locator("job-card:not([waiting])").count(), 0);
  assert.equal(await overlay.locator("face-card[face=how]").count(), 1);
  overlay.feed({ panic: true });
  await until("a black screen", async () => (await inked(overlay)) === 0);
  await overlay.show({ on_air: JOB });
  assert.equal(await shownNumber(overlay), "8");
  assert.equal(await overlay.locator("#overlay > *").count(), 1, "nothing is left behind");
  await overlay.show();
  assert.equal(await inked(overlay), 0);
});

test("a host who presses fast leaves the right face and nothing else", async () => {
  const overlay = await openFed({ viewport: PORTRAIT });
  const kinds = Object.values(FACES);
  for (let press = 0; press < 40; press += 1)
    overlay.feed(
      press % 3 === 0 ? { on_air: { ...JOB, card: press, number: press } } : { face: kinds[press % kinds.length] },
    );
  await overlay.show({ on_air: { ...JOB, card: 77, number: 77 } });
  assert.equal(await shownNumber(overlay), "77");
  assert.equal(await overlay.locator("#overlay > *").count(), 1);
});

test("guides are over the picture only for the requested time", async () => {
  const overlay = await openFed({ viewport: PORTRAIT });
  await overlay.show({ on_air: JOB, guides_until: NOW + 2500 });
  await overlay.locator("#guides:not([hidden]) .guide-top").waitFor();
  assert.match(await overlay.locator(".guide-bottom").innerText(), /30%/);
  await overlay.locator("#guides[hidden]").waitFor({ state: "attached" });
  await overlay.show({ on_air: JOB });
  assert.equal(await overlay.locator("#guides").isVisible(), false);
});

test("the test picture shows sizes, latency and code, and is replaced by a card", async () => {
  const overlay = await openFed({ viewport: PORTRAIT, query: "&test=1" });
  await overlay.show();
  const face = overlay.locator("face-card[face=test]");
  await face.locator(".note", { hasText: /\d+ 毫秒/ }).waitFor();
  assert.match(await face.locator(".main").innerText(), /1080×1920/);
  assert.equal(await face.locator(".qr").count(), 1);
  assert.deepEqual(await faults(overlay, LAYOUT), []);
  await overlay.locator("#guides .guide-safe").waitFor();
  await overlay.show({ on_air: JOB });
  assert.equal(await shownNumber(overlay), "8");
  assert.equal(await face.count(), 0);
});

test("a county's colours and a dark style reach card and face", async () => {
  const county =
    ":root { --face-accent: rgb(1, 2, 3); --kind-job: rgb(4, 5, 6); --card-paper: rgb(7, 8, 9); } :root[data-style=dark] { --card-paper: rgb(10, 11, 12); }";
  const overlay = await openFed({ viewport: PORTRAIT, county });
  const paint = (selector) =>
    overlay.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);
  await overlay.show({ on_air: JOB });
  assert.equal(await paint("job-card .head"), "rgb(4, 5, 6)");
  assert.equal(await paint("job-card .card"), "rgb(7, 8, 9)");
  await overlay.show({ on_air: JOB, layout: { ...LAYOUT, style: "dark" } });
  assert.equal(await paint("job-card .card"), "rgb(10, 11, 12)");
  await overlay.show({ face: FACES.how });
  assert.equal(await paint("face-card .head"), "rgb(1, 2, 3)");
});

test("a view of an earlier server, without faces and layouts, is still shown", async () => {
  const overlay = await openFed({ viewport: PORTRAIT });
  const { face, contact, layout, guides_until, ...old } = view();
  void [face, contact, layout, guides_until];
  await overlay.show({
    ...old,
    face: undefined,
    contact: undefined,
    layout: undefined,
    guides_until: undefined,
    on_air: JOB,
  });
  assert.equal(await shownNumber(overlay), "8");
  assert.deepEqual(await faults(overlay, LAYOUT), []);
});

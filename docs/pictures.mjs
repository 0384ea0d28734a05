// Renews the pictures in docs/ from the current build: node docs/pictures.mjs, after cargo build.
// Not a test. Every employer and every applicant on them is invented.

import { test } from "node:test";
import { join } from "node:path";

import { LANDSCAPE, PORTRAIT, ROOT, Server, open, shownNumber, until } from "../tests/browser/support.mjs";

/** What a camera would show behind the overlay: an evenly lit room, so that nothing competes with the card. */
const ROOM = "html { background: linear-gradient(160deg, #8794a3, #c3b7a6 60%, #7a6a58) !important; }";
/** Forms need to look filled in by hand; the server marks faster ones. In milliseconds. */
const BY_HAND = 3_100;

/** The six cards that stand for all kinds, each in both formats: factory, care work, freight, day work, course, policy. */
const SIX = [1, 8, 12, 14, 17, 19];

const people = [
  ["甲示例", "13900002001", 8],
  ["乙示例", "13900002002", 8],
  ["丙示例", "13900002003", 1],
  ["丁示例", "13900002004", 14],
  ["戊示例", "13900002005", 8],
  ["己示例", "13900002006", 6],
];

async function sign_up(url) {
  const forms = await Promise.all(
    people.map(async ([name, phone, card]) => {
      const html = await (await fetch(new URL(`/j/${card}`, url))).text();
      const hidden = [...html.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
      const fields = hidden.map(([, field, value]) => [field, value]);
      const form = new URLSearchParams([...fields, ["name", name], ["phone", phone], ["over16", "1"], ["consent", "1"]]);
      return { card, form };
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, BY_HAND));
  for (const { card, form } of forms) {
    await fetch(new URL(`/j/${card}`, url), { method: "POST", body: form, redirect: "manual" });
  }
}

/** `docs/cards/8-portrait.jpg` and so on, over the same room. */
async function take_six(server) {
  for (const [format, viewport] of Object.entries({ portrait: PORTRAIT, landscape: LANDSCAPE })) {
    const overlay = await open(server.links.overlay, { viewport });
    await overlay.addStyleTag({ content: ROOM });
    for (const card of SIX) {
      await server.command({ take: { card } });
      await until(`card ${card}`, async () => (await shownNumber(overlay)) === String(card));
      await overlay.screenshot({ path: join(ROOT, `docs/cards/${card}-${format}.jpg`), type: "jpeg", quality: 85 });
    }
    await overlay.close();
  }
}

test("pictures", async () => {
  const server = await Server.start();
  await sign_up(server.url);
  const panel = await open(server.links.panel, { viewport: { width: 1280, height: 800 } });
  for (const [name, viewport] of [["overlay-portrait", PORTRAIT], ["overlay", LANDSCAPE]]) {
    const overlay = await open(server.links.overlay, { viewport });
    if (name === "overlay-portrait") {
      for (const card of [6, 7, 8]) await server.command({ take: { card } });
    }
    await until("card 8", async () => (await shownNumber(overlay)) === "8");
    await overlay.addStyleTag({ content: ROOM });
    await overlay.screenshot({ path: join(ROOT, `docs/${name}.png`), type: "png" });
    if (name === "overlay") {
      await panel.locator(".receipt", { hasText: "8号 ✓" }).waitFor();
      await panel.screenshot({ path: join(ROOT, "docs/panel.png") });
    }
    await overlay.close();
  }
  await take_six(server);
  const phone = await open(new URL("/j/8", server.url).href, { viewport: { width: 360, height: 740 } });
  await phone.screenshot({ path: join(ROOT, "docs/join.png") });
  const desk = await open(server.links.desk, { viewport: { width: 1280, height: 800 } });
  await desk.screenshot({ path: join(ROOT, "docs/desk.png") });
});


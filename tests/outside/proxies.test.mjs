// The README's lines for nginx and Caddy, in front of the real program: limits, forged headers, sockets, and what
// `daigang check` says of lines that are missing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, check, readmeBlock, startCaddy, startDaigang, startNginx } from "./support.mjs";

/** Forms of one address that pass at once, and per second after that. */
const BURST = 120;
const PER_SECOND = 0.5;

/** The form of one person. */
const form = (person) => ({ name: "王秀英", phone: `13${String(person).padStart(9, "0")}`, over16: "1", consent: "1" });

/** Sends a form for each person from `first` on; the number of each status. */
async function postAll(client, first, count, headers = () => ({})) {
  const people = Array.from({ length: count }, (_, at) => first + at);
  const statuses = await Promise.all(people.map((person) => client.post("/j/8", form(person), headers(person))));
  return statuses.reduce((counts, status) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }), {});
}

const PROXIES = { nginx: ["proxy_pass", startNginx], Caddy: ["reverse_proxy", startCaddy] };

for (const [name, [word, start]] of Object.entries(PROXIES)) {
  test(`behind ${name} a hall passes, a robot is slowed, and sockets work`, async () => {
    const links = await startDaigang("--trusted-proxies", "127.0.0.1");
    const url = await start(await readmeBlock(word), links.join);
    const began = Date.now();
    const forged = (person) => ({ "x-forwarded-for": `198.51.${person % 250}.${person % 200}` });
    const robot = await postAll(new Client(url, "127.0.0.3"), 0, 1_000, forged);
    const most = BURST + Math.ceil(((Date.now() - began) / 1_000) * PER_SECOND);
    assert.ok(robot[303] >= BURST && robot[303] <= most, JSON.stringify(robot));
    assert.equal(robot[303] + robot[429], 1_000, JSON.stringify(robot));
    const hall = await postAll(new Client(url, "127.0.0.2"), 5_000, 100);
    assert.deepEqual(hall, { 303: 100 });
    const key = new URL(links.overlay).searchParams.get("key");
    const frame = await new Client(url).firstFrame(`/ws?view=overlay&key=${key}`);
    assert.match(frame, /"type":"view"/);
    assert.equal((await fetch(`${url}/metrics`)).status, 404);
    const { status, text } = await check(`${url}/overlay?key=${key}`);
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, /proxy/);
  });
}

test("check says which line of the README is missing", async () => {
  const links = await startDaigang();
  const key = new URL(links.overlay).searchParams.get("key");
  const lines = await readmeBlock("proxy_pass");
  const untrusted = await check(`${await startNginx(lines, links.join)}/overlay?key=${key}`);
  assert.match(untrusted.text, /--trusted-proxies 127\.0\.0\.1/);
  const bare = "location / { proxy_pass http://127.0.0.1:8080; }";
  const refused = await check(`${await startNginx(bare, links.join)}/overlay?key=${key}`);
  assert.equal(refused.status, 1, refused.text);
  assert.match(refused.text, /does not pass Upgrade on/);
});

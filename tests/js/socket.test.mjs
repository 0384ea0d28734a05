// The connection to the server, with a simulated socket and a simulated clock.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Link } from "../../overlay/lib/socket.js";
import { Timers } from "./support.mjs";

let now = 0;
/** How far the wall clock is ahead. */
let ahead = 0;
let timers = new Timers();
/** @type {FakeSocket[]} */
let sockets = [];
/** @type {number[]} */
let healthChecks = [];
let serverUp = false;

class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  constructor() {
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen({});
  }
  hear(frame) {
    this.onmessage({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }
  fail(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

/** Moves both clocks in small steps, as a page that is awake sees them. */
async function pass(ms) {
  for (let done = 0; done < ms; done += 50) {
    now += 50;
    timers.tick(50);
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
  }
}

/** A page whose timers were suspended: time passes, then one timer fires late. */
async function wakeAfter(ms) {
  now += ms;
  timers.tick(ms);
  await Promise.resolve();
}

function link() {
  const frames = [];
  const states = [];
  const made = new Link({
    url: "ws://x/ws",
    onFrame: (f) => frames.push(f),
    onState: (s) => states.push(s),
    monotonic: () => now,
    wall: () => now + ahead,
  });
  return { link: made, frames, states };
}

beforeEach(() => {
  timers = new Timers();
  now = 1000;
  ahead = 1_795_503_000_000;
  sockets = [];
  healthChecks = [];
  serverUp = false;
  globalThis.WebSocket = FakeSocket;
  globalThis.fetch = (address) => {
    healthChecks.push(String(address));
    return serverUp ? Promise.resolve({ ok: true }) : Promise.reject(new Error("refused"));
  };
});

const last = () => sockets[sockets.length - 1];

test("sends only while open, and never later", async () => {
  const { link: made, states } = link();
  assert.equal(made.send({ a: 1 }), false);
  last().open();
  assert.equal(made.send({ a: 2 }), true);
  assert.deepEqual(last().sent, [{ a: 2 }]);
  last().fail();
  assert.equal(made.send({ a: 3 }), false);
  await pass(700);
  last().open();
  assert.deepEqual(last().sent, []);
  assert.deepEqual(states, ["connecting", "open", "lost", "connecting", "open"]);
});

test("sends a ping every ten seconds, and closes a connection that was silent for 25", async () => {
  const { states } = link();
  last().open();
  await pass(9_000);
  assert.equal(last().sent.length, 0);
  await pass(2_000);
  assert.deepEqual(last().sent, [{ type: "ping" }]);
  await pass(13_500);
  assert.equal(states.at(-1), "open");
  await pass(600);
  assert.equal(states.at(-1), "lost");
  await pass(700);
  assert.equal(sockets.length, 2);
});

test("any frame keeps the connection alive, even one that is no JSON", async () => {
  const { states, frames } = link();
  last().open();
  for (let round = 0; round < 10; round += 1) {
    await pass(10_000);
    last().hear(round === 5 ? "{" : { type: "pong", now: 1 });
  }
  assert.equal(states.at(-1), "open");
  assert.equal(frames.length, 9);
});

test("a page whose timers were suspended sends a ping before it closes", async () => {
  const { states } = link();
  last().open();
  await wakeAfter(120_000);
  assert.equal(states.at(-1), "open");
  assert.deepEqual(last().sent, [{ type: "ping" }]);
});

test("an event of an abandoned socket is ignored", async () => {
  const { frames, states } = link();
  const old = last();
  old.open();
  await pass(25_100);
  assert.equal(states.at(-1), "lost");
  old.hear({ type: "view" });
  old.fail();
  assert.deepEqual(frames, []);
  await pass(700);
  assert.equal(sockets.length, 2);
});

test("a socket that never opens is abandoned", async () => {
  link();
  await pass(9_000);
  assert.ok(sockets.length >= 2);
});

test("retries for ever, checks over HTTP while the server is away, and is back when the server is", async () => {
  const { states } = link();
  last().fail();
  for (let step = 0; step < 10 * 60 * 20; step += 1) {
    await pass(50);
    if (last().readyState === 0) last().fail();
  }
  assert.ok(sockets.length <= 5, `${sockets.length} sockets`);
  assert.ok(healthChecks.length > 60, `${healthChecks.length} healthChecks`);
  assert.equal(healthChecks[0], "http://x/healthz");
  serverUp = true;
  await pass(6_500);
  last().open();
  assert.equal(states.at(-1), "open");
});

test("a server that accepts and closes is not retried at the shortest delay", async () => {
  link();
  for (let step = 0; step < 20 * 10; step += 1) {
    if (last().readyState === 0) {
      last().open();
      last().fail(1011);
    }
    await pass(50);
  }
  assert.ok(sockets.length <= 6, `${sockets.length} sockets in ten seconds`);
});

test("a refusal is final", async () => {
  const { states } = link();
  last().open();
  last().fail(4503);
  assert.equal(states.at(-1), "refused");
  await pass(60_000);
  assert.equal(sockets.length, 1);
  assert.equal(healthChecks.length, 0);
});

test("a probed connection is closed within 3 s without an answer", async () => {
  const { link: made, states } = link();
  last().open();
  await pass(8_000);
  made.probe();
  assert.deepEqual(last().sent, [{ type: "ping" }]);
  await pass(1_000);
  made.probe();
  await pass(1_450);
  assert.equal(states.at(-1), "open");
  await pass(100);
  assert.equal(states.at(-1), "lost", "counted from the first question");
  made.probe();
  assert.equal(sockets.length, 1, "a line that is lost has its own pace");
});

test("an answer in time ends the probe", async () => {
  const { link: made, states } = link();
  last().open();
  made.probe();
  await pass(2_000);
  last().hear({ type: "pong", now: 1 });
  await pass(9_000);
  assert.deepEqual([states.at(-1), last().sent.length], ["open", 2]);
});

test("a machine that slept sends a ping at once, also if its monotonic clock stopped", async () => {
  const { link: made, states } = link();
  last().open();
  await pass(3_000);
  made.checkSleep();
  assert.equal(last().sent.length, 0);
  ahead += 20 * 60_000;
  made.checkSleep();
  assert.deepEqual(last().sent, [{ type: "ping" }]);
  made.checkSleep();
  assert.equal(last().sent.length, 1, "once");
  await pass(2_600);
  assert.equal(states.at(-1), "lost", "the line died in the sleep");
});

test("a page that only listens notices a sleep at its next tick", async () => {
  link();
  last().open();
  ahead += 20 * 60_000;
  await pass(10_100);
  last().hear({ type: "pong", now: 1 });
  assert.ok(last().sent.length >= 1);
});

test("setting the wall clock costs one ping and no connection", async () => {
  const { link: made, states } = link();
  last().open();
  for (const jump of [3 * 3_600_000, -3 * 3_600_000]) {
    ahead += jump;
    made.checkSleep();
    last().hear({ type: "pong", now: 1 });
    await pass(5_000);
  }
  assert.deepEqual([states.at(-1), last().sent.length], ["open", 2]);
});

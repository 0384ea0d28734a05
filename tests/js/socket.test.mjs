// The line to the server, played against a socket and a clock that the test moves.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Link } from "../../overlay/lib/socket.js";
import { Timers } from "./support.mjs";

let now = 0;
let timers = new Timers();
/** @type {FakeSocket[]} */
let sockets = [];
/** @type {number[]} */
let knocks = [];
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

/** A page whose timers slept: time passes, then one timer fires late. */
async function wakeAfter(ms) {
  now += ms;
  timers.tick(ms);
  await Promise.resolve();
}

function link() {
  const frames = [];
  const states = [];
  const made = new Link({ url: "ws://x/ws", onFrame: (f) => frames.push(f), onState: (s) => states.push(s), monotonic: () => now });
  return { link: made, frames, states };
}

beforeEach(() => {
  timers = new Timers();
  now = 1000;
  sockets = [];
  knocks = [];
  serverUp = false;
  globalThis.WebSocket = FakeSocket;
  globalThis.fetch = (door) => {
    knocks.push(String(door));
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

test("asks every ten seconds and gives up a line that was silent for 25", async () => {
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

test("any frame keeps the line alive, even one that is no JSON", async () => {
  const { states, frames } = link();
  last().open();
  for (let round = 0; round < 10; round += 1) {
    await pass(10_000);
    last().hear(round === 5 ? "{" : { type: "pong", now: 1 });
  }
  assert.equal(states.at(-1), "open");
  assert.equal(frames.length, 9);
});

test("a page whose timers slept asks before it judges", async () => {
  const { states } = link();
  last().open();
  await wakeAfter(120_000);
  assert.equal(states.at(-1), "open");
  assert.deepEqual(last().sent, [{ type: "ping" }]);
});

test("an event of a socket that was given up is not heard", async () => {
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

test("a socket that never opens is given up", async () => {
  link();
  await pass(9_000);
  assert.ok(sockets.length >= 2);
});

test("tries for ever, knocks while the server is away, and is back when it is", async () => {
  const { states } = link();
  last().fail();
  for (let step = 0; step < 10 * 60 * 20; step += 1) {
    await pass(50);
    if (last().readyState === 0) last().fail();
  }
  assert.ok(sockets.length <= 5, `${sockets.length} sockets`);
  assert.ok(knocks.length > 60, `${knocks.length} knocks`);
  assert.equal(knocks[0], "http://x/healthz");
  serverUp = true;
  await pass(6_500);
  last().open();
  assert.equal(states.at(-1), "open");
});

test("a server that accepts and hangs up is not hammered", async () => {
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
  last().fail(4500);
  assert.equal(states.at(-1), "refused");
  await pass(60_000);
  assert.equal(sockets.length, 1);
  assert.equal(knocks.length, 0);
});

test("a closed link stays closed and says nothing more", async () => {
  const { link: made, states } = link();
  last().open();
  made.close();
  assert.equal(made.send({}), false);
  await pass(60_000);
  assert.equal(sockets.length, 1);
  assert.deepEqual(states, ["connecting", "open"]);
});

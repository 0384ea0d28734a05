// The one line to the server: connects, notices a dead line, tries again for ever. Knows nothing of what frames mean.

import { LONGEST_MS, delay } from "./backoff.js";
import { Sleep } from "./sleep.js";

/** @typedef {"connecting" | "open" | "lost" | "refused"} LinkState */

/** How often a page asks, in milliseconds: the protocol's own pings are invisible to it. */
const PING_MS = 10_000;
/** How long an asked server may stay silent, in milliseconds; with PING_MS, 25 s without a frame are a dead line. */
const ANSWER_MS = 15_000;
/** How long while somebody waits for it, in milliseconds: whoever pressed a key must hear within some 3 s that the line is dead. */
const HURRY_MS = 2500;
/** How long a connection may take to open, in milliseconds: a network that drops packets never says no. */
const CONNECT_MS = 8_000;
/** From this failure on, ask over HTTP first: Chromium holds back a page's sockets for up to 5 s each once some 14 of them
 * have failed, and would be late when the server is back. */
const KNOCK_FROM = 4;
/** Answers 200 as soon as the server runs; a proxy in front of a dead server answers something else. */
const HEALTH = "/healthz";
/** The close code that is final, `NO_KEY` in src/web/protocol.rs: the server does not let this page in any more. Panels alone get it. */
const NO_KEY = 4503;

/**
 * The address of a socket on the host that this page came from.
 * @param {"overlay" | "preview" | "panel"} view
 * @param {string | null} [key]
 * @returns {string}
 */
export function socketUrl(view, key) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const query = new URLSearchParams({ view });
  if (key) query.set("key", key);
  return `${scheme}//${location.host}/ws?${query}`;
}

/**
 * @typedef {object} LinkOptions
 * @property {string} url
 * @property {(frame: any) => void} onFrame every frame, pongs included
 * @property {(state: LinkState) => void} [onState] each change, starting with "connecting"
 * @property {number} [longestWait] milliseconds between two tries, before jitter
 * @property {() => number} [monotonic] milliseconds that no change of the wall clock moves
 * @property {() => number} [wall]
 */

export class Link {
  #options;
  #monotonic;
  #sleep;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {LinkState | null} */
  #state = null;
  #attempt = 0;
  /** Counts knocks, so that the answer to one that ran out of time is not heard. */
  #knocks = 0;
  #pingAt = 0;
  /** When an unanswered ping, an opening socket or a wait runs out; Infinity: nothing is awaited. */
  #until = Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #wake = () => this.#tick();

  /** @param {LinkOptions} options */
  constructor(options) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#sleep = new Sleep(this.#monotonic, options.wall);
    // A page that slept looks at its clocks as soon as it is seen again, not when a throttled timer comes round.
    globalThis.document?.addEventListener("visibilitychange", this.#wake);
    this.#connect();
  }

  /**
   * Sends now or not at all: what was meant for an earlier state must not arrive in a later one.
   * @param {import("../wire.js").ToServer} frame
   * @returns {boolean}
   */
  send(frame) {
    if (this.#state !== "open" || !this.#socket || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Asks now, and gives the server little time: somebody waits, or the line may have died in this machine's sleep. */
  hurry() {
    if (this.#state !== "open") return;
    this.#ping(HURRY_MS);
    this.#schedule();
  }

  /** Looks whether this machine slept; for pages whose own clock ticks more often than a line that is quiet. */
  look() {
    if (this.#sleep.over()) this.hurry();
  }

  #connect() {
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    this.#until = this.#monotonic() + CONNECT_MS;
    // Events of a socket that was given up may still come; they say nothing about the one in use.
    /** @type {(act: (event: any) => void) => (event: any) => void} */
    const mine = (act) => (event) => {
      if (this.#socket === socket) act(event);
    };
    socket.onopen = mine(() => this.#opened());
    socket.onmessage = mine((event) => this.#heard(event.data));
    socket.onclose = mine((event) => this.#lost(event.code));
    this.#set("connecting");
    this.#schedule();
  }

  #retry() {
    if (this.#attempt < KNOCK_FROM) this.#connect();
    else this.#knock();
  }

  async #knock() {
    this.#knocks += 1;
    const mine = this.#knocks;
    this.#until = this.#monotonic() + CONNECT_MS;
    this.#schedule();
    const door = new URL(HEALTH, this.#options.url.replace(/^ws/, "http"));
    const up = await fetch(door, { cache: "no-store" }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (mine !== this.#knocks) return;
    if (up) this.#connect();
    else this.#lost();
  }

  #opened() {
    this.#until = Infinity;
    this.#pingAt = this.#monotonic() + PING_MS;
    this.#set("open");
    this.#schedule();
  }

  /** @param {string} text */
  #heard(text) {
    // Only a frame proves a working server: one that accepts and hangs up must not be hammered at the first wait.
    this.#attempt = 0;
    this.#until = Infinity;
    this.#schedule();
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    this.#options.onFrame(frame);
  }

  /** @param {number} [code] */
  #lost(code = 0) {
    this.#drop();
    if (code === NO_KEY) {
      clearTimeout(this.#timer);
      this.#set("refused");
      return;
    }
    const wait = delay(this.#attempt, Math.random(), this.#options.longestWait ?? LONGEST_MS);
    this.#attempt += 1;
    this.#until = this.#monotonic() + wait;
    this.#set("lost");
    this.#schedule();
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param {LinkState} state */
  #set(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (this.#state === "refused") return;
    const next = this.#state === "open" ? Math.min(this.#until, this.#pingAt) : this.#until;
    this.#timer = setTimeout(this.#wake, Math.max(0, next - this.#monotonic()));
  }

  /** Does what is due by the clock, however late a throttled timer calls. */
  #tick() {
    if (this.#state === "refused") return;
    this.look();
    const now = this.#monotonic();
    if (now >= this.#until) {
      if (this.#state === "lost") this.#retry();
      else this.#lost();
      return;
    }
    if (this.#state === "open" && now >= this.#pingAt) this.#ping(ANSWER_MS);
    this.#schedule();
  }

  /** @param {number} patience milliseconds until the answer */
  #ping(patience) {
    const now = this.#monotonic();
    this.#pingAt = now + PING_MS;
    this.send({ type: "ping" });
    // Silence counts from the first unanswered question, so a page whose timers slept does not blame the server.
    this.#until = Math.min(this.#until, now + patience);
  }
}

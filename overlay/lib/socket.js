// The WebSocket connection to the server: connects, detects a dead connection, and retries for ever. Does not interpret
// frames.

import { RETRY_MAX_MS, delay } from "./backoff.js";
import { Sleep } from "./sleep.js";

/** @typedef {"connecting" | "open" | "lost" | "refused"} LinkState */

/** How often a page sends a ping, in milliseconds: the protocol's own pings are invisible to pages. */
const PING_INTERVAL_MS = 10_000;
/**
 * How long the answer to a ping may take, in milliseconds; with PING_INTERVAL_MS, a connection is dead after 25 s
 * without a frame.
 */
const PONG_TIMEOUT_MS = 15_000;
/**
 * The same while a press waits for its answer, in milliseconds: the host must learn within some 3 s that the connection
 * is dead.
 */
const PROBE_TIMEOUT_MS = 2500;
/** How long a connection may take to open, in milliseconds: a network that drops packets never refuses. */
const CONNECT_TIMEOUT_MS = 8_000;
/** From this failure on, check over HTTP first: after some 14 failed sockets, Chromium delays each further socket of a page by
 * up to 5 s, so that the page would be late when the server is back. */
const HEALTH_CHECK_FROM = 4;
/** Answers 200 as soon as the server runs; a proxy in front of a dead server answers something else. */
const HEALTH_PATH = "/healthz";
/**
 * The close code after which no retry makes sense: the page's key is no longer valid. `NO_KEY` of the server, for
 * panels only.
 */
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
 * @property {(state: LinkState) => void} [onState] each change, beginning with "connecting"
 * @property {number} [longestDelay] milliseconds between two retries, before jitter
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
  /** Counts health checks, so that the answer to one that timed out is ignored. */
  #healthChecks = 0;
  #nextPing = 0;
  /** The deadline of an unanswered ping, an opening socket or a delay before a retry; Infinity: none. */
  #deadline = Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #onTimer = () => this.#tick();

  /** @param {LinkOptions} options */
  constructor(options) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#sleep = new Sleep(this.#monotonic, options.wall);
    // After a sleep, check the clocks as soon as the page is visible again, not when a throttled timer fires.
    globalThis.document?.addEventListener("visibilitychange", this.#onTimer);
    this.#connect();
  }

  /**
   * Sends now or not at all: a frame that was meant for an earlier state must not arrive in a later one.
   * @param {import("../wire.js").ToServer} frame
   * @returns {boolean}
   */
  send(frame) {
    if (this.#state !== "open" || !this.#socket || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /**
   * Sends a ping now, with a short timeout: a press waits, or the connection may have died while this machine slept.
   */
  probe() {
    if (this.#state !== "open") return;
    this.#ping(PROBE_TIMEOUT_MS);
    this.#schedule();
  }

  /** Checks whether this machine slept; for pages whose own timer runs more often than that of a quiet connection. */
  checkSleep() {
    if (this.#sleep.detect()) this.probe();
  }

  #connect() {
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    this.#deadline = this.#monotonic() + CONNECT_TIMEOUT_MS;
    // Events of an abandoned socket may still arrive; they do not concern the current one.
    /** @type {(act: (event: any) => void) => (event: any) => void} */
    const ifCurrent = (act) => (event) => {
      if (this.#socket === socket) act(event);
    };
    socket.onopen = ifCurrent(() => this.#onOpen());
    socket.onmessage = ifCurrent((event) => this.#onMessage(event.data));
    socket.onclose = ifCurrent((event) => this.#lost(event.code));
    this.#set("connecting");
    this.#schedule();
  }

  #retry() {
    if (this.#attempt < HEALTH_CHECK_FROM) this.#connect();
    else this.#checkHealth();
  }

  async #checkHealth() {
    this.#healthChecks += 1;
    const check = this.#healthChecks;
    this.#deadline = this.#monotonic() + CONNECT_TIMEOUT_MS;
    this.#schedule();
    const address = new URL(HEALTH_PATH, this.#options.url.replace(/^ws/, "http"));
    const up = await fetch(address, { cache: "no-store" }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (check !== this.#healthChecks) return;
    if (up) this.#connect();
    else this.#lost();
  }

  #onOpen() {
    this.#deadline = Infinity;
    this.#nextPing = this.#monotonic() + PING_INTERVAL_MS;
    this.#set("open");
    this.#schedule();
  }

  /** @param {string} text */
  #onMessage(text) {
    // Only a frame proves that the server works: one that accepts and closes at once must not be retried at the
    // shortest delay.
    this.#attempt = 0;
    this.#deadline = Infinity;
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
    const retryIn = delay(this.#attempt, Math.random(), this.#options.longestDelay ?? RETRY_MAX_MS);
    this.#attempt += 1;
    this.#deadline = this.#monotonic() + retryIn;
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
    const next = this.#state === "open" ? Math.min(this.#deadline, this.#nextPing) : this.#deadline;
    this.#timer = setTimeout(this.#onTimer, Math.max(0, next - this.#monotonic()));
  }

  /** Does what is due by the clock, however late a throttled timer fires. */
  #tick() {
    if (this.#state === "refused") return;
    this.checkSleep();
    const now = this.#monotonic();
    if (now >= this.#deadline) {
      if (this.#state === "lost") this.#retry();
      else this.#lost();
      return;
    }
    if (this.#state === "open" && now >= this.#nextPing) this.#ping(PONG_TIMEOUT_MS);
    this.#schedule();
  }

  /** @param {number} timeout milliseconds until the answer */
  #ping(timeout) {
    const now = this.#monotonic();
    this.#nextPing = now + PING_INTERVAL_MS;
    this.send({ type: "ping" });
    // The timeout counts from the first unanswered ping, so that a page whose timers slept does not blame the server.
    this.#deadline = Math.min(this.#deadline, now + timeout);
  }
}

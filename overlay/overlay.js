// The page that OBS loads: follows the stage, shows its card or face, and reports what it has painted. Without the
// server it keeps its picture, and it never shows anything that was not put on air.

import { Guides } from "./guides.js";
import { ServerClock } from "./lib/clock.js";
import { ignoreUnknown } from "./lib/exhaustive.js";
import { Loader } from "./lib/loader.js";
import { Obs } from "./lib/obs.js";
import { plan } from "./lib/plan.js";
import { randomHex } from "./lib/random.js";
import { isNewer } from "./lib/revision.js";
import { Link, socketUrl } from "./lib/socket.js";
import { Screen } from "./screen.js";
import { TestPicture } from "./test-picture.js";

/** @typedef {import("./wire.js").OverlayFrame} OverlayFrame */
/** @typedef {import("./wire.js").OverlayView} OverlayView */
/** @typedef {import("./wire.js").ViewFrame<OverlayView>} Frame */

/**
 * Longest delay before a retry, in milliseconds: with jitter and the connection itself, the page is back within 3 s of
 * the server.
 */
const RETRY_MAX_MS = 2000;
/** Longest wait for a frame to be drawn, in milliseconds; OBS draws none for a source that is not visible. */
const PAINT_TIMEOUT_MS = 500;
/** Delay after a change before the next card is drawn in advance, in milliseconds: the animation is over by then. */
const PRERENDER_DELAY_MS = 450;
/** A source that is being resized reports once, this many milliseconds after the last change. */
const RESIZE_DEBOUNCE_MS = 200;

const root = document.documentElement;
const box = /** @type {HTMLElement} */ (document.getElementById("overlay"));
/** @type {Record<string, string>} */
const words = {
  ...JSON.parse(document.getElementById("words")?.textContent ?? "{}"),
  fee_line: box.dataset.fee ?? "",
};
const build = root.dataset.build ?? "";
const query = new URLSearchParams(location.search);

const clock = new ServerClock();
const now = () => clock.now();
const testPicture = query.has("test") ? new TestPicture() : null;
const screen = new Screen({
  box,
  words,
  now,
  zone: box.dataset.zone ?? "Asia/Shanghai",
  lang: root.lang,
  filler: testPicture && (() => testPicture.face()),
});
const guides = new Guides(
  /** @type {HTMLElement} */ (document.getElementById("guides")),
  words,
  now,
  query.has("guides") || query.has("test"),
);

/** The newest view. @type {Frame | null} */
let current = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let prerenderTimer;
/** Whether the next view is the first one of a connection, so that its changes are not animated. */
let catchingUp = true;
/** Everything is hidden, whatever the view says: the server received a panic that its store could not accept. */
let hidden = false;
/** Whether the server of this connection has said so; another server does not know of it. */
let hiddenByThisServer = false;
/** Counts changes of the screen, so that an outdated receipt is not sent. */
let changes = 0;

/** OBS, or the loader around this page: within the loader's frame, only the loader receives the answers of OBS. */
const host = parent === window ? new Obs(window, reportAgain) : new Loader(window, reportAgain);
const link = new Link({ url: socketAddress(), onFrame: receive, onState: linkChanged, longestDelay: RETRY_MAX_MS });

/** @param {OverlayFrame} frame */
function receive(frame) {
  switch (frame.type) {
    case "view":
      clock.sync(frame.now);
      return applyView(frame);
    case "hidden":
      return setHidden(frame.hidden);
    case "reload":
      // Each press of the host's button is another request, even with a card on air.
      return void loadBuild(`asked ${Date.now()}`, true);
    case "pong":
      clock.sync(frame.now);
      return measured();
    default:
      return ignoreUnknown(frame);
  }
}

/** @param {import("./lib/socket.js").LinkState} state */
function linkChanged(state) {
  if (state === "connecting") {
    catchingUp = true;
    hiddenByThisServer = false;
  }
  // The server forgot this page when the old connection ended, so report again what is on screen.
  if (state === "open") reportAgain();
}

/** The socket's URL, with the parameters of the page's own: those of a panel's monitor and of the rehearsal. */
function socketAddress() {
  const url = new URL(socketUrl(query.get("view") === "preview" ? "preview" : "overlay", query.get("key")));
  // By its seat the server recognises the page on a new connection, and drops the old one.
  url.searchParams.set("seat", randomHex());
  for (const name of ["stage", "monitor"]) {
    const value = query.get(name);
    if (value) url.searchParams.set(name, value);
  }
  return url.href;
}

/** @param {Frame} frame */
function applyView(frame) {
  if (isNewer(current, frame)) {
    const transition = plan(current?.view ?? null, frame.view, catchingUp || current?.epoch !== frame.epoch);
    // A higher revision proves that the store accepts writes again, so from here on the view's own `panic` flag
    // decides; a reconnect alone does not unhide.
    if (!hiddenByThisServer) hidden = false;
    current = frame;
    applyVisibility();
    screen.arrange(frame.view.layout);
    if (transition !== "keep") screen.show(frame.view, transition);
    report();
    clearTimeout(prerenderTimer);
    prerenderTimer = setTimeout(() => afterTransition(frame.view), PRERENDER_DELAY_MS);
  }
  catchingUp = false;
  if (frame.build !== build && isIdle()) loadBuild(frame.build);
}

/** Whether nothing is on screen that viewers would miss. */
const isIdle = () => ["", "test"].includes(screen.identity);

/** Work that can wait until the animation is over. @param {OverlayView} view */
function afterTransition(view) {
  guides.show(view);
  screen.prerender(view);
  if (testPicture) link.send(testPicture.ping());
}

/** @param {boolean} on */
function setHidden(on) {
  hidden = on;
  hiddenByThisServer = on;
  applyVisibility();
  reportAgain();
}

/** Hides everything from the next frame on, even during an animation. */
function applyVisibility() {
  root.style.visibility = hidden || current?.view.panic ? "hidden" : "";
}

/** Each pong is a measurement for the test picture, which shows it. */
function measured() {
  if (testPicture?.pong() && current && screen.identity === "test") screen.show(current.view, "cut");
}

/** Sends the receipt again, because a part of it has changed. */
function reportAgain() {
  if (current) report();
}

/** Sends the receipt after the newest state has been painted. */
async function report() {
  changes += 1;
  const change = changes;
  await painted();
  if (change !== changes || !current) return;
  if (host instanceof Loader) host.painted();
  const { epoch, rev, view } = current;
  const black = hidden || view.panic;
  const card = screen.identity.startsWith("card ") && !black ? (view.on_air?.card ?? null) : null;
  const face = black ? null : (view.face?.kind ?? null);
  const size = { width: innerWidth, height: innerHeight };
  link.send({ type: "shown", epoch, rev, card, face, panic: view.panic, hidden, ...size, build, ...host.state });
}

/** Resolves when the next frame has been drawn: at the start of the one after it. */
async function painted() {
  const timeout = new Promise((resolve) => setTimeout(resolve, PAINT_TIMEOUT_MS));
  const frame = () => Promise.race([new Promise(requestAnimationFrame), timeout]);
  if (document.hidden) return;
  await frame();
  // Not before the frame: `fonts.ready` makes the browser lay out the page at once, and the card would wait for it.
  await Promise.race([document.fonts.ready, timeout]);
  await frame();
}

/** The build that is being loaded. */
let loading = "";

/**
 * Loads the page of another build, while nothing is on air. Checks first that the page can be fetched: OBS would show
 * the browser's error page on the stream, and would not retry.
 * @param {string} wanted
 * @param {boolean} [force] a host asked for it, whatever is on air
 */
async function loadBuild(wanted, force = false) {
  // During an update, servers of two builds take turns: each build is tried once.
  if (loading === wanted || lastTried() === wanted) return;
  loading = wanted;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || (!isIdle() && !force)) {
    loading = "";
    return;
  }
  if (host instanceof Loader && host.renew(wanted)) return;
  if (!force) sessionStorage.setItem("renewed", wanted);
  location.reload();
}

/**
 * In a frame of another site, such as the loader's, the browser blocks storage; the loader remembers the build instead.
 */
function lastTried() {
  try {
    return sessionStorage.getItem("renewed");
  } catch {
    return null;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resizeTimer;
addEventListener("resize", () => {
  clearTimeout(resizeTimer);
  resizeTimer = setTimeout(reportAgain, RESIZE_DEBOUNCE_MS);
});

// The page that OBS loads: follows the stage, shows its card, and says what it has painted. Whatever happens to the
// server, it keeps its picture and writes nothing on the screen that was not put on air.

import { Guides } from "./guides.js";
import { ServerClock } from "./lib/clock.js";
import { plan } from "./lib/plan.js";
import { Link, socketUrl } from "./lib/socket.js";
import { newer } from "./lib/state.js";
import { Rehearsal } from "./rehearsal.js";
import { Screen } from "./screen.js";

/** @typedef {import("./types.js").OverlayFrame} OverlayFrame */
/** @typedef {import("./types.js").OverlayView} OverlayView */
/** @typedef {import("./types.js").ViewFrame<OverlayView>} Frame */

/** Longest wait between two tries, in milliseconds: with jitter and a connect, back within 3 s of the server. */
const RETRY_MS = 2000;
/** How long to wait for a frame to be drawn, in milliseconds; OBS draws none for a source that is not visible. */
const PAINT_MS = 500;
/** How long after a change the card that comes next is drawn, in milliseconds: when the movement is over. */
const AHEAD_MS = 450;
/** A source that is dragged to another size reports once, this many milliseconds after it came to rest. */
const RESIZE_MS = 200;

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
const rehearsal = query.has("test") ? new Rehearsal() : null;
const screen = new Screen({ box, words, now, zone: box.dataset.zone ?? "Asia/Shanghai", lang: root.lang, filler: rehearsal && (() => rehearsal.face()) });
const guides = new Guides(/** @type {HTMLElement} */ (document.getElementById("guides")), words, now, query.has("guides") || query.has("test"));

/** The newest view that was taken. @type {Frame | null} */
let taken = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let drawing;
let catchingUp = true;
/** Counts changes of the screen, so that a receipt that was overtaken is not sent. */
let change = 0;

const link = new Link({
  url: socketUrl("overlay", query.get("key")),
  onFrame: (/** @type {OverlayFrame} */ frame) => {
    clock.hear(frame.now);
    if (frame.type === "view") take(frame);
    else if (frame.type === "pong") heard();
  },
  onState: (state) => {
    if (state === "connecting") catchingUp = true;
    // The server forgot this page with the old connection: say again what it shows.
    if (state === "open" && taken) report();
  },
  longestWait: RETRY_MS,
});

/** @param {Frame} frame */
function take(frame) {
  if (newer(taken, frame)) {
    const how = plan(taken?.view ?? null, frame.view, catchingUp || taken?.epoch !== frame.epoch);
    taken = frame;
    screen.arrange(frame.view.layout);
    if (how !== "keep") screen.show(frame.view, how);
    report();
    clearTimeout(drawing);
    drawing = setTimeout(() => settle(frame.view), AHEAD_MS);
  }
  catchingUp = false;
  if (frame.build !== build && !taken?.view.on_air) renew(frame.build);
}

/** What can wait until the movement is over. @param {OverlayView} view */
function settle(view) {
  guides.show(view);
  screen.drawAhead(view);
  if (rehearsal) link.send(rehearsal.ping());
}

/** In rehearsal each answer is a measurement, and each measurement another text of the test picture. */
function heard() {
  if (rehearsal?.pong() && taken && screen.identity === "test") screen.show(taken.view, "cut");
}

/** Sends the receipt once the newest state is really painted. */
async function report() {
  change += 1;
  const mine = change;
  await painted();
  if (mine !== change || !taken) return;
  const { epoch, rev, view } = taken;
  const [width, height] = [innerWidth, innerHeight];
  link.send({ type: "shown", epoch, rev, card: screen.identity.startsWith("card ") ? (view.on_air?.card ?? null) : null, panic: view.panic, width, height, build });
}

/** The frame after the next one starts when the next one was drawn. */
async function painted() {
  const soon = new Promise((resolve) => setTimeout(resolve, PAINT_MS));
  const frame = () => Promise.race([new Promise(requestAnimationFrame), soon]);
  if (document.hidden) return;
  await frame();
  // Not before: whoever asks for the fonts makes the browser lay out the page at once, while the card waits.
  await Promise.race([document.fonts.ready, soon]);
  await frame();
}

let renewing = false;

/**
 * Loads the page of a newer build, while nothing is on air. Asks first whether it can be had: OBS would put the
 * browser's error page on the stream and never try again.
 * @param {string} wanted
 */
async function renew(wanted) {
  // Two servers of different builds take turns during an update: each build is tried once.
  if (renewing || sessionStorage.getItem("renewed") === wanted) return;
  renewing = true;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  renewing = false;
  if (!answer?.ok || taken?.view.on_air) return;
  sessionStorage.setItem("renewed", wanted);
  location.reload();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
addEventListener("resize", () => {
  clearTimeout(resting);
  resting = setTimeout(() => taken && report(), RESIZE_MS);
});

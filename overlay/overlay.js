// The page that OBS loads: follows the stage, shows its card, and says what it has painted. Whatever happens to the
// server, it keeps its picture and writes nothing on the screen that was not put on air.

import { Guides } from "./guides.js";
import { ServerClock } from "./lib/clock.js";
import { Loader } from "./lib/loader.js";
import { Obs } from "./lib/obs.js";
import { plan } from "./lib/plan.js";
import { randomHex } from "./lib/random.js";
import { Link, socketUrl } from "./lib/socket.js";
import { newer } from "./lib/state.js";
import { Rehearsal } from "./rehearsal.js";
import { Screen } from "./screen.js";

/** @typedef {import("./wire.js").OverlayFrame} OverlayFrame */
/** @typedef {import("./wire.js").OverlayView} OverlayView */
/** @typedef {import("./wire.js").ViewFrame<OverlayView>} Frame */

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
const screen = new Screen({
  box,
  words,
  now,
  zone: box.dataset.zone ?? "Asia/Shanghai",
  lang: root.lang,
  filler: rehearsal && (() => rehearsal.face()),
});
const guides = new Guides(
  /** @type {HTMLElement} */ (document.getElementById("guides")),
  words,
  now,
  query.has("guides") || query.has("test"),
);

/** The newest view that was taken. @type {Frame | null} */
let taken = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let drawing;
let catchingUp = true;
/** Hidden whatever the view says: a panic that the server heard, but could not write down. */
let hidden = false;
/** Whether the server at the other end of this very line says so. Another one does not know. */
let holding = false;
/** Counts changes of the screen, so that a receipt that was overtaken is not sent. */
let change = 0;

/** OBS, or what is around this page in its place. A page within a page asks the loader, which alone hears OBS's answers. */
const around = parent === window ? new Obs(window, tell) : new Loader(window, tell);
const link = new Link({
  url: address(),
  onFrame: (/** @type {OverlayFrame} */ frame) => {
    if (frame.type === "view" || frame.type === "pong") clock.hear(frame.now);
    if (frame.type === "view") take(frame);
    else if (frame.type === "hidden") hide(frame.hidden);
    // Each press of the host's button is another wish, with a card on air too.
    else if (frame.type === "reload") void renew(`asked ${Date.now()}`, true);
    else if (frame.type === "pong") heard();
  },
  onState: (state) => {
    if (state === "connecting") {
      catchingUp = true;
      holding = false;
    }
    // The server forgot this page with the old connection: say again what it shows.
    if (state === "open") tell();
  },
  longestWait: RETRY_MS,
});

/** The socket's address: what the page's own asked for, a panel's monitors and the rehearsal included. */
function address() {
  const url = new URL(socketUrl(query.get("view") === "preview" ? "preview" : "overlay", query.get("key")));
  // By its seat the server knows the page again when it comes by another line, and forgets the old one.
  url.searchParams.set("seat", randomHex());
  for (const name of ["stage", "monitor"]) {
    const value = query.get(name);
    if (value) url.searchParams.set(name, value);
  }
  return url.href;
}

/** @param {Frame} frame */
function take(frame) {
  if (newer(taken, frame)) {
    const how = plan(taken?.view ?? null, frame.view, catchingUp || taken?.epoch !== frame.epoch);
    // The server that hid it is gone, or was out of reach when it lifted it. Nothing is uncovered by a line that comes back,
    // but a stage that went on since has writing hands again, and its panic is in the view.
    if (!holding) hidden = false;
    taken = frame;
    cover();
    screen.arrange(frame.view.layout);
    if (how !== "keep") screen.show(frame.view, how);
    report();
    clearTimeout(drawing);
    drawing = setTimeout(() => settle(frame.view), AHEAD_MS);
  }
  catchingUp = false;
  if (frame.build !== build && idle()) renew(frame.build);
}

/** Whether nothing is on screen that viewers would miss. */
const idle = () => ["", "test"].includes(screen.identity);

/** What can wait until the movement is over. @param {OverlayView} view */
function settle(view) {
  guides.show(view);
  screen.drawAhead(view);
  if (rehearsal) link.send(rehearsal.ping());
}

/** @param {boolean} on */
function hide(on) {
  hidden = on;
  holding = on;
  cover();
  tell();
}

/** Nothing may be seen from the next frame on, whatever moves just now. */
function cover() {
  root.style.visibility = hidden || taken?.view.panic ? "hidden" : "";
}

/** In rehearsal each answer is a measurement, and each measurement another text of the test picture. */
function heard() {
  if (rehearsal?.pong() && taken && screen.identity === "test") screen.show(taken.view, "cut");
}

/** Says again what is shown, because something about it has changed. */
function tell() {
  if (taken) report();
}

/** Sends the receipt once the newest state is really painted. */
async function report() {
  change += 1;
  const mine = change;
  await painted();
  if (mine !== change || !taken) return;
  if (around instanceof Loader) around.painted();
  const { epoch, rev, view } = taken;
  const dark = hidden || view.panic;
  const card = screen.identity.startsWith("card ") && !dark ? (view.on_air?.card ?? null) : null;
  const face = dark ? null : (view.face?.kind ?? null);
  const [width, height] = [innerWidth, innerHeight];
  link.send({
    type: "shown",
    epoch,
    rev,
    card,
    face,
    panic: view.panic,
    hidden,
    width,
    height,
    build,
    ...around.state,
  });
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

/** The build that this page is being changed for. */
let renewing = "";

/**
 * Loads the page of a newer build, while nothing is on air. Asks first whether it can be had: OBS would put the
 * browser's error page on the stream and never try again.
 * @param {string} wanted
 * @param {boolean} [insists] a host has asked for it, whatever is on air
 */
async function renew(wanted, insists = false) {
  // Two servers of different builds take turns during an update: each build is tried once.
  if (renewing === wanted || tried() === wanted) return;
  renewing = wanted;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || (!idle() && !insists)) {
    renewing = "";
    return;
  }
  if (around instanceof Loader && around.renew(wanted)) return;
  if (!insists) sessionStorage.setItem("renewed", wanted);
  location.reload();
}

/** In another site's frame, as the loader's is, the browser lets a page remember nothing; there the loader does. */
function tried() {
  try {
    return sessionStorage.getItem("renewed");
  } catch {
    return null;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
addEventListener("resize", () => {
  clearTimeout(resting);
  resting = setTimeout(tell, RESIZE_MS);
});

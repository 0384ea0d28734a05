// The page that OBS loads: follows the stage, shows its card, and says what it has painted. Whatever happens to the
// server, it keeps its picture and writes nothing on the screen that was not put on air.

import { JobCard } from "./card/job-card.js";
import { cardModel } from "./card/model.js";
import { Loader } from "./lib/loader.js";
import { Obs } from "./lib/obs.js";
import { plan } from "./lib/plan.js";
import { Link, socketUrl } from "./lib/socket.js";
import { newer } from "./lib/state.js";

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

/** The newest view that was taken. @type {Frame | null} */
let taken = null;
/** @type {JobCard | null} */
let current = null;
/** The card that probably comes next, out of sight. To fit a card takes longer than all of the way here. @type {{card: JobCard, says: string} | null} */
let ahead = null;
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
  url: socketUrl("overlay", new URLSearchParams(location.search).get("key")),
  onFrame: (/** @type {OverlayFrame} */ frame) => {
    if (frame.type === "view") take(frame);
    else if (frame.type === "hidden") hide(frame.hidden);
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

/** @param {Frame} frame */
function take(frame) {
  if (newer(taken, frame)) {
    const how = plan(taken?.view ?? null, frame.view, catchingUp || taken?.epoch !== frame.epoch);
    // The server that hid it is gone, or was out of reach when it lifted it. Nothing is uncovered by a line that comes back,
    // but a stage that went on since has writing hands again, and its panic is in the view.
    if (!holding) hidden = false;
    taken = frame;
    cover();
    if (how !== "keep") show(frame.view, how);
    report();
    clearTimeout(drawing);
    drawing = setTimeout(drawAhead, AHEAD_MS);
  }
  catchingUp = false;
  if (frame.build !== build && !taken?.view.on_air) renew(frame.build);
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

/** @param {OverlayView} view @param {import("./lib/plan.js").Plan} how */
function show(view, how) {
  const old = current;
  current = view.on_air && !view.panic ? card(view.on_air, view.how) : null;
  const moves = how !== "cut";
  // At most one card leaves at a time: a host who presses fast must not fill the screen with leaving ones.
  const stays = [current, ahead?.card, moves ? old : null];
  for (const child of [...box.children]) if (!stays.includes(/** @type {JobCard} */ (child))) child.remove();
  if (current && !current.isConnected) box.prepend(current);
  if (how === "enter") current?.play();
  if (how === "deal") current?.reveal();
  if (moves && old) old.stop().then(() => old.remove());
}

/** @param {import("./types.js").CardFace} face @param {import("./types.js").HowFace} how */
function card(face, how) {
  const model = cardModel(face, how, words);
  const drawn = ahead;
  ahead = null;
  if (drawn?.says === JSON.stringify(model)) {
    drawn.card.waiting = false;
    return drawn.card;
  }
  drawn?.card.remove();
  const element = new JobCard();
  element.set(model);
  return element;
}

/** Puts the card that comes next beneath the one on screen, where it is fitted and not seen. */
function drawAhead() {
  const next = taken?.view.next;
  const model = next ? cardModel(next, next.how, words) : null;
  const says = JSON.stringify(model);
  if (ahead?.says === says) return;
  ahead?.card.remove();
  ahead = null;
  if (!model) return;
  const element = new JobCard();
  element.waiting = true;
  element.set(model);
  box.prepend(element);
  ahead = { card: element, says };
}

/** @param {OverlayView & {face?: {kind: import("./types.js").FaceKind} | null}} view */
const faceOf = ({ face }) => face?.kind ?? null;

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
  const card = current && !dark ? (view.on_air?.card ?? null) : null;
  const face = dark ? null : faceOf(view);
  const [width, height] = [innerWidth, innerHeight];
  link.send({ type: "shown", epoch, rev, card, face, panic: view.panic, hidden, width, height, build, ...around.state });
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
 */
async function renew(wanted) {
  // Two servers of different builds take turns during an update: each build is tried once.
  if (renewing === wanted || tried() === wanted) return;
  renewing = wanted;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || taken?.view.on_air) {
    renewing = "";
    return;
  }
  if (around instanceof Loader && around.renew(wanted)) return;
  sessionStorage.setItem("renewed", wanted);
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

// The host's panel: joins the line to the server, the pure parts that decide and the parts that paint.
// Holds the newest view and nothing else about the show; queues nothing.

import { ServerClock } from "./lib/clock.js";
import { Link, socketUrl } from "./lib/socket.js";
import { newer } from "./lib/state.js";
import { AddDialog } from "./panel/add.js";
import { Counts } from "./panel/counts.js";
import { deck, row } from "./panel/deck.js";
import { closeDialog, toggleKeys, wireDialogs, wireTheme } from "./panel/dialogs.js";
import { byId } from "./panel/dom.js";
import { Drag } from "./panel/drag.js";
import { sendEdit } from "./panel/edits.js";
import { paintAround, paintClock, paintHealth, paintPeople } from "./panel/header.js";
import { health, lineState, slowStart } from "./panel/health.js";
import { Keyboard } from "./panel/keyboard.js";
import { paintDeck, paintDigits, paintStatus } from "./panel/keypad.js";
import { GIVE_UP_MS, Ledger, PENDING_MS, SHOWN_MS, SLOW_MS, keyOf, statusLine } from "./panel/ledger.js";
import { wireObs } from "./panel/obs.js";
import { step } from "./panel/order.js";
import { PAINT_MS, pictureAfter, receipt } from "./panel/receipt.js";
import { Rows } from "./panel/rows.js";
import { showClock, wallClock } from "./panel/showclock.js";
import { ShowDialog } from "./panel/shows.js";
import { paintNext, paintOnAir, paintOnAirTime, paintReceipt } from "./panel/stagepart.js";
import { describe, sayer } from "./panel/words.js";

/** @typedef {import("./types.js").PanelView} PanelView */
/** @typedef {import("./types.js").Command} Command */
/** @typedef {import("./types.js").CardFace} CardFace */

/** How long the first connection may take, in milliseconds, before the page says anything about it. */
const PATIENCE_MS = 1500;
/** Added to a deadline before looking at it, in milliseconds: timers may fire a little early. */
const LATE_MS = 20;

const page = byId("panel").dataset;
const say = sayer(JSON.parse(byId("words").textContent ?? "{}"), JSON.parse(byId("words-common").textContent ?? "{}"));
const wall = wallClock(page.zone ?? "Asia/Shanghai");
const clock = new ServerClock();
const counts = new Counts();
// Random, because two panels of one host must not share ids; randomUUID does not exist on plain http.
const ledger = new Ledger(Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join(""));

/** @type {import("./types.js").ViewFrame<PanelView> | null} */
let frame = null;
/** @type {import("./types.js").Around | null} */
let around = null;
/** @type {import("./panel/receipt.js").Picture | null} */
let picture = null;
/** @type {"connecting" | "open" | "lost" | "refused"} */
let line = "connecting";
let wasOpen = false;
let patience = true;
let painting = false;

const now = () => performance.now();
const online = () => line === "open";
/** @param {number} card */
const faceOf = (card) => frame?.view.rundown.find((face) => face.card === card);
/** @param {string} key */
const stateOf = (key) => ledger.state(key, now());

const rows = new Rows(say, askedOfRow);
const drag = new Drag(rows, dropped, say);
const room = () => Number(page.cardsMax) - (frame?.view.rundown.length ?? 0);
const add = new AddDialog(say, Number(page.cardsMax), room, addJobs);
const shows = new ShowDialog(say, () => frame?.view ?? null, madeShow);
const paintObs = wireObs();
const keyboard = new Keyboard(() => drag.active, act, paintTyped);
const link = new Link({ url: socketUrl("panel"), onFrame: heard, onState: lineChanged });

// ---- what comes in ----

/** @param {import("./types.js").PanelFrame} got */
function heard(got) {
  switch (got.type) {
    case "view":
      clock.hear(got.now);
      return takeView(got);
    case "around":
      return takeAround(got);
    case "ack":
      return settle(got.id, "done", "");
    case "refused":
      return settle(got.id, "refused", got.message);
    case "pong":
      return clock.hear(got.now);
  }
}

/** @param {import("./types.js").ViewFrame<PanelView>} got */
function takeView(got) {
  if (!newer(frame, got)) return;
  const had = picture;
  picture = pictureAfter(picture, got, now());
  if (picture.at !== had?.at) lookAgain(PAINT_MS);
  frame = got;
  byId("new-build").hidden = got.build === page.build;
  paint();
}

/** @param {import("./types.js").AroundFrame} got */
function takeAround(got) {
  around = got;
  const grown = counts.grown(got.counts, frame?.view.rundown ?? []);
  rows.paintCounts(got.counts, grown);
  if (got.overlays.some((overlay) => clock.now() - overlay.since < PAINT_MS)) lookAgain(PAINT_MS);
  paint();
}

/** @param {import("./lib/socket.js").LinkState} state */
function lineChanged(state) {
  line = lineState(state, wasOpen);
  if (line !== "open") {
    // What was known around the stage is old from here on, and a press in flight is anybody's guess.
    around = null;
    drag.cancel();
    const open = ledger.cut(now());
    if (open.length > 0) open.forEach(tell);
    else if (wasOpen) paintStatus("bad", say("why_offline"));
  } else paintStatus("quiet", say("status_ready"));
  wasOpen ||= line === "open";
  paint();
}

// ---- what goes out ----

/**
 * Sends a command that was decided on what the page shows, or says why not.
 * @param {Command} command
 * @param {string} why it cannot be done; empty: it can
 */
function send(command, why) {
  if (why) return paintStatus("bad", why);
  const one = ledger.begin(keyOf(command), describe(command, say), now());
  if (!one) return;
  const sent = link.send({ type: "command", id: one.id, rev: frame?.rev ?? 0, do: command });
  if (sent) await_(one);
  else settle(one.id, "refused", say("status_sent_nowhere"));
}

/** @param {"next" | "out" | "undo" | "panic" | "release"} name */
function sendKey(name) {
  send(name, deck(frame?.view ?? null, online(), say)[name].why);
}

/**
 * @param {"take" | "cue"} name
 * @param {number} card
 */
function sendCard(name, card) {
  const face = faceOf(card);
  const view = frame?.view;
  const why = face && view ? row(view, face, online(), say)[name] : say("refused_unknown_card", { card });
  send(name === "take" ? { take: { card } } : { cue: { card } }, why);
}

/**
 * @param {string} key
 * @param {string} what
 * @param {import("./panel/edits.js").Edit} edit
 * @returns {Promise<string>} why it was not done; empty: it was
 */
async function change(key, what, edit) {
  if (!online()) return refuseEdit(say("why_offline"));
  const one = ledger.begin(key, what, now());
  if (!one) return refuseEdit(say("why_waiting"));
  await_(one);
  const answer = await sendEdit(one.id, frame?.rev ?? 0, edit, say);
  settle(one.id, answer.state, answer.state === "refused" ? answer.message : "");
  return answer.state === "done" ? "" : statusLine(one, say).text;
}

/** @param {string} why */
function refuseEdit(why) {
  paintStatus("bad", why);
  paint();
  return why;
}

/**
 * Shows a press as under way, and looks at it again when its patience runs out.
 * @param {import("./panel/ledger.js").Press} one
 */
function await_(one) {
  // Most answers are there sooner: painting twice would take the processor from the overlay, and flicker.
  setTimeout(() => {
    if (one.state === "pending") tell(one);
    paint();
  }, PENDING_MS);
  lookAgain(SLOW_MS);
  lookAgain(GIVE_UP_MS);
}

/**
 * @param {string} id
 * @param {"done" | "refused" | "unknown"} state
 * @param {string} message
 */
function settle(id, state, message) {
  const one = ledger.settle(id, state, message, now());
  if (!one) return;
  tell(one);
  lookAgain(SHOWN_MS);
  paint();
}

/** @param {import("./panel/ledger.js").Press} one */
function tell(one) {
  const { tone, text } = statusLine(one, say);
  paintStatus(tone, text);
}

// ---- the rundown's own ----

/**
 * @param {import("./panel/rows.js").Ask} ask
 * @param {CardFace} face
 * @param {string} why
 */
function askedOfRow(ask, face, why) {
  if (why) return paintStatus("bad", why);
  const card = say("card", { number: face.number });
  switch (ask) {
    case "take":
    case "cue":
      return sendCard(ask, face.card);
    case "full":
      return toggleFull(face);
    case "up":
      return moveBy(face, -1);
    case "down":
      return moveBy(face, 1);
    case "remove":
      return void change(`remove:${face.card}`, say("do_edit_remove", { card }), { remove: { card: face.card } });
  }
}

/** @param {CardFace} face */
function toggleFull(face) {
  const what = say(face.full ? "do_edit_free" : "do_edit_full", { card: say("card", { number: face.number }) });
  void change(`full:${face.card}`, what, { full: { card: face.card, full: !face.full } });
}

/**
 * @param {CardFace} face
 * @param {1 | -1} by
 */
function moveBy(face, by) {
  const all = frame?.view.rundown ?? [];
  const from = all.findIndex((one) => one.card === face.card);
  const to = step(from, by, all.length);
  if (to !== null) void move(from, to);
}

/**
 * @param {number} from
 * @param {number} to
 * @param {boolean} changed
 */
function dropped(from, to, changed) {
  if (changed) {
    paintStatus("bad", say("drag_changed"));
    paint();
  } else void move(from, to);
}

/**
 * @param {number} from
 * @param {number} to
 */
async function move(from, to) {
  const face = frame?.view.rundown[from];
  if (!face) return;
  const what = say("do_edit_move", { card: say("card", { number: face.number }) });
  if (online()) rows.preview(from, to);
  const why = await change("move", what, { move: { card: face.card, to } });
  // Back to the order that stands.
  if (why) paint();
}

/** @param {string[]} jobs */
function addJobs(jobs) {
  return change("add", say("do_edit_add"), { add: { jobs } });
}

/** @param {number} number */
function madeShow(number) {
  closeDialog("show");
  paintStatus("good", say("show_made", { number }));
}

// ---- keys ----

/** @param {import("./panel/keys.js").Act} what */
function act(what) {
  const focused = rows.focused();
  switch (what.type) {
    case "command":
      return sendKey(what.command);
    case "take":
    case "cue":
      return sendCard(what.type, what.card);
    case "cue-row":
      return focused ? sendCard("cue", focused.card) : undefined;
    case "full":
      return fullOnAir();
    case "focus":
      return rows.focusBy(what.by);
    case "move":
      return focused ? moveBy(focused, what.by) : undefined;
    case "help":
      return toggleKeys();
    case "drop-drag":
      return drag.cancel();
    case "say-digits":
      return paintStatus("wait", say("why_digits", { digits: keyboard.digits }));
  }
}

function fullOnAir() {
  const face = frame?.view.on_air;
  if (face) toggleFull(face);
  else paintStatus("bad", say("refused_nothing_on_air"));
}

// ---- painting ----

/** Paints once in the next frame, however much arrives before it: a press brings an answer, a view and its receipts. */
function paint() {
  if (painting) return;
  painting = true;
  requestAnimationFrame(() => {
    painting = false;
    paintNow();
  });
}

function paintNow() {
  const view = frame?.view ?? null;
  if (view) {
    paintOnAir(view, online(), say);
    paintNext(view, say);
    rows.paint(view, online());
    paintAround(view, around, say);
  }
  if (around) rows.paintCounts(around.counts, []);
  rows.paintPresses(stateOf);
  paintDeck(deck(view, online(), say), stateOf, say);
  const slow = line === "connecting" && !patience;
  paintHealth(line, slow ? slowStart(say) : health(line, around?.store ?? "ok", say));
  if (around) paintPeople(around.people, say);
  paintObs(around?.overlays ?? null);
  paintReceiptNow();
  paintTimes();
  paintTyped();
}

function paintReceiptNow() {
  if (!frame || !picture) return;
  const seen = { view: frame.view, picture, overlays: around?.overlays ?? null, online: online(), build: frame.build, now: now(), serverNow: clock.now() };
  paintReceipt(receipt(seen, say));
}

function paintTimes() {
  const serverNow = clock.now();
  paintOnAirTime(frame?.view ?? null, serverNow, say);
  paintClock(frame ? showClock(frame.view, serverNow, wall, say) : null, frame?.view.show?.number ?? null, say);
}

function paintTyped() {
  const { digits } = keyboard;
  paintDigits(digits, faceOf(Number(digits)), say);
}

/**
 * Looks at everything again when a deadline has passed.
 * @param {number} ms
 */
function lookAgain(ms) {
  setTimeout(() => {
    for (const one of ledger.tick(now())) tell(one);
    paint();
  }, ms + LATE_MS);
}

/** Once a second, on the second, so that digits neither stall nor jump. */
function tick() {
  paintTimes();
  setTimeout(tick, 1000 - (clock.now() % 1000) + LATE_MS);
}

// ---- wiring ----

for (const name of /** @type {const} */ (["next", "out", "undo", "panic", "release"])) {
  byId(name).addEventListener("click", () => sendKey(name));
}
byId("show-close").addEventListener("click", () => {
  closeDialog("show");
  send("close", online() ? "" : say("why_offline"));
});
wireDialogs({ add: () => void add.open(), show: () => void shows.open() });
wireTheme(say);
setTimeout(() => {
  patience = false;
  paint();
}, PATIENCE_MS);
tick();
paint();

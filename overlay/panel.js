// The host's panel: joins the line to the server, the pure parts that decide and the parts that paint.
// Holds the newest view and nothing else about the show; queues nothing.

import { ServerClock } from "./lib/clock.js";
import { randomHex } from "./lib/random.js";
import { Link, socketUrl } from "./lib/socket.js";
import { newer } from "./lib/state.js";
import { AddDialog } from "./panel/add.js";
import { Counts } from "./panel/counts.js";
import { EXTEND_SECONDS, deck, faceKey, row } from "./panel/deck.js";
import { closeDialog, openDialog, toggleKeys, wireDialogs, wireTheme } from "./panel/dialogs.js";
import { byId } from "./panel/dom.js";
import { Drag } from "./panel/drag.js";
import { breakMinutes, whyContact, wireFaces } from "./panel/facebar.js";
import { Keyboard } from "./panel/keyboard.js";
import { KEYS, paintStatus } from "./panel/keypad.js";
import { Ledger } from "./panel/ledger.js";
import { Line } from "./panel/line.js";
import { Monitors } from "./panel/monitors.js";
import { NoticeDialog } from "./panel/notice.js";
import { wireObs } from "./panel/obs.js";
import { Painter } from "./panel/painting.js";
import { wirePeople } from "./panel/people.js";
import { PanicWatch } from "./panel/panic.js";
import { PictureDialog } from "./panel/picture.js";
import { PAINT_MS, pictureAfter } from "./panel/receipt.js";
import { barred, handover, roleOf, whoAmI } from "./panel/roles.js";
import { Rows } from "./panel/rows.js";
import { Rundown } from "./panel/rundown.js";
import { seat } from "./panel/seat.js";
import { Sender } from "./panel/sending.js";
import { wallClock } from "./panel/showclock.js";
import { ShowDialog } from "./panel/shows.js";
import { wireStrip } from "./panel/strip.js";
import { describe, sayer } from "./panel/words.js";

/** @typedef {import("./wire.js").Command} Command */
/** @typedef {import("./panel/overlays.js").Alarm} Alarm */

/** How long the first connection may take, in milliseconds, before the page says anything about it. */
const PATIENCE_MS = 1500;
/** Added to a deadline before looking at it, in milliseconds: timers may fire a little early. */
const LATE_MS = 20;
/** How long it is told that somebody else drives now, in milliseconds. */
const NEWS_MS = 10_000;

const page = byId("panel").dataset;
const say = sayer(JSON.parse(byId("words").textContent ?? "{}"), JSON.parse(byId("words-common").textContent ?? "{}"));
const wall = wallClock(page.zone ?? "Asia/Shanghai");
const clock = new ServerClock();
const counts = new Counts();
const stage = new URLSearchParams(location.search).get("stage") === "rehearsal" ? "&stage=rehearsal" : "";

const panic = new PanicWatch(() => painter.paint("health"));
/** @type {import("./panel/painting.js").World} */
const world = {
  frame: null,
  around: null,
  picture: null,
  hidden: false,
  line: "connecting",
  slow: false,
  panic,
  news: [],
  me: { seat: seat(), role: roleOf(page.role), practice: stage !== "" },
  keys: "here",
};
const query = `seat=${world.me.seat}${stage}`;

const online = () => world.line === "open";
const view = () => world.frame?.view ?? null;
/** @param {number} card */
const faceOf = (card) => view()?.rundown.find((face) => face.card === card);

const sender = new Sender(new Ledger(randomHex()), say, {
  send: (frame) => link.send(frame),
  online,
  query,
  rev: () => world.frame?.rev ?? 0,
  tell: paintStatus,
  hurry: () => link.hurry(),
  answered: (key) => key === "panic" && panic.hear("answered"),
  changed: (stays) => painter.paint(stays ? "stage" : "presses"),
});
const rows = new Rows(say, (...asked) => rundown.asked(...asked));
const drag = new Drag(
  rows,
  (...drop) => rundown.dropped(...drop),
  () => painter.paint("stage"),
  say,
);
const keyboard = new Keyboard(
  () => drag.active,
  act,
  () => painter.paint("typed"),
);
const monitors = new Monitors(stage);
const dialog = new PictureDialog(
  say,
  (layout) => sender.edit("layout", say("do_edit_layout"), { layout }),
  (given) => contact(given),
  guides,
);
const painter = new Painter({
  world,
  say,
  wall,
  serverNow: () => clock.now(),
  rows,
  sender,
  dialog,
  digits: () => keyboard.digits,
  paintObs: wireObs(),
  build: page.build ?? "",
});
const rundown = new Rundown({ say, sender, painter, rows, sendCard });
const add = new AddDialog(
  say,
  Number(page.cardsMax),
  () => Number(page.cardsMax) - (view()?.rundown.length ?? 0),
  (jobs) => sender.edit("add", say("do_edit_add"), { add: { jobs } }),
);
const shows = new ShowDialog(say, view, query, world.me.practice ? say("why_rehearsal") : "", madeShow);
const notice = new NoticeDialog(say, showNotice, (id) => face({ notice: { notice: id } }, ""));
const line = new Line({ world, say, sender, painter, letGo: () => drag.cancel() });
const link = new Link({ url: `${socketUrl("panel")}&${query}`, onFrame: heard, onState: lineChanged });

// ---- what comes in ----

/** @param {import("./wire.js").PanelFrame} got */
function heard(got) {
  switch (got.type) {
    case "view":
      clock.hear(got.now);
      return takeView(got);
    case "around":
      return takeAround(got);
    case "hidden":
      return takeHidden(got.hidden);
    case "ack":
      return sender.settle(got.id, "done", "");
    case "refused":
      // A store that did not answer may have done it all the same, or do it yet.
      return sender.settle(got.id, got.code === "store" ? "unknown" : "refused", got.message);
    case "pong":
      return clock.hear(got.now);
  }
}

/** @param {import("./wire.js").ViewFrame<import("./wire.js").PanelView>} got */
function takeView(got) {
  line.greeted(got.view.panic);
  if (!newer(world.frame, got)) return takeBuild(got.build);
  const had = world.picture;
  world.picture = pictureAfter(had, got, performance.now());
  if (world.picture.at !== had?.at) lookAgain(PAINT_MS);
  const news = handover(view(), got.view, world.me, say);
  world.frame = got;
  if (news)
    tellNews({
      id: "wheel",
      tone: "wait",
      title: news.title,
      text: news.text,
      drive: !news.mine && world.me.role === "driver",
    });
  painter.paint("stage");
}

/**
 * A server that was updated says the same in new words; its page is another one all the same.
 * @param {string} build
 */
function takeBuild(build) {
  if (!world.frame || world.frame.build === build) return;
  world.frame = { ...world.frame, build };
  painter.paint("stage");
}

/** @param {{type: "around"} & import("./wire.js").PanelStatus} got */
function takeAround(got) {
  const had = world.around;
  world.around = got;
  rows.paintCounts(got.counts, counts.grown(got.counts, view()?.rundown ?? []));
  painter.paint("counts");
  // Sign-ups come by the dozen: what they leave as it was is not painted again.
  if (JSON.stringify([had?.overlays, had?.store]) !== JSON.stringify([got.overlays, got.store]))
    painter.paint("health");
  if (JSON.stringify(had?.people) !== JSON.stringify(got.people)) takePeople(got.people);
  if (got.overlays.some((overlay) => clock.now() - overlay.since < PAINT_MS)) lookAgain(PAINT_MS);
}

/** @param {import("./wire.js").Presence[]} people */
function takePeople(people) {
  const { role } = world.me;
  world.me = whoAmI(people, world.me);
  painter.paint(role === world.me.role ? "people" : "stage");
}

/** @param {boolean} hidden */
function takeHidden(hidden) {
  world.hidden = hidden;
  if (hidden) panic.hear("black");
  // Overlays get their second for this too.
  if (world.picture) world.picture = { ...world.picture, at: performance.now() };
  lookAgain(PAINT_MS);
  painter.paint("stage");
}

/** @param {import("./lib/socket.js").LinkState} state */
function lineChanged(state) {
  line.changed(state);
  // A store that went back meanwhile then goes on above this: what the page has it would take for news never again.
  if (state === "open" && world.frame) link.send({ type: "seen", epoch: world.frame.epoch, rev: world.frame.rev });
}

// ---- what goes out ----

/**
 * @param {Command} command
 * @param {string} why it cannot be done; empty: it can
 * @param {string} [what]
 */
function send(command, why, what = describe(command, say)) {
  sender.command(command, what, why);
}

/** @param {import("./panel/deck.js").KeyName} name */
function sendKey(name) {
  const { why } = deck(painter.ground, say)[name];
  if (name === "panic") return sendPanic(why);
  if (name === "hold") return send(heldNow() ? "resume" : "hold", why);
  if (name === "extend") return send({ extend: { seconds: EXTEND_SECONDS } }, why);
  send(name, why, inWords(name));
}

/** @param {string} why */
function sendPanic(why) {
  // Who may not hide the picture must not be told to run to OBS either.
  const may = barred(view(), world.me, "panic", say);
  if (may) return paintStatus("bad", may);
  const sent = sender.command("panic", inWords("panic"), why);
  if (sent) panic.hear("sent");
  else if (sent === false || !online()) panic.hear("unsent");
}

/**
 * What a button does just now: which card comes, which step is taken back.
 * @param {"next" | "out" | "undo" | "panic" | "release"} name
 */
function inWords(name) {
  const seen = view();
  if (name === "next" && seen?.next) return describe({ take: { card: seen.next } }, say);
  if (name === "undo" && seen?.undo) return say("do_undo_what", { what: describe(seen.undo, say) });
  return describe(name, say);
}

function heldNow() {
  const held = view()?.on_air?.timer?.held;
  return held !== null && held !== undefined;
}

/**
 * @param {"take" | "cue"} name
 * @param {number} card
 */
function sendCard(name, card) {
  const found = faceOf(card);
  const { ground } = painter;
  const why =
    found && ground.view
      ? row({ ...ground, view: ground.view }, found, say)[name]
      : say("refused_unknown_card", { card });
  send(name === "take" ? { take: { card } } : { cue: { card } }, why);
}

/** @param {import("./wire.js").FaceKind} kind */
function faceAsked(kind) {
  const { why } = faceKey(painter.ground, kind, say);
  if (kind !== "notice") return face(kind === "break" ? { break: { minutes: breakMinutes() } } : kind, why);
  if (why) return paintStatus("bad", why);
  if (openDialog("notice")) notice.open(view()?.notices ?? [], world.me.practice ? say("why_rehearsal_notice") : "");
}

/**
 * @param {import("./wire.js").FaceRequest} asked
 * @param {string} why
 */
function face(asked, why) {
  send({ face: { face: asked } }, why);
}

/** @param {string} text */
function showNotice(text) {
  return sender.edit("face:notice", describe({ notice: {} }, say), { notice: { text } });
}

/**
 * @param {Partial<import("./wire.js").Contact>} given
 * @param {string} [key] under which presses are one press
 */
function contact(given, key) {
  const command = { contact: given };
  sender.command(command, describe(command, say), whyContact(painter.ground, say), key);
}

function hideContact() {
  // One key for both ways: a worn one must not bring back what was just hidden.
  contact({ hidden: !view()?.contact?.hidden }, "contact:hidden");
}

/** @param {number} seconds */
function guides(seconds) {
  const { view: seen, me } = painter.ground;
  send({ guides: { seconds } }, online() ? barred(seen, me, "stage", say) : say("why_offline"));
}

/** @param {"drive" | "share" | "lock" | "unlock"} command */
function wheel(command) {
  const { view: seen, me } = painter.ground;
  send(command, online() ? barred(seen, me, command === "drive" ? "wheel" : "stage", say) : say("why_offline"));
}

function openUpdate() {
  if (!view()?.update) return paintStatus("bad", say("why_nothing_to_update"));
  openDialog("update");
}

function update() {
  const { view: seen, me } = painter.ground;
  closeDialog("update");
  send("update", online() ? barred(seen, me, "stage", say) : say("why_offline"));
}

/** @param {number} overlay */
function reload(overlay) {
  const sent = link.send({ type: "reload", overlay });
  paintStatus(sent ? "quiet" : "bad", say(sent ? "overlay_reloading" : "why_offline"));
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
    case "cue":
      return sendCard("cue", what.card);
    case "cue-row":
      return focused ? sendCard("cue", focused.card) : undefined;
    case "face":
      return faceAsked(what.face);
    case "contact":
      return hideContact();
    case "update":
      return openUpdate();
    case "full":
      return rundown.fullOnAir();
    case "focus":
      return rows.focusBy(what.by);
    case "move":
      return focused ? rundown.moveBy(focused, what.by) : undefined;
    case "help":
      return toggleKeys();
    case "drop-drag":
      return drag.cancel();
    case "say-digits":
      return paintStatus("wait", say("why_digits", { digits: keyboard.digits }));
  }
}

// ---- time ----

/**
 * Says something that nobody asked for, for a while.
 * @param {Alarm} news
 */
function tellNews(news) {
  world.news = [news];
  lookAgainAt(NEWS_MS, () => (world.news = world.news.filter((one) => one !== news)));
}

/**
 * Looks at the health of all again when a deadline has passed.
 * @param {number} ms
 */
function lookAgain(ms) {
  lookAgainAt(ms, () => {});
}

/**
 * @param {number} ms
 * @param {() => void} first
 */
function lookAgainAt(ms, first) {
  setTimeout(() => {
    first();
    painter.paint("health");
  }, ms + LATE_MS);
}

/** Where the keyboard goes: a host must not wonder why a key did nothing. */
function keysMoved() {
  const keys = !document.hasFocus() ? "elsewhere" : keyboard.asleep ? "typing" : "here";
  if (keys === world.keys) return;
  world.keys = keys;
  painter.paint("health");
}

/** Once a second, on the second, so that digits neither stall nor jump. */
function tick() {
  keysMoved();
  link.look();
  painter.times();
  setTimeout(tick, 1000 - (clock.now() % 1000) + LATE_MS);
}

// ---- wiring ----

for (const name of KEYS) byId(name).addEventListener("click", () => sendKey(name));
byId("onair-full").addEventListener("click", () => rundown.fullOnAir());
byId("update-open").addEventListener("click", openUpdate);
byId("update-go").addEventListener("click", update);
byId("show-close").addEventListener("click", () => {
  closeDialog("show");
  const { view: seen, me } = painter.ground;
  send("close", online() ? barred(seen, me, "stage", say) : say("why_offline"));
});
wireFaces(faceAsked, hideContact);
wirePeople(wheel, () => view()?.locked ?? false);
wireStrip({ reload, drive: () => wheel("drive") });
wireDialogs({ add: () => void add.open(), show: () => void shows.open(), picture: () => dialog.open(monitors.format) });
wireTheme(say);
// A field that loses the focus has it for a moment still.
for (const name of ["focus", "blur", "focusin", "focusout"]) window.addEventListener(name, () => setTimeout(keysMoved));
setTimeout(() => {
  world.slow = true;
  painter.paint("health");
}, PATIENCE_MS);
tick();
painter.paint("stage");

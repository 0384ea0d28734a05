// The host's panel: creates the parts of the page and connects them. Holds the page's state, and decides nothing
// itself.

import { ServerClock } from "./lib/clock.js";
import { randomHex } from "./lib/random.js";
import { Link, socketUrl } from "./lib/socket.js";
import { AddDialog } from "./panel/add-dialog.js";
import { wireBreakMinutes } from "./panel/break-minutes.js";
import { wireButtons } from "./panel/buttons.js";
import { Commands } from "./panel/commands.js";
import { Connection } from "./panel/connection.js";
import { closeDialog, wireDialogs, wireTheme } from "./panel/dialogs.js";
import { byId } from "./panel/dom.js";
import { Drag } from "./panel/drag.js";
import { drawHelp } from "./panel/help.js";
import { Incoming } from "./panel/incoming.js";
import { Keyboard } from "./panel/keyboard.js";
import { Monitors } from "./panel/monitors.js";
import { NoticeDialog } from "./panel/notice-dialog.js";
import { wireObs } from "./panel/obs-dialog.js";
import { Painter } from "./panel/painter.js";
import { PanicWatch } from "./panel/panic.js";
import { PendingPresses } from "./panel/pending-presses.js";
import { wirePeople } from "./panel/people.js";
import { roleOf } from "./panel/permissions.js";
import { PictureDialog } from "./panel/picture-dialog.js";
import { Rows } from "./panel/rows.js";
import { Rundown } from "./panel/rundown.js";
import { seat } from "./panel/seat.js";
import { Sender } from "./panel/sender.js";
import { wallClock } from "./panel/show-clock.js";
import { ShowDialog } from "./panel/show-dialog.js";
import { paintStatus } from "./panel/status-line.js";
import { wireStatusStrip } from "./panel/status-strip.js";
import { describe, sayer } from "./panel/words.js";

/** How long the first connection may take, in milliseconds, before the page mentions it. */
const SLOW_CONNECT_MS = 1500;
/** Added to the start of a second, in milliseconds: timers may fire a little early. */
const TIMER_SLACK_MS = 20;

const page = byId("panel").dataset;
const say = sayer(JSON.parse(byId("words").textContent ?? "{}"), JSON.parse(byId("words-common").textContent ?? "{}"));
const clock = new ServerClock();
const rehearsal = new URLSearchParams(location.search).get("stage") === "rehearsal";
const stageQuery = rehearsal ? "&stage=rehearsal" : "";

/** @type {import("./panel/painter.js").PanelState} */
const state = {
  frame: null,
  status: null,
  picture: null,
  hidden: false,
  connection: "connecting",
  slow: false,
  panicWatch: new PanicWatch(() => painter.paint("health")),
  news: [],
  me: { seat: seat(), role: roleOf(page.role), rehearsal },
  keys: "here",
};
const query = `seat=${state.me.seat}${stageQuery}`;
const view = () => state.frame?.view ?? null;

const sender = new Sender(new PendingPresses(randomHex()), say, {
  send: (frame) => link.send(frame),
  online: () => state.connection === "open",
  query,
  rev: () => state.frame?.rev ?? 0,
  showStatus: paintStatus,
  probe: () => link.probe(),
  onAnswered: (key) => key === "panic" && state.panicWatch.notify("answered"),
  onChanged: (reset) => painter.paint(reset ? "stage" : "presses"),
});
const rows = new Rows(say, (...pressed) => rundown.perform(...pressed));
const drag = new Drag(
  rows,
  (...dropped) => rundown.drop(...dropped),
  () => painter.paint("stage"),
  say,
);
const keyboard = new Keyboard(
  () => drag.active,
  ({ action, argument }) => commands.perform(action, argument),
  () => painter.paint("typed"),
);
const monitors = new Monitors(stageQuery);
const pictureDialog = new PictureDialog(
  say,
  (layout) => sender.edit("layout", say("do_edit_layout"), { layout }),
  (change) => commands.contact(change),
  (seconds) => commands.sendFromDialog({ guides: { seconds } }),
);
const painter = new Painter({
  state,
  say,
  wall: wallClock(page.zone ?? "Asia/Shanghai"),
  serverNow: () => clock.now(),
  rows,
  sender,
  pictureDialog,
  digits: () => keyboard.digits,
  paintObs: wireObs(),
  build: page.build ?? "",
});
const rundown = new Rundown({ say, sender, painter, rows, sendCard: (name, card) => commands.card(name, card) });
const addDialog = new AddDialog(
  say,
  Number(page.cardsMax),
  () => Number(page.cardsMax) - (view()?.rundown.length ?? 0),
  (jobs) => sender.edit("add", say("do_edit_add"), { add: { jobs } }),
);
const showDialog = new ShowDialog(say, view, query, rehearsal ? say("why_rehearsal") : "", (number) => {
  closeDialog("show");
  paintStatus("good", say("show_made", { number }));
});
const noticeDialog = new NoticeDialog(
  say,
  (text) => sender.edit("face:notice", describe({ notice: {} }, say), { notice: { text } }),
  (notice) => commands.send({ face: { face: { notice: { notice } } } }, ""),
);
const connection = new Connection({ state, say, sender, painter, cancelDrag: () => drag.cancel() });
const incoming = new Incoming({ state, say, clock, sender, painter, rows, connection });
const link = new Link({
  url: `${socketUrl("panel")}&${query}`,
  onFrame: (frame) => incoming.apply(frame),
  onState: connectionChanged,
});
const commands = new Commands({
  state,
  say,
  sender,
  painter,
  rows,
  rundown,
  drag,
  keyboard,
  noticeDialog,
  link,
});

/** @param {import("./lib/socket.js").LinkState} linkState */
function connectionChanged(linkState) {
  connection.changed(linkState);
  // If the store was rolled back, the server continues above the revision that this page has; otherwise the page would
  // ignore every later view.
  if (linkState === "open" && state.frame) {
    link.send({ type: "seen", epoch: state.frame.epoch, rev: state.frame.rev });
  }
}

/** Shows where the keyboard's input goes, so that a host never wonders why a key did nothing. */
function checkKeys() {
  const keys = !document.hasFocus() ? "elsewhere" : keyboard.asleep ? "typing" : "here";
  if (keys === state.keys) return;
  state.keys = keys;
  painter.paint("health");
}

/** Runs once a second, at the start of the second, so that digits neither stall nor jump. */
function tick() {
  checkKeys();
  link.checkSleep();
  painter.times();
  setTimeout(tick, 1000 - (clock.now() % 1000) + TIMER_SLACK_MS);
}

drawHelp(say);
wireButtons((name) => commands.perform(name), painter.context, say);
wireBreakMinutes();
byId("update-go").addEventListener("click", () => commands.update());
byId("show-close").addEventListener("click", () => commands.closeShow());
wirePeople(
  (command) => commands.sendFromDialog(command),
  () => view()?.locked ?? false,
);
wireStatusStrip({
  reload: (overlay) => commands.reloadOverlay(overlay),
  drive: () => commands.sendFromDialog("drive"),
});
wireDialogs({
  add: () => void addDialog.open(),
  show: () => void showDialog.open(),
  picture: () => pictureDialog.open(monitors.format),
});
wireTheme(say);
// On `blur` and `focusout` the element still has the focus.
for (const name of ["focus", "blur", "focusin", "focusout"]) window.addEventListener(name, () => setTimeout(checkKeys));
setTimeout(() => {
  state.slow = true;
  painter.paint("health");
}, SLOW_CONNECT_MS);
tick();
painter.paint("stage");

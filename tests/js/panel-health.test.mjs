// The status strip: the verdict on the overlays' receipts, chips and alarms. No DOM.

import assert from "node:assert/strict";
import { test } from "node:test";

import { alarms, chips, connectionState } from "../../overlay/panel/health.js";
import { PAINT_MS, pictureAfter, receipt } from "../../overlay/panel/receipt.js";
import { say, view } from "./panel-support.mjs";

test("a lost connection stays lost during retries", () => {
  assert.equal(connectionState("connecting", false), "connecting");
  assert.equal(connectionState("connecting", true), "lost");
});

const overlay = (shown, since = 0) => ({
  id: 1,
  since,
  shown_at: 0,
  silent: false,
  shown: shown && {
    epoch: "e",
    rev: 42,
    card: 8,
    panic: false,
    width: 1080,
    height: 1920,
    build: "b",
    face: null,
    hidden: false,
    ...shown,
  },
});
const receipts = (overlays, more = {}) => {
  const picture = { epoch: "e", rev: 42, latestRev: 42, name: "", at: 0 };
  return {
    view: view(),
    picture,
    overlays,
    hidden: false,
    online: true,
    build: "b",
    now: PAINT_MS,
    serverNow: 10 * PAINT_MS,
    ...more,
  };
};

test("the receipt says what the overlay has painted", () => {
  assert.deepEqual(receipt(receipts([overlay({})]), say), { tone: "good", text: "receipt_ok card 8" });
  assert.equal(
    receipt(receipts([overlay({ card: null })], { view: view({ on_air: null }) }), say).text,
    "receipt_ok receipt_empty",
  );
  const black = receipt(receipts([overlay({ card: null, panic: true })], { view: view({ panic: true }) }), say);
  assert.equal(black.text, "receipt_ok receipt_black");
  assert.equal(receipt(receipts([overlay({}), overlay({})]), say).text, "receipt_ok_many 2 card 8");
  const how = { view: view({ on_air: null, face: { kind: "how" } }) };
  assert.equal(receipt(receipts([overlay({ card: null, face: "how" })], how), say).text, "receipt_ok face_how");
  assert.equal(receipt(receipts([overlay({ card: null })], how), say).tone, "bad", "an empty screen is not the face");
  assert.equal(
    receipt(receipts([overlay({ rev: 1, hidden: true })], { hidden: true }), say).text,
    "receipt_ok receipt_black",
  );
});

test("an overlay that is behind has a second, then the host is warned", () => {
  const late = [overlay({ card: 7 })];
  assert.equal(receipt(receipts(late, { now: PAINT_MS - 1 }), say).tone, "wait");
  assert.deepEqual(receipt(receipts(late), say).text, "receipt_late card 7");
  assert.equal(receipt(receipts([overlay({ rev: 41 })]), say).tone, "bad");
  assert.equal(receipt(receipts([overlay({ epoch: "other" })]), say).tone, "bad");
  assert.equal(receipt(receipts([overlay(null)]), say).text, "receipt_silent");
  const silent = { ...overlay({}), silent: true };
  assert.deepEqual(receipt(receipts([overlay({}), silent]), say), { tone: "bad", text: "receipt_unanswered card 8" });
  assert.equal(receipt(receipts([overlay(null, 9.5 * PAINT_MS)]), say).tone, "wait");
});

/** The inputs of the status strip of a page with these overlays. */
const statusStrip = (overlays, more = {}) => ({
  connection: "open",
  slow: false,
  panic: "",
  store: "ok",
  proxies: [],
  receipts: receipts(overlays),
  keys: "here",
  ...more,
});
const alarmIds = (condition) => alarms(condition, say).map((alarm) => alarm.id);

test("no overlay and two that differ are alarms, and the one that is behind can be reloaded", () => {
  assert.equal(receipt(receipts([]), say).tone, "bad");
  assert.deepEqual(alarmIds(statusStrip([])), ["none"]);
  assert.equal(receipt(receipts([], { rehearsal: true }), say).tone, "quiet", "a rehearsal needs no overlay");
  const pair = [overlay({}), { ...overlay({ card: 7 }), id: 2 }];
  const two = receipt(receipts(pair), say);
  assert.deepEqual([two.tone, two.text], ["bad", "receipt_disagree 2 card 8list_separatorcard 7"]);
  assert.deepEqual(
    alarms(statusStrip(pair), say).map(({ id, reload }) => [id, reload]),
    [["behind-2", 2]],
  );
  assert.equal(receipt(receipts(null), say).tone, "quiet");
  assert.equal(receipt(receipts([], { online: false }), say).text, "receipt_unknown");
});

test("a wrong size, an old build, another scene and an OBS that does not stream are alarms with a remedy", () => {
  assert.deepEqual(alarmIds(statusStrip([overlay({})])), []);
  assert.deepEqual(alarmIds(statusStrip([overlay({ width: 800, height: 600 })])), ["size-1"]);
  assert.deepEqual(alarmIds(statusStrip([overlay({ width: 1920, height: 1080 })])), []);
  assert.deepEqual(
    alarms(statusStrip([overlay({ build: "old" })]), say).map(({ id, tone, reload }) => [id, tone, reload]),
    [["build-1", "wait", 1]],
  );
  const away = [overlay({ obs: "2.24", active: false, scene: "片头" })];
  assert.deepEqual(
    alarms(statusStrip(away), say).map(({ id, title }) => [id, title]),
    [["unseen", "unseen_title_scene 片头"]],
  );
  assert.deepEqual(
    [receipt(receipts(away), say).tone, receipt(receipts(away), say).text],
    ["bad", "receipt_unseen card 8"],
  );
  const elsewhere = [...away, overlay({ obs: "2.24", active: true })];
  assert.deepEqual(alarmIds(statusStrip(elsewhere)), [], "one source in the picture is enough");
  assert.deepEqual(alarmIds(statusStrip([overlay({ streaming: false })])), ["streaming"]);
  assert.deepEqual(alarmIds(statusStrip([overlay({ streaming: null })])), []);
});

test("connection and store have alarms, and a panic that could not be sent comes first", () => {
  assert.deepEqual(alarmIds(statusStrip([], { connection: "lost" })), ["lost"]);
  assert.deepEqual(alarmIds(statusStrip([], { connection: "lost", panic: "unsent" })), ["stuck"]);
  assert.deepEqual(alarmIds(statusStrip([], { connection: "lost", panic: "late" })), ["unanswered"]);
  assert.deepEqual(alarmIds(statusStrip([], { connection: "connecting", panic: "unsent" })), ["stuck"]);
  assert.deepEqual(alarmIds(statusStrip([], { connection: "refused", panic: "unsent" })), ["stuck", "refused"]);
  assert.deepEqual(
    alarmIds(statusStrip([overlay({ card: 7 })], { panic: "late" })),
    ["unanswered", "behind-1"],
    "on a line that looks well",
  );
  assert.deepEqual(alarmIds(statusStrip([overlay({})], { panic: "back" })), ["unsent"]);
  assert.deepEqual(alarmIds(statusStrip([overlay({})], { panic: "sent" })), []);
  assert.deepEqual(alarmIds(statusStrip([overlay({})], { store: "volatile" })), ["volatile"]);
  const proxied = statusStrip([overlay({})], { proxies: [{ kind: "untrusted", proxy: "172.17.0.1" }] });
  assert.deepEqual(alarmIds(proxied), ["proxy_untrusted"]);
  assert.match(alarms(proxied, say)[0].text, /172\.17\.0\.1/);
  const hidden = statusStrip([overlay({ hidden: true })], { store: "away" });
  hidden.receipts.hidden = true;
  assert.deepEqual(alarmIds(hidden), ["hidden", "away"]);
  assert.deepEqual(
    chips(statusStrip([overlay({ streaming: true, obs: "2" })]), say).map(({ id, tone }) => [id, tone]),
    [
      ["overlay-1", "good"],
      ["line", "good"],
      ["store", "good"],
      ["streaming", "good"],
    ],
  );
  assert.deepEqual(
    chips(statusStrip([overlay({})], { connection: "lost" }), say).map(({ id }) => id),
    ["line"],
    "what was known is not known any more",
  );
  assert.equal(chips(statusStrip([overlay({})], { keys: "typing" }), say)[0].text, "keyboard_typing");
});

test("a cue is no new picture, and a skipped revision can have caused one", () => {
  const first = pictureAfter(null, { epoch: "e", rev: 42, view: view() }, 0);
  const cued = pictureAfter(first, { epoch: "e", rev: 43, view: view({ cued: 10 }) }, 10);
  assert.equal(cued.rev, 0);
  const later = pictureAfter(cued, { epoch: "e", rev: 46, view: view({ on_air: null }) }, 20);
  assert.deepEqual([later.rev, later.at], [44, 20]);
  assert.equal(pictureAfter(later, { epoch: "new", rev: 1, view: view({ on_air: null }) }, 30).rev, 0);
});

test("a host is told that nobody can sign up, and where that is changed", () => {
  const fine = overlay({});
  const found = (sign_ups, more = {}) => {
    const context = receipts([fine], { view: view({ sign_ups }), ...more });
    return alarms({ ...statusStrip([fine]), receipts: context }, say).map(({ id, text, link }) => [
      id,
      text,
      link?.href,
    ]);
  };
  const href = "/desk/settings#sign-ups";
  assert.deepEqual(found({ missing: [], paused: false }), []);
  assert.deepEqual(found({ missing: [], paused: true }), [["paused", "paused_text", href]]);
  const missing = found({ missing: ["organiser", "townships"], paused: true });
  assert.deepEqual(missing, [["setup", "setup_text setup_organiserlist_commasetup_townships", href]]);
  assert.deepEqual(found({ missing: [], paused: true }, { rehearsal: true }), [], "practice takes no sign-ups");
});

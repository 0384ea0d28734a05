// The table of actions: states and reasons of buttons and rows, and that keys, buttons, help and words are complete. No
// DOM.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ACTIONS, ALL_ACTIONS } from "../../overlay/panel/actions.js";
import { rowState } from "../../overlay/panel/row-state.js";
import { NOTHING_TYPED, press } from "../../overlay/panel/keys.js";
import { context, face, me, say, view } from "./panel-support.mjs";
import { sentences } from "./support.mjs";

const template = readFileSync(new URL("../../templates/panel/index.html", import.meta.url), "utf8");

/** The state of each button with the reason against it, by the name of its action. */
const buttons = (given) =>
  Object.fromEntries(
    ALL_ACTIONS.map(([name, { button, whyNot }]) => [
      name,
      { ...button?.state(given, say), why: whyNot?.(given, say) ?? "" },
    ]),
  );

test("the buttons say what they will do, and why they cannot", () => {
  const of = (more) => buttons(context({ view: view(more) }));
  const ready = of();
  assert.equal(ready.next.label, "deck_take card 9");
  assert.equal(ready.next.note, "岗位9");
  assert.equal(ready.undo.note, "do_take card 8");
  assert.deepEqual([ready.next.why, ready.out.why, ready.undo.why, ready.panic.why], ["", "", "", ""]);
  assert.equal(of({ on_air: null }).out.why, "refused_nothing_on_air");
  assert.deepEqual(
    [of({ on_air: null, face: { kind: "how" } }).out.why, of({ on_air: null, face: { kind: "how" } }).out.note],
    ["", "face_how"],
  );
  assert.equal(of({ next: null }).next.why, "refused_nothing_next");
  assert.equal(of({ undo: null }).undo.why, "refused_nothing_to_undo");
  assert.equal(of({ show: null }).next.why, "refused_no_show");
});

test("a timer can be held, resumed and stretched; without one both say so", () => {
  const of = (timer) => buttons(context({ view: view({ on_air: { ...face(8), shown_at: 0, timer } }) }));
  assert.deepEqual([of(null).hold.why, of(null).extend.why], ["why_no_timer", "why_no_timer"]);
  assert.deepEqual(
    [of({ then: "out", ends_at: 9 }).hold.label, of({ then: "out", ends_at: 9, held: 3 }).hold.label],
    ["deck_hold", "deck_resume"],
  );
  assert.equal(of({ then: "out", ends_at: 9 }).extend.why, "");
});

test("in a panic only release, undo and panic work; without a connection nothing does, and panic says what else hides the picture", () => {
  const panic = buttons(context({ view: view({ panic: true }) }));
  assert.deepEqual([panic.next.why, panic.out.why], ["refused_in_panic", "refused_in_panic"]);
  assert.deepEqual([panic.release.why, panic.undo.why, panic.panic.why], ["", "", ""]);
  const hidden = buttons(context({ hidden: true }));
  assert.deepEqual(
    [hidden.next.why, hidden.release.why, hidden.panic.label],
    ["refused_in_panic", "", "deck_panic_on"],
  );
  const cut = buttons(context({ online: false }));
  assert.deepEqual([cut.next.why, cut.out.why, cut.undo.why, cut.release.why], Array(4).fill("why_offline"));
  assert.equal(cut.panic.why, "why_panic_offline");
});

test("a face on screen is marked, and is not shown twice", () => {
  const on = context({ view: view({ on_air: null, face: { kind: "how" } }) });
  assert.deepEqual([buttons(on).how.on, buttons(on).how.why], [true, "why_face_on face_how"]);
  assert.deepEqual([buttons(on).end.on, buttons(on).end.why], [false, ""]);
  assert.equal(buttons(context({ online: false })).end.why, "why_offline");
  const rehearsal = (notices) =>
    buttons(context({ me: { ...me(), rehearsal: true }, view: view({ notices }) })).notice.why;
  assert.deepEqual(
    [rehearsal([]), rehearsal([{ notice: 1, text: "x" }])],
    ["why_rehearsal_notice", ""],
    "no new one in a rehearsal",
  );
});

test("a row shows the state of its card", () => {
  const of = (number, more) => {
    const one = view(more);
    return rowState(
      context({ view: one }),
      one.rundown.find((found) => found.card === number),
      say,
    );
  };
  assert.equal(of(8).place, "onair");
  assert.equal(of(8).take, "refused_already_on_air 8");
  assert.equal(of(8).remove, "row_in_use_why card 8");
  assert.equal(of(8, { panic: true }).place, "hidden");
  assert.equal(of(9).place, "next");
  assert.equal(of(9, { cued: 9 }).place, "cued");
  assert.equal(of(7).take, "row_expired_why card 7 9-30");
  assert.deepEqual(of(10).marks, [{ tone: "full", text: "row_full " }]);
  assert.deepEqual([of(10).take, of(10).cue, of(10).edit, of(10).remove], ["", "", "", ""]);
  const timed = view({ rundown: [face(9, { dwell: { next: { seconds: 90 } } })] });
  assert.deepEqual(rowState(context({ view: timed }), timed.rundown[0], say).marks.at(-1), {
    tone: "dwell",
    text: "row_dwell_next 90",
  });
});

/** The name of a key as an event carries it, where it differs from the table's. */
const EVENT_KEYS = { next: " ", escape: "Escape" };

test("each key starts one action, and the help shows it", () => {
  const owners = new Map();
  for (const [name, { keys = [], caps, help }] of ALL_ACTIONS) {
    for (const key of keys) {
      assert.ok(!owners.has(key), `${key} starts ${owners.get(key)} and ${name}`);
      owners.set(key, name);
      const pressed = { key: EVENT_KEYS[key] ?? key, code: "", field: "", at: 0 };
      assert.equal(press(NOTHING_TYPED, pressed).intent?.action, name, key);
    }
    if (keys.length > 0) assert.ok(caps && help, `${name} has a key that the help does not show`);
    assert.equal(Boolean(caps), Boolean(help), `${name}: keys without words in the help, or the reverse`);
  }
});

test("each button of an action is drawn, or the template has it with the key that the help shows", () => {
  const ids = ALL_ACTIONS.flatMap(([, { button }]) => button?.id ?? []);
  assert.equal(new Set(ids).size, ids.length, "ids are unique");
  for (const [name, { button, caps, keys = [] }] of ALL_ACTIONS) {
    if (!button) continue;
    const found = new RegExp(`<button[^>]* id="${button.id}".*?</button>`, "s").exec(template)?.[0];
    assert.equal(found === undefined, button.bar !== undefined, `${name}: either drawn or in the template`);
    const cap = caps?.(say)[0][0];
    assert.ok(cap && keys.length > 0, `${name} has a button without a key`);
    const shown = /<kbd>(.*?)<\/kbd>/.exec(found ?? "")?.[1] ?? cap;
    assert.equal(shown.replace("{{ t.panel_deck_take_kbd() }}", "keys_space"), cap, name);
    const { label } = button.state(context(), say);
    if (label !== undefined && found) assert.match(found, /key-label/, `${name} has a label and no place for it`);
    if (button.bar !== undefined) assert.ok(label, `${name} is drawn without a label`);
  }
  const paired = [...template.matchAll(/data-pair="([^"]+)"/g)].map((found) => found[1]);
  assert.deepEqual(
    paired.filter((id) => !ids.includes(id)),
    [],
  );
});

test("each button of the template that belongs to an action is in the table", () => {
  const keyed = [...template.matchAll(/<button[^>]* id="([^"]+)"[^>]*>(?:(?!<\/button>).)*?<kbd>/gs)].map(
    (found) => found[1],
  );
  const known = ALL_ACTIONS.flatMap(([, { button }]) => button?.id ?? []);
  assert.ok(keyed.length > 4);
  assert.deepEqual(
    keyed.filter((id) => !known.includes(id)),
    [],
  );
});

test("each place in the row of small buttons is taken once", () => {
  const places = ALL_ACTIONS.flatMap(([, { button }]) => button?.bar ?? []);
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places.map((_, at) => at + 1),
  );
});

test("the row of small buttons has a column for each, or reserves the height of its lines", () => {
  const read = (name) => readFileSync(new URL(`../../overlay/${name}`, import.meta.url), "utf8");
  const buttons = ALL_ACTIONS.filter(([, { button }]) => button?.bar !== undefined).length;
  assert.match(
    read("panel.css"),
    /^\.faces \{ display: grid; grid-auto-flow: column; gap: 6px; min-height: 48px; \}$/m,
  );
  const layout = read("panel/layout.css");
  const reserved = [...layout.matchAll(/^ {2}\.faces \{.*repeat\((\d), .*min-height: (\d+)px.*\n(.*)$/gm)];
  assert.equal(reserved.length, 2);
  for (const [, columns, height, nextRule] of reserved) {
    // The control beside a button takes a place of its own.
    const pairs = /^ *\.face-pair \{ grid-column: span 2; \}/.test(nextRule) ? 1 : 0;
    const lines = Math.ceil((buttons + pairs) / Number(columns));
    assert.equal(Number(height), lines * 48 + (lines - 1) * 6, `${lines} lines of ${columns} buttons, 6 px apart`);
  }
});

test("each command of an action is refused to a watcher", () => {
  const watcher = context({ me: me("watcher") });
  for (const [name, { act, whyNot }] of ALL_ACTIONS) {
    const called = [];
    const effects = new Proxy({}, { get: (_, effect) => () => void called.push(effect) });
    act(effects, { context: watcher, say, why: "", argument: 1 });
    if (called.includes("send")) assert.ok(whyNot?.(watcher, say), `${name} needs a reason against it for a watcher`);
  }
});

test("each action has an effect, and refuses with the reason of its button", () => {
  const watcher = context({ me: me("watcher") });
  for (const [name, { act, whyNot }] of ALL_ACTIONS) {
    const called = [];
    const effects = new Proxy(
      {},
      {
        get:
          (_, effect) =>
          (...given) =>
            void called.push([effect, ...given]),
      },
    );
    const why = whyNot?.(watcher, say) ?? "";
    act(effects, { context: watcher, say, why, argument: 1 });
    const real = called.filter(([effect]) => effect !== "breakMinutes");
    assert.equal(real.length, 1, name);
    if (whyNot) assert.ok(real[0].includes(why), `${name} passes on the reason against it`);
  }
});

for (const locale of ["zh-CN", "en"]) {
  test(`${locale}: each action has its words`, () => {
    const known = new Set([...Object.keys(sentences(locale, "panel")), ...Object.keys(sentences(locale, "common"))]);
    const missing = new Set();
    const look = (key) => {
      if (!known.has(key)) missing.add(key);
      return key;
    };
    const ask = Object.assign(look, { has: (key) => known.has(key) });
    for (const given of [
      context(),
      context({ online: false }),
      context({ view: null }),
      context({ me: me("watcher") }),
    ]) {
      for (const { caps, help, button, whyNot } of Object.values(ACTIONS)) {
        caps?.(ask);
        help?.(ask);
        button?.state(given, ask);
        whyNot?.(given, ask);
      }
    }
    assert.deepEqual([...missing], []);
  });
}

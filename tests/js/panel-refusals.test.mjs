// The panel refuses exactly the commands that the server would refuse, in each situation of tests/fixtures/refusals.json,
// which a test of the server writes. No DOM.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ALL_ACTIONS, whyNotAct } from "../../overlay/panel/actions.js";
import { DIALOG_PERMISSIONS, whyNot } from "../../overlay/panel/permissions.js";
import { rowState } from "../../overlay/panel/row-state.js";
import { context, me, say } from "./panel-support.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const examples = read("../wire/commands.json");
const nameOf = (command) => (typeof command === "string" ? command : Object.keys(command)[0]);
const exampleOf = (name) => examples.find((command) => nameOf(command) === name);

/** Each situation on each kind of page, with the code of each command that the server refuses there. */
const cases = read("../fixtures/refusals.json").flatMap(({ situation, view: panel, refused }) =>
  Object.entries(refused).map(([page, codes]) => ({
    name: `${situation}, ${page}`,
    given: context({
      view: panel,
      me: page === "rehearsal" ? { ...me("driver"), rehearsal: true } : me(page),
    }),
    codes: new Map(
      Object.entries(codes).flatMap(([code, all]) => all.map((command) => [JSON.stringify(command), code])),
    ),
  })),
);

/** What an action sends at once, as an example of the wire; "": another command is asked for first, or none is sent. */
const EFFECTS = {
  send: (command) => command,
  panic: () => "panic",
  toggleContact: () => exampleOf("contact"),
  openNotice: () => examples.find((command) => command.face?.face?.notice),
  // The rows of the rundown have a test below.
  cue: () => "",
  cueFocused: () => "",
  moveFocused: () => "",
  toggleFull: () => "",
  // The dialog sends it.
  openUpdate: () => "",
  focusBy: () => "",
  cancelDrag: () => "",
  toggleHelp: () => "",
  sayDigits: () => "",
};

/** The command that an action sends here; "": none. */
function sentBy(act, given, why = "") {
  const found = [];
  const effects = { breakMinutes: () => undefined };
  for (const [name, commandOf] of Object.entries(EFFECTS)) effects[name] = (...args) => found.push(commandOf(...args));
  act(effects, { context: given, say, why, argument: 1 });
  assert.equal(found.length, 1);
  return found[0];
}

/** Refusals that the panel leaves to the server, with the reason. */
const SERVER_ONLY = {
  "contact no_show": "the switch can be pressed at any time; the server's answer says why it had no effect",
  "contact in_panic": "as without a show",
  "notice in_panic": "its dialog opens during a panic too: a text can be written",
  "recap nothing_shown": "the view does not list the cards that were on screen",
};
/** Reasons of the panel against commands that the server accepts, with the reason for them. */
const PANEL_ONLY = {
  "how why_face_on": "the same face again changes nothing",
  "cue refused_already_on_air": "`next` passes over a cued card that is on screen",
};

/** The exemptions that a control needed. */
const needed = new Set();

/** The faults of one control: its own reason and the server's code must both be empty, or neither. */
function faultsOf(control, why, code = "") {
  if (!code === !why) return [];
  const [exempt, reason] = code ? [SERVER_ONLY, code] : [PANEL_ONLY, why.split(" ")[0]];
  needed.add(`${control} ${reason}`);
  if (`${control} ${reason}` in exempt) return [];
  return [code ? `the server refuses it: ${code}` : `the server accepts it, and the panel says: ${why}`];
}

function actionFaults() {
  const faults = [];
  for (const { name, given, codes } of cases) {
    for (const [action, { act }] of ALL_ACTIONS) {
      const command = sentBy(act, given);
      if (!command) continue;
      const key = JSON.stringify(command);
      assert.ok(
        examples.some((example) => JSON.stringify(example) === key),
        `${key} is no example of the wire`,
      );
      const why = whyNotAct(action, given, say);
      faults.push(...faultsOf(action, why, codes.get(key)).map((fault) => `${action}: ${name}: ${fault}`));
    }
  }
  return faults;
}

function rowFaults() {
  const faults = [];
  for (const { name, given, codes } of cases) {
    for (const face of given.view.rundown) {
      const row = rowState(given, face, say);
      for (const press of ["take", "cue"]) {
        const code = codes.get(JSON.stringify({ [press]: { card: face.card } }));
        faults.push(...faultsOf(press, row[press], code).map((fault) => `${press} ${face.card}: ${name}: ${fault}`));
      }
    }
  }
  return faults;
}

test("an action is refused by the panel where the server refuses its command, and nowhere else", () => {
  assert.ok(cases.length > 40);
  assert.deepEqual(actionFaults(), []);
});

test("a row is refused by the panel where the server refuses its command, and nowhere else", () => {
  assert.deepEqual(rowFaults(), []);
});

test("no exemption is out of date", () => {
  actionFaults();
  rowFaults();
  const exempt = [...Object.keys(SERVER_ONLY), ...Object.keys(PANEL_ONLY)];
  assert.deepEqual(
    exempt.filter((name) => !needed.has(name)),
    [],
  );
});

test("a dialog's command needs the permission that the server asks for", () => {
  const faults = [];
  for (const { name, given, codes } of cases) {
    for (const [command, permission] of Object.entries(DIALOG_PERMISSIONS)) {
      const code = codes.get(JSON.stringify(exampleOf(command))) ?? "";
      // A rehearsal refuses before permissions are checked.
      if (code === "rehearsal") continue;
      const permitted = !["not_allowed", "not_driver"].includes(code);
      if (permitted !== (whyNot(given.view, given.me, permission, say) === ""))
        faults.push(`${command}: ${name}: ${code || "accepted"}`);
    }
  }
  assert.deepEqual(faults, []);
});

/** Commands that neither an action nor a dialog sends, with their place in the panel. */
const SENT_ELSEWHERE = {
  cue: "a row of the rundown, and digits before Enter",
  take: "a row of the rundown",
  open: "the server, when the next show is made",
};

test("each command of the wire has an action, a dialog, or a known place in the panel", () => {
  const sent = cases.flatMap(({ given }) => ALL_ACTIONS.map(([, { act }]) => nameOf(sentBy(act, given))));
  const known = [...new Set(sent), ...Object.keys(DIALOG_PERMISSIONS), ...Object.keys(SENT_ELSEWHERE)];
  const commands = new Set(examples.map(nameOf));
  assert.deepEqual([...commands].sort(), [...new Set(known)].filter(Boolean).sort());
});

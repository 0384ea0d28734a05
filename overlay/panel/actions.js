// The panel's actions in one table: keys, help row, button, the reason against each, and its effect. keys.js, help.js
// and buttons.js read it, so that a new action is one row here and its words. Pure, but for the effects that are handed
// in.

import { isBlack, whyNotFull, whyNotNow, whyNotOnScreen } from "./context.js";
import { whyNot } from "./permissions.js";
import { describe, faceName } from "./words.js";

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").FaceKind} FaceKind */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./words.js").Say} Say */

/** The effects that actions have; panel.js provides them. `why` is the reason against it; empty: do it.
 * @typedef {object} Effects
 * @property {(command: import("../wire.js").Command, why: string, what?: string) => void} send `what`: the command in
 *   words
 * @property {(why: string) => void} panic
 * @property {(card: number) => void} cue
 * @property {() => void} cueFocused the row of the rundown that has the focus
 * @property {(by: 1 | -1) => void} focusBy
 * @property {(by: 1 | -1) => void} moveFocused
 * @property {() => void} cancelDrag
 * @property {(why: string) => void} toggleFull
 * @property {(why: string) => void} toggleContact
 * @property {(why: string) => void} openNotice
 * @property {(why: string) => void} openUpdate
 * @property {() => void} toggleHelp
 * @property {() => void} sayDigits
 * @property {() => number | undefined} breakMinutes `undefined`: open end
 */

/**
 * The look of a button now; an absent part stays as it is.
 * @typedef {object} ButtonState
 * @property {string} [label]
 * @property {string} [note]
 * @property {boolean} [on] what it shows is on screen
 * @property {boolean} [off] what it switches is switched off
 * @property {boolean} [stuck] it cannot be sent, but can be pressed: the press says what to do instead
 */

/**
 * @typedef {object} Button
 * @property {string} id
 * @property {number} [bar] its place in the row of small buttons, which is drawn; absent: the template has the button
 * @property {(context: Context, say: Say) => ButtonState} state
 * @property {(context: Context) => string} press the key under which its presses are tracked
 */

/**
 * @typedef {object} Action
 * @property {string[]} [keys] names of keys, as `nameOf` in keys.js gives them, that start it from anywhere
 * @property {(say: Say) => string[][]} [caps] the keys as the help and the button show them: alternatives of keys in a
 *   row
 * @property {(say: Say) => string} [help] its row in the help; absent: it has none
 * @property {Button} [button]
 * @property {(context: Context, say: Say) => string} [whyNot] the reason against it; empty or absent: it can be done
 * @property {(effects: Effects, given: Given) => void} act
 */

/**
 * @typedef {{context: Context, say: Say, why: string, argument: number}} Given `argument`: a card, or one step up or
 *   down
 */

/** Seconds that one press of "+30 s" adds. */
export const EXTEND_SECONDS = 30;

/**
 * A face of the stage, in the row of small buttons.
 * @param {FaceKind} kind
 * @param {string} cap
 * @param {number} bar
 * @param {Action["act"]} [act]
 * @returns {Action}
 */
function face(kind, cap, bar, act = (effects, { why }) => effects.send({ face: { face: plainFace(kind) } }, why)) {
  return {
    keys: [cap.toLowerCase()],
    caps: () => [[cap]],
    help: (say) => say("keys_face", { face: faceName(kind, say) }),
    button: {
      id: `face-${kind}`,
      bar,
      state: ({ view }, say) => ({ label: faceName(kind, say), on: view?.face?.kind === kind }),
      press: () => `face:${kind}`,
    },
    whyNot: (context, say) => whyNotFace(context, kind, say),
    act,
  };
}

/** Every action, in the order of the help. */
export const ACTIONS = /** @satisfies {Record<string, Action>} */ ({
  next: {
    keys: ["next"],
    caps: (say) => [[say("keys_space")], ["→"]],
    help: (say) => say("keys_next"),
    button: { id: "next", state: nextState, press: () => "next" },
    whyNot: (context, say) =>
      whyNotOnScreen(context, say) || whyNoShow(context, say) || (nextCard(context) ? "" : say("refused_nothing_next")),
    act: ({ send }, { context: { view }, say, why }) =>
      send("next", why, view?.next ? describe({ take: { card: view.next } }, say) : undefined),
  },
  cue: {
    caps: (say) => [[say("keys_digits"), say("keys_enter")]],
    help: (say) => say("keys_cue"),
    act: ({ cue }, { argument }) => cue(argument),
  },
  out: {
    keys: ["escape"],
    caps: () => [["Esc"]],
    help: (say) => say("keys_out"),
    button: { id: "out", state: outState, press: () => "out" },
    whyNot: (context, say) =>
      whyNotOnScreen(context, say) ||
      whyNoShow(context, say) ||
      (onScreen(context) ? "" : say("refused_nothing_on_air")),
    act: ({ send }, { why }) => send("out", why),
  },
  undo: {
    keys: ["u"],
    caps: () => [["U"]],
    help: (say) => say("keys_undo"),
    button: { id: "undo", state: undoState, press: () => "undo" },
    whyNot: (context, say) =>
      whyNotNow(context, "control", say) || (context.view?.undo ? "" : say("refused_nothing_to_undo")),
    act: ({ send }, { context: { view }, say, why }) =>
      send("undo", why, view?.undo ? say("do_undo_what", { what: describe(view.undo, say) }) : undefined),
  },
  panic: {
    keys: ["b"],
    caps: () => [["B"]],
    help: (say) => say("keys_panic"),
    button: { id: "panic", state: panicState, press: () => "panic" },
    whyNot: ({ view, online, me }, say) => (online ? whyNot(view, me, "panic", say) : say("why_panic_offline")),
    act: ({ panic }, { why }) => panic(why),
  },
  release: {
    keys: ["r"],
    caps: () => [["R"]],
    help: (say) => say("keys_release"),
    button: { id: "release", state: (_, say) => ({ label: say("deck_release") }), press: () => "release" },
    whyNot: (context, say) =>
      whyNotNow(context, "control", say) || (isBlack(context) ? "" : say("refused_not_in_panic")),
    act: ({ send }, { why }) => send("release", why),
  },
  hold: {
    keys: ["h"],
    caps: () => [["H"]],
    help: (say) => say("keys_hold"),
    button: {
      id: "hold",
      state: (context, say) => ({ label: say(isHeld(context) ? "deck_resume" : "deck_hold") }),
      press: () => "hold",
    },
    whyNot: whyNoTimer,
    act: ({ send }, { context, why }) => send(isHeld(context) ? "resume" : "hold", why),
  },
  extend: {
    keys: ["+", "="],
    caps: () => [["+"]],
    help: (say) => say("keys_extend"),
    button: {
      id: "extend",
      state: (_, say) => ({ label: say("deck_extend", { seconds: EXTEND_SECONDS }) }),
      press: () => "extend",
    },
    whyNot: whyNoTimer,
    act: ({ send }, { why }) => send({ extend: { seconds: EXTEND_SECONDS } }, why),
  },
  full: {
    keys: ["f"],
    caps: () => [["F"]],
    help: (say) => say("keys_full"),
    button: {
      id: "onair-full",
      bar: 8,
      state: ({ view }, say) => ({ label: say("face_full"), off: Boolean(view?.on_air?.full) }),
      press: ({ view }) => (view?.on_air ? `full:${view.on_air.card}` : ""),
    },
    whyNot: (context, say) => {
      if (!context.online) return say("why_offline");
      return context.view?.on_air ? whyNotFull(context, say) : say("refused_nothing_on_air");
    },
    act: ({ toggleFull }, { why }) => toggleFull(why),
  },
  update: {
    keys: ["g"],
    caps: () => [["G"]],
    help: (say) => say("keys_update"),
    button: { id: "update-open", state: () => ({}), press: () => "" },
    whyNot: ({ view }, say) => (view?.update ? "" : say("why_nothing_to_update")),
    act: ({ openUpdate }, { why }) => openUpdate(why),
  },
  contact: {
    keys: ["x"],
    caps: () => [["X"]],
    help: (say) => say("keys_contact"),
    button: {
      id: "contact-key",
      bar: 7,
      state: ({ view }, say) => ({
        label: say(view?.contact?.hidden ? "contact_off" : "contact_on"),
        off: Boolean(view?.contact?.hidden),
      }),
      press: () => CONTACT_HIDDEN,
    },
    whyNot: (context, say) => whyNotNow(context, "assist", say),
    act: ({ toggleContact }, { why }) => toggleContact(why),
  },
  countdown: face("countdown", "T", 1),
  recap: face("recap", "L", 2),
  how: face("how", "W", 3),
  notice: face("notice", "N", 4, ({ openNotice }, { why }) => openNotice(why)),
  break: face("break", "P", 5, ({ send, breakMinutes }, { why }) =>
    send({ face: { face: { break: { minutes: breakMinutes() } } } }, why),
  ),
  end: face("end", "E", 6),
  focus: {
    caps: () => [["↑", "↓"]],
    help: (say) => say("keys_focus"),
    act: ({ focusBy }, { argument }) => focusBy(argument < 0 ? -1 : 1),
  },
  cueFocused: {
    caps: (say) => [[say("keys_enter")]],
    help: (say) => say("keys_row_cue"),
    act: ({ cueFocused }) => cueFocused(),
  },
  move: {
    caps: () => [["Alt", "↑", "↓"]],
    help: (say) => say("keys_move"),
    act: ({ moveFocused }, { argument }) => moveFocused(argument < 0 ? -1 : 1),
  },
  help: {
    keys: ["?"],
    caps: () => [["?"]],
    help: (say) => say("keys_help"),
    act: ({ toggleHelp }) => toggleHelp(),
  },
  // Effects of keys that have another row in the help.
  cancelDrag: { act: ({ cancelDrag }) => cancelDrag() },
  sayDigits: { act: ({ sayDigits }) => sayDigits() },
});

/** @typedef {keyof typeof ACTIONS} ActionName */

/** @type {[ActionName, Action][]} */
export const ALL_ACTIONS = /** @type {[ActionName, Action][]} */ (Object.entries(ACTIONS));

/**
 * Under which both directions of the contact switch are one press: a worn key must not show again what it has just
 * hidden.
 */
export const CONTACT_HIDDEN = "contact:hidden";

/**
 * @param {ActionName} name
 * @param {Context} context
 * @param {Say} say
 * @returns {string} the reason against it; empty: it can be done
 */
export function whyNotAct(name, context, say) {
  /** @type {Action} */
  const action = ACTIONS[name];
  return action.whyNot?.(context, say) ?? "";
}

/**
 * @param {FaceKind} kind
 * @returns {import("../wire.js").FaceRequest}
 */
function plainFace(kind) {
  if (kind === "notice") throw new Error("a notice is shown by its number");
  return kind === "break" ? { break: {} } : kind;
}

/** @param {Context} context */
function nextCard({ view }) {
  return view?.rundown.find((card) => card.card === view.next);
}

/** @param {Context} context */
function onScreen({ view }) {
  return Boolean(view?.on_air || view?.face);
}

/** @param {Context} context */
function isHeld({ view }) {
  const held = view?.on_air?.timer?.held;
  return held !== null && held !== undefined;
}

/** @param {Context} context @param {Say} say */
function whyNoShow({ view }, say) {
  return view && !view.show ? say("refused_no_show") : "";
}

/** @param {Context} context @param {Say} say */
function whyNoTimer(context, say) {
  return whyNotNow(context, "control", say) || (context.view?.on_air?.timer ? "" : say("why_no_timer"));
}

/**
 * @param {Context} context
 * @param {FaceKind} kind
 * @param {Say} say
 */
function whyNotFace(context, kind, say) {
  const { view, me } = context;
  const notPermitted = whyNotNow(context, kind === "notice" ? "assist" : "control", say) || whyNoShow(context, say);
  if (notPermitted || !view) return notPermitted;
  // The dialog of notices can always show another text, so a notice is never "already on".
  if (kind === "notice") return me.rehearsal && !view.notices?.length ? say("why_rehearsal_notice") : "";
  if (isBlack(context)) return say("refused_in_panic");
  if (view.face?.kind === kind && kind !== "break") return say("why_face_on", { face: faceName(kind, say) });
  return kind === "recap" && !view.on_air && !view.rundown.length ? say("rundown_empty") : "";
}

/** @param {Context} context @param {Say} say @returns {ButtonState} */
function nextState(context, say) {
  const next = nextCard(context);
  const label = next ? say("deck_take", { card: say("card", { number: next.number }) }) : say("deck_take_none");
  return { label, note: next?.title ?? "" };
}

/** The note names what leaves the screen. @param {Context} context @param {Say} say @returns {ButtonState} */
function outState({ view }, say) {
  const face = view?.face ? faceName(view.face.kind, say) : "";
  return { label: say("deck_out"), note: view?.on_air ? say("card", { number: view.on_air.number }) : face };
}

/** @param {Context} context @param {Say} say @returns {ButtonState} */
function undoState({ view }, say) {
  return { label: say("deck_undo"), note: view?.undo ? describe(view.undo, say) : say("deck_undo_nothing") };
}

/**
 * A host can always press it: without a connection the press says what else hides the picture.
 * @param {Context} context
 * @param {Say} say
 * @returns {ButtonState}
 */
function panicState(context, say) {
  const stuck = !context.online && context.me.role !== "watcher";
  return { label: say(isBlack(context) ? "deck_panic_on" : "deck_panic"), note: "", stuck };
}

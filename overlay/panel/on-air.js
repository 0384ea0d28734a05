// Paints the card or face on screen, and the next card. Decides nothing: texts come from the pure parts.

import { isBlack } from "./context.js";
import { byId, make, mark, rebuild, show, write } from "./dom.js";
import { digits } from "./show-clock.js";
import { minutesLeft, timerLeft } from "./timing.js";
import { faceName, payLine } from "./words.js";

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").FaceView} FaceView */
/** @typedef {import("./words.js").Say} Say */

/** Pay as words, not as a number, needs the smaller size from this many characters on. */
const PAY_CHARS_LARGE = 17;
/** Titles from this many characters on need the smaller size to stay on two lines. */
const TITLE_CHARS_LARGE = 12;
/** A timer is marked this long before its end, in milliseconds: there is just time to hold it. */
const SOON_MS = 10_000;

/** The facts that a host reads aloud, in the order in which viewers ask for them. */
const NOTES = /** @type {const} */ (["hours", "board", "needs", "highlight", "safety", "headcount", "remark"]);

const at = {
  onair: byId("onair"),
  label: byId("onair-label"),
  since: byId("onair-for"),
  left: byId("onair-left"),
  card: byId("onair-card"),
  number: byId("onair-number"),
  title: byId("onair-title"),
  pay: byId("onair-pay"),
  place: byId("onair-place"),
  notes: byId("onair-notes"),
  timer: byId("timer"),
  timerText: byId("timer-text"),
  blank: byId("onair-blank"),
  blankTitle: byId("onair-blank-title"),
  blankTime: byId("onair-blank-time"),
  blankHint: byId("onair-blank-hint"),
  release: byId("release"),
  upnext: byId("upnext"),
  upnextLabel: byId("upnext-label"),
  upnextNumber: byId("upnext-number"),
  upnextTitle: byId("upnext-title"),
  upnextNote: byId("upnext-note"),
};

/**
 * @param {import("./context.js").Context & {view: PanelView}} context
 * @param {Say} say
 */
export function paintOnAir(context, say) {
  const { on_air: card, face } = context.view;
  const dark = isBlack(context);
  mark(at.onair, "state", dark ? "black" : face ? "face" : card ? "on" : "empty");
  mark(at.onair, "kind", card && !dark ? card.kind : "");
  write(at.label, say(context.online ? "onair" : "onair_stale"));
  show(at.card, Boolean(card) && !dark);
  show(at.blank, !card || dark);
  show(at.release, dark);
  show(at.timer, Boolean(card?.timer) && !dark);
  if (dark) paintBlank(say("onair_panic"), afterRelease(context.view, say));
  else if (card) paintCard(card, say);
  else if (face) paintFace(face, say);
  else paintBlank(say("onair_empty"), say(context.view.show ? "onair_empty_hint" : "onair_no_show_hint"));
}

/**
 * The sentence about the picture that `release` will show again.
 * @param {PanelView} view
 * @param {Say} say
 */
function afterRelease({ on_air, face }, say) {
  const what = on_air
    ? `${say("card", { number: on_air.number })} ${on_air.title}`
    : face
      ? faceName(face.kind, say)
      : "";
  return what ? say("onair_panic_hint", { card: what }) : say("onair_panic_hint_empty");
}

/**
 * @param {FaceView} face
 * @param {Say} say
 */
function paintFace(face, say) {
  const name = faceName(face.kind, say);
  if (face.kind === "notice") return paintBlank(face.text, name, true);
  if (face.kind === "recap")
    return paintBlank(
      name,
      face.cards.map((card) => `${say("card", { number: card.number })} ${card.title}`).join(say("list_separator")),
    );
  paintBlank(name, say(`face_${face.kind}_hint`));
}

/**
 * @param {string} title
 * @param {string} hint
 * @param {boolean} [long]
 */
function paintBlank(title, hint, long = false) {
  write(at.blankTitle, title);
  mark(at.blankTitle, "long", long ? "yes" : "");
  write(at.blankHint, hint);
}

/**
 * @param {import("../wire.js").OnAirFace} face
 * @param {Say} say
 */
function paintCard(face, say) {
  write(at.number, String(face.number));
  write(at.title, face.title);
  mark(at.title, "long", face.title.length >= TITLE_CHARS_LARGE ? "yes" : "");
  write(at.pay, payLine(face));
  mark(at.pay, "long", payLine(face).length >= PAY_CHARS_LARGE ? "yes" : "");
  write(at.place, [face.place, face.employer].filter(Boolean).join(" · "));
  const notes = NOTES.flatMap((name) => (face[name] ? [[say(`label_${name}`), face[name] ?? ""]] : []));
  rebuild(at.notes, JSON.stringify(notes), () =>
    notes.map(([label, text]) => {
      const pair = make("div", "", "");
      pair.append(make("dt", "", label), make("dd", "", text));
      return pair;
    }),
  );
}

/**
 * All digits about the card or face on screen; once a second.
 * @param {PanelView | null} view
 * @param {boolean} dark
 * @param {number} now server milliseconds
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
export function paintOnAirTime(view, dark, now, wall, say) {
  const card = dark ? null : view?.on_air;
  write(at.since, card ? say("onair_for", { span: digits(now - card.shown_at) }) : "");
  const left = view && card && !card.timer ? minutesLeft(view, now) : null;
  write(
    at.left,
    left === null
      ? ""
      : left >= 0
        ? say("onair_left", { span: digits(left) })
        : say("onair_over", { span: digits(-left) }),
  );
  mark(at.left, "tone", left !== null && left < 0 ? "late" : "");
  if (card?.timer) paintTimer(card.timer, view, now, say);
  write(at.blankTime, dark ? "" : faceTime(view?.face ?? null, now, wall, say));
}

/**
 * @param {import("../wire.js").Timer} timer
 * @param {PanelView | null} view
 * @param {number} now
 * @param {Say} say
 */
function paintTimer(timer, view, now, say) {
  const left = timerLeft(timer, now);
  const held = timer.held !== null && timer.held !== undefined;
  const next = view?.rundown.find((face) => face.card === view.next);
  const then =
    timer.then === "next" && next
      ? say("timer_next", { card: say("card", { number: next.number }) })
      : say(timer.then === "next" ? "timer_nothing_next" : "timer_out");
  write(at.timerText, say(held ? "timer_held" : "timer_runs", { span: digits(left + 999), then }));
  mark(at.timer, "tone", held ? "held" : left < SOON_MS ? "soon" : "");
}

/**
 * @param {FaceView | null} face
 * @param {number} now
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
function faceTime(face, now, wall, say) {
  if (!face || !("until" in face) || !face.until) return "";
  const left = face.until - now;
  if (face.kind === "countdown") return left > 0 ? digits(left + 999) : say("face_countdown_over");
  return left > 0
    ? say("face_break_until", { time: wall(face.until), span: digits(left + 999) })
    : say("face_break_over");
}

/**
 * @param {PanelView} view
 * @param {Say} say
 */
export function paintNext(view, say) {
  const face = view.rundown.find((one) => one.card === view.next);
  const cued = face !== undefined && view.cued === face.card;
  mark(at.upnext, "kind", face?.kind ?? "");
  mark(at.upnext, "cued", cued ? "yes" : "");
  write(at.upnextLabel, say(cued ? "next_cued" : "next"));
  show(at.upnextNumber, face !== undefined);
  write(at.upnextNumber, face ? String(face.number) : "");
  write(at.upnextTitle, face ? face.title : say("next_none"));
  write(at.upnextNote, face ? `${payLine(face)} · ${say("next_hint")}` : say("next_none_hint"));
}

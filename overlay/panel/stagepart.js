// Paints what is on screen, the receipt and what comes next. Decides nothing: texts come from the pure parts.

import { byId, make, mark, rebuild, show, write } from "./dom.js";
import { digits } from "./showclock.js";
import { payLine } from "./words.js";

/** @typedef {import("../types.js").PanelView} PanelView */
/** @typedef {import("../types.js").OnAirFace} OnAirFace */
/** @typedef {import("./words.js").Say} Say */

/** Pay as words, not as a number, needs the smaller size from this many characters on. */
const PAY_CHARS_LARGE = 17;
/** Titles from this many characters on need the smaller size to stay on two lines. */
const TITLE_CHARS_LARGE = 12;

/** What a host reads aloud, in the order in which it is asked for. */
const NOTES = /** @type {const} */ (["hours", "board", "needs", "highlight", "safety", "headcount", "remark"]);

const at = {
  onair: byId("onair"),
  label: byId("onair-label"),
  since: byId("onair-for"),
  card: byId("onair-card"),
  number: byId("onair-number"),
  title: byId("onair-title"),
  pay: byId("onair-pay"),
  place: byId("onair-place"),
  notes: byId("onair-notes"),
  blank: byId("onair-blank"),
  blankTitle: byId("onair-blank-title"),
  blankHint: byId("onair-blank-hint"),
  release: byId("release"),
  receipt: byId("receipt"),
  receiptText: byId("receipt-text"),
  receiptHint: byId("receipt-hint"),
  receiptLines: byId("receipt-lines"),
  upnext: byId("upnext"),
  upnextLabel: byId("upnext-label"),
  upnextNumber: byId("upnext-number"),
  upnextTitle: byId("upnext-title"),
  upnextNote: byId("upnext-note"),
};

/**
 * @param {PanelView} view
 * @param {boolean} online
 * @param {Say} say
 */
export function paintOnAir(view, online, say) {
  const { on_air: face, panic } = view;
  mark(at.onair, "state", panic ? "black" : face ? "on" : "empty");
  mark(at.onair, "kind", face && !panic ? face.kind : "");
  write(at.label, say(online ? "onair" : "onair_stale"));
  show(at.card, Boolean(face) && !panic);
  show(at.blank, !face || panic);
  show(at.release, panic);
  if (panic) {
    const card = face && `${say("card", { number: face.number })} ${face.title}`;
    paintBlank(say("onair_panic"), card ? say("onair_panic_hint", { card }) : say("onair_panic_hint_empty"));
  } else if (face) paintCard(face, say);
  else paintBlank(say("onair_empty"), say(view.show ? "onair_empty_hint" : "onair_no_show_hint"));
}

/**
 * @param {string} title
 * @param {string} hint
 */
function paintBlank(title, hint) {
  write(at.blankTitle, title);
  write(at.blankHint, hint);
}

/**
 * @param {OnAirFace} face
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
 * How long the card has been on screen; once a second.
 * @param {PanelView | null} view
 * @param {number} serverNow
 * @param {Say} say
 */
export function paintOnAirTime(view, serverNow, say) {
  const face = view?.panic ? null : view?.on_air;
  write(at.since, face ? say("onair_for", { span: digits(serverNow - face.shown_at) }) : "");
}

/** @param {import("./receipt.js").Receipt} receipt */
export function paintReceipt({ tone, text, hint, lines }) {
  mark(at.receipt, "tone", tone);
  write(at.receiptText, text);
  write(at.receiptHint, hint);
  rebuild(at.receiptLines, lines.join("\n"), () => lines.map((line) => make("li", "", line)));
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

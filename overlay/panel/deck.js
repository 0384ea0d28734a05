// Which buttons can be pressed, what they say, and why one cannot. Pure.

import { describe } from "./words.js";

/** @typedef {import("../types.js").PanelView} PanelView */
/** @typedef {import("../types.js").CardFace} CardFace */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {{label: string, note: string, why: string}} Key `why` is empty where the key can be pressed */
/** @typedef {{next: Key, out: Key, undo: Key, panic: Key, release: Key}} Deck */

/**
 * @param {PanelView | null} view
 * @param {boolean} online
 * @param {Say} say
 * @returns {Deck}
 */
export function deck(view, online, say) {
  const offline = online && view ? "" : say("why_offline");
  const black = view?.panic ? say("refused_in_panic") : "";
  const next = view?.rundown.find((face) => face.card === view.next);
  const label = next ? say("deck_take", { card: say("card", { number: next.number }) }) : say("deck_take_none");
  const undo = view?.undo ? describe(view.undo, say) : say("deck_undo_nothing");
  return {
    next: { label, note: next?.title ?? "", why: offline || noShow(view, say) || black || (next ? "" : say("refused_nothing_next")) },
    out: { label: say("deck_out"), note: "", why: offline || noShow(view, say) || black || (view?.on_air ? "" : say("refused_nothing_on_air")) },
    undo: { label: say("deck_undo"), note: undo, why: offline || (view?.undo ? "" : say("refused_nothing_to_undo")) },
    // Panic is never disabled: pressed offline it says what else hides the picture.
    panic: { label: say(view?.panic ? "deck_panic_on" : "deck_panic"), note: "", why: online ? "" : say("why_panic_offline") },
    release: { label: say("deck_release"), note: "", why: offline || (view?.panic ? "" : say("refused_not_in_panic")) },
  };
}

/**
 * @param {PanelView | null} view
 * @param {Say} say
 */
function noShow(view, say) {
  return view && !view.show ? say("refused_no_show") : "";
}

/**
 * @typedef {object} Row
 * @property {"onair" | "hidden" | "next" | "cued" | ""} place
 * @property {{tone: string, text: string}[]} marks
 * @property {string} take why it cannot be taken; empty: it can
 * @property {string} cue
 * @property {string} edit
 * @property {string} remove
 */

/**
 * @param {PanelView} view
 * @param {CardFace} face
 * @param {boolean} online
 * @param {Say} say
 * @returns {Row}
 */
export function row(view, face, online, say) {
  const card = say("card", { number: face.number });
  const onair = view.on_air?.card === face.card;
  // During a panic no viewer sees the card, so it must not be called on screen.
  const place = onair ? (view.panic ? "hidden" : "onair") : view.cued === face.card ? "cued" : view.next === face.card ? "next" : "";
  const date = shortDate(face.valid_until ?? "");
  const marks = [];
  if (place) marks.push({ tone: place, text: say(`row_${place}`) });
  if (face.full) marks.push({ tone: "full", text: say("row_full") });
  if (face.expired) marks.push({ tone: "expired", text: say("row_expired", { date }) });
  const offline = online ? "" : say("why_offline");
  const stopped = offline || (view.panic ? say("refused_in_panic") : "") || (face.expired ? say("row_expired_why", { card, date }) : "");
  const inUse = onair || view.cued === face.card ? say("row_in_use_why", { card }) : "";
  return {
    place,
    marks,
    take: stopped || (onair ? say("refused_already_on_air", { card: face.number }) : ""),
    cue: stopped || (onair ? say("refused_already_on_air", { card: face.number }) : ""),
    edit: offline,
    remove: offline || inUse,
  };
}

/**
 * `2026-09-30` -> `9-30`: within a season the year is noise.
 * @param {string} date
 */
function shortDate(date) {
  const [, month, day] = date.split("-");
  return day ? `${Number(month)}-${Number(day)}` : date;
}

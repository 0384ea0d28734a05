// The state of one row of the rundown: its marks, and why each of its buttons cannot be pressed. Pure.

import { CARD_FLAGS } from "../card/fields.js";
import { isBlack, whyNotFull, whyNotOnScreen } from "./context.js";
import { whyNot } from "./permissions.js";

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").PanelCard} PanelCard */
/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./words.js").Say} Say */

/**
 * The reasons are empty where the button can be pressed.
 * @typedef {object} RowState
 * @property {"onair" | "hidden" | "next" | "cued" | ""} place
 * @property {{tone: string, text: string}[]} marks
 * @property {string} take why it cannot be taken
 * @property {string} cue
 * @property {string} full
 * @property {string} edit why it cannot be moved or planned
 * @property {string} remove
 */

/**
 * @param {Context & {view: PanelView}} context
 * @param {PanelCard} face
 * @param {Say} say
 * @returns {RowState}
 */
export function rowState(context, face, say) {
  const { view, online, me } = context;
  const card = say("card", { number: face.number });
  const onAir = view.on_air?.card === face.card;
  const place = placeOf(context, face);
  const date = shortDate(face.valid_until ?? "");
  const offline = online ? "" : say("why_offline");
  const expired = face.expired ? say("row_expired_why", { card, date }) : "";
  const already = onAir ? say("refused_already_on_air", { card: face.number }) : "";
  const take = whyNotOnScreen(context, say) || expired || already;
  const edit = offline || whyNot(view, me, "rundown", say);
  const inUse = onAir || view.cued === face.card ? say("row_in_use_why", { card }) : "";
  return {
    place,
    marks: marks(face, place, date, say),
    take,
    cue: take,
    full: offline || whyNotFull(context, say),
    edit,
    remove: edit || inUse,
  };
}

/**
 * @param {Context & {view: PanelView}} context
 * @param {PanelCard} face
 * @returns {RowState["place"]}
 */
function placeOf(context, { card }) {
  const { on_air, cued, next } = context.view;
  // During a panic no viewer sees the card, so the panel must not say that it is on screen.
  if (on_air?.card === card) return isBlack(context) ? "hidden" : "onair";
  if (cued === card) return "cued";
  return next === card ? "next" : "";
}

/**
 * @param {PanelCard} face
 * @param {RowState["place"]} place
 * @param {string} date
 * @param {Say} say
 */
function marks(face, place, date, say) {
  const found = [];
  if (place) found.push({ tone: place, text: say(`row_${place}`) });
  for (const flag of CARD_FLAGS.filter((flag) => face[flag]))
    found.push({ tone: flag, text: say(`row_${flag}`, { date }) });
  const { dwell } = face;
  if (dwell && dwell !== "stay") {
    const [then, { seconds }] =
      "out" in dwell ? /** @type {const} */ (["out", dwell.out]) : /** @type {const} */ (["next", dwell.next]);
    found.push({ tone: "dwell", text: say(`row_dwell_${then}`, { seconds }) });
  }
  return found;
}

/**
 * `2026-09-30` -> `9-30`: the show lists cards of one season, so the year is left out.
 * @param {string} date
 */
function shortDate(date) {
  const [, month, day] = date.split("-");
  return day ? `${Number(month)}-${Number(day)}` : date;
}

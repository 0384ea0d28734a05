// Which large buttons can be pressed, what they say, and why one cannot. Pure.

import { barred } from "./roles.js";
import { describe, faceName } from "./words.js";

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").PanelCard} RundownFace */
/** @typedef {import("../wire.js").FaceKind} FaceKind */
/** @typedef {import("./roles.js").Me} Me */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {{label: string, note: string, why: string}} Key `why` is empty where the key can be pressed */
/** @typedef {"next" | "out" | "undo" | "panic" | "release" | "hold" | "extend"} KeyName */
/** @typedef {Record<KeyName, Key>} Deck */

/** What a page decides on. @typedef {{view: PanelView | null, online: boolean, hidden: boolean, me: Me}} Ground */

/** The faces in the order of a show, each with its key. */
export const FACES = /** @type {const} */ ([
  ["countdown", "T"],
  ["recap", "L"],
  ["how", "W"],
  ["notice", "N"],
  ["break", "P"],
  ["end", "E"],
]);

/** What "+30 s" adds, in seconds. */
export const EXTEND_SECONDS = 30;

/**
 * @param {Ground} ground
 * @param {Say} say
 * @returns {Deck}
 */
export function deck(ground, say) {
  const { view, online, hidden } = ground;
  const stop = stopped(ground, say);
  const shown = stop || (black(ground) ? say("refused_in_panic") : "");
  const next = view?.rundown.find((face) => face.card === view.next);
  const label = next ? say("deck_take", { card: say("card", { number: next.number }) }) : say("deck_take_none");
  const timer = view?.on_air?.timer ?? null;
  const held = timer?.held !== null && timer?.held !== undefined;
  const noTimer = timer ? "" : say("why_no_timer");
  return {
    next: {
      label,
      note: next?.title ?? "",
      why: shown || noShow(view, say) || (next ? "" : say("refused_nothing_next")),
    },
    out: {
      label: say("deck_out"),
      note: outNote(view, say),
      why: shown || noShow(view, say) || (view?.on_air || view?.face ? "" : say("refused_nothing_on_air")),
    },
    undo: {
      label: say("deck_undo"),
      note: view?.undo ? describe(view.undo, say) : say("deck_undo_nothing"),
      why: stop || (view?.undo ? "" : say("refused_nothing_to_undo")),
    },
    // Panic is never disabled for a host: pressed offline it says what else hides the picture.
    panic: {
      label: say(black(ground) ? "deck_panic_on" : "deck_panic"),
      note: "",
      why: online ? barred(view, ground.me, "panic", say) : say("why_panic_offline"),
    },
    release: {
      label: say("deck_release"),
      note: "",
      why: stop || (view?.panic || hidden ? "" : say("refused_not_in_panic")),
    },
    hold: { label: say(held ? "deck_resume" : "deck_hold"), note: "", why: stop || noTimer },
    extend: { label: say("deck_extend", { seconds: EXTEND_SECONDS }), note: "", why: stop || noTimer },
  };
}

/**
 * Whether viewers see nothing, by the stage's word or by the server's own while the store is away.
 * @param {{view: PanelView | null, hidden: boolean}} ground
 */
export function black({ view, hidden }) {
  return hidden || Boolean(view?.panic);
}

/**
 * Why nothing on the stage can be pressed at all.
 * @param {Ground} ground
 * @param {Say} say
 */
function stopped({ view, online, me }, say) {
  return online && view ? barred(view, me, "stage", say) : say("why_offline");
}

/**
 * @param {PanelView | null} view
 * @param {Say} say
 */
function noShow(view, say) {
  return view && !view.show ? say("refused_no_show") : "";
}

/**
 * What would go off screen.
 * @param {PanelView | null} view
 * @param {Say} say
 */
function outNote(view, say) {
  if (view?.on_air) return say("card", { number: view.on_air.number });
  return view?.face ? faceName(view.face.kind, say) : "";
}

/**
 * @param {Ground} ground
 * @param {FaceKind} kind
 * @param {Say} say
 * @returns {{on: boolean, why: string}}
 */
export function faceKey(ground, kind, say) {
  const { view, online, me } = ground;
  const on = view?.face?.kind === kind;
  if (!online || !view) return { on, why: say("why_offline") };
  const mayNot = barred(view, me, kind === "notice" ? "help" : "stage", say) || noShow(view, say);
  // A notice has a dialog of its own, where another text can be shown: never "already on".
  if (kind === "notice")
    return { on, why: mayNot || (me.practice && !view.notices?.length ? say("why_rehearsal_notice") : "") };
  const again = on && kind !== "break" ? say("why_face_on", { face: faceName(kind, say) }) : "";
  const empty = kind === "recap" && !view.on_air && !view.rundown.length ? say("rundown_empty") : "";
  return { on, why: mayNot || (black(ground) ? say("refused_in_panic") : "") || again || empty };
}

/**
 * @typedef {object} Row
 * @property {"onair" | "hidden" | "next" | "cued" | ""} place
 * @property {{tone: string, text: string}[]} marks
 * @property {string} take why it cannot be taken; empty: it can
 * @property {string} cue
 * @property {string} full
 * @property {string} edit
 * @property {string} remove
 */

/**
 * @param {Ground & {view: PanelView}} ground
 * @param {RundownFace} face
 * @param {Say} say
 * @returns {Row}
 */
export function row(ground, face, say) {
  const { view, online, me } = ground;
  const card = say("card", { number: face.number });
  const onair = view.on_air?.card === face.card;
  // During a panic no viewer sees the card, so it must not be called on screen.
  const place = onair
    ? black(ground)
      ? "hidden"
      : "onair"
    : view.cued === face.card
      ? "cued"
      : view.next === face.card
        ? "next"
        : "";
  const date = shortDate(face.valid_until ?? "");
  const offline = online ? "" : say("why_offline");
  const halted =
    stopped(ground, say) ||
    (black(ground) ? say("refused_in_panic") : "") ||
    (face.expired ? say("row_expired_why", { card, date }) : "");
  const here = onair ? say("refused_already_on_air", { card: face.number }) : "";
  const edit = offline || barred(view, me, "rundown", say);
  return {
    place,
    marks: marks(face, place, date, say),
    take: halted || here,
    cue: halted || here,
    full: offline || whyFull(ground, say),
    edit,
    remove: edit || (onair || view.cued === face.card ? say("row_in_use_why", { card }) : ""),
  };
}

/**
 * Why a card cannot be marked full; it is a mark on the real job, so never in a rehearsal.
 * @param {Ground} ground
 * @param {Say} say
 */
export function whyFull({ view, me }, say) {
  return me.practice ? say("why_rehearsal") : barred(view, me, "help", say);
}

/**
 * @param {RundownFace} face
 * @param {Row["place"]} place
 * @param {string} date
 * @param {Say} say
 */
function marks(face, place, date, say) {
  const found = [];
  if (place) found.push({ tone: place, text: say(`row_${place}`) });
  if (face.full) found.push({ tone: "full", text: say("row_full") });
  if (face.expired) found.push({ tone: "expired", text: say("row_expired", { date }) });
  const { dwell } = face;
  if (dwell && dwell !== "stay") {
    const [then, { seconds }] =
      "out" in dwell ? /** @type {const} */ (["out", dwell.out]) : /** @type {const} */ (["next", dwell.next]);
    found.push({ tone: "dwell", text: say(`row_dwell_${then}`, { seconds }) });
  }
  return found;
}

/**
 * `2026-09-30` -> `9-30`: within a season the year is noise.
 * @param {string} date
 */
function shortDate(date) {
  const [, month, day] = date.split("-");
  return day ? `${Number(month)}-${Number(day)}` : date;
}

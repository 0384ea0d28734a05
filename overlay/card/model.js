// What a card says on air, and what gives way first when there is too much of it. Pure: knows no pixels and no page.

import { phraseOf } from "./text.js";

/** @typedef {import("../types.js").CardFace} CardFace */
/** @typedef {import("../types.js").HowFace} HowFace */
/** @typedef {Record<string, string>} Words */

/**
 * A line of the card. Where room is short, rows with the lowest `rank` are shown first.
 * @typedef {{key: string, label: string, text: string, rank: number}} Row
 */

/**
 * @typedef {object} CardModel
 * @property {string} kind
 * @property {string} kindWord
 * @property {{before: string, digits: string, after: string}} number
 * @property {string} title
 * @property {string} headcount
 * @property {string} highlight
 * @property {{main: string, unit: string, settle: string, note: string}} pay
 * @property {{label: string, text: string}} place
 * @property {Row[]} rows
 * @property {string} full the stamp's word; empty while the job is open
 * @property {{ask: string, address: string, hotline: string, qr: import("../types.js").Qr | undefined}} how
 * @property {string} organiser
 * @property {string} fee
 */

/** Kinds where the title alone does not say what it is about, so that the work itself is told early. */
const DUTY_FIRST = new Set(["haul", "training", "policy"]);
/** What makes a source one that has to be named (转发须标来源). */
const FORWARDED = "转发";
/** The employer told us itself: nothing that a viewer needs to know. */
const OWN_REPORT = "企业报送";

/**
 * @param {CardFace} face
 * @param {HowFace} how
 * @param {Words} words
 * @returns {CardModel}
 */
export function cardModel(face, how, words) {
  const [before = "", after = ""] = words.number.split("{number}");
  return {
    kind: face.kind,
    kindWord: face.kind_word || words[`kind_${face.kind}`],
    number: { before: before.trim(), digits: String(face.number), after: after.trim() },
    title: face.title,
    headcount: headcount(face, words),
    highlight: face.highlight ?? "",
    pay: { main: face.pay, unit: face.pay_unit ?? "", settle: face.settle ?? "", note: face.pay_note ?? "" },
    place: { label: words.place, text: place(face) },
    rows: rows(face, words),
    full: face.full ? words.full : "",
    how: {
      ask: face.full ? words.how_full : words.how,
      address: how.address,
      hotline: how.hotline,
      // Nobody should scan for what is no longer to be had; the stamp takes the code's place.
      qr: face.full ? undefined : how.qr,
    },
    organiser: how.organiser,
    fee: words.fee_line,
  };
}

/**
 * A bare number gets its words; anything else stands as it was given.
 * @param {CardFace} face
 * @param {Words} words
 */
function headcount(face, words) {
  const count = face.headcount ?? "";
  if (!/^\d+(-\d+)?$/.test(count)) return count;
  return phraseOf(face.kind === "training" ? words.seats : words.headcount, { count });
}

/**
 * The township where the sheet has nothing nearer.
 * @param {CardFace} face
 */
function place(face) {
  return face.place || face.township || "";
}

/**
 * Working time and rest in one line; sheets often say the rest twice (做一休一).
 * @param {CardFace} face
 */
function hours({ hours = "", rest = "" }) {
  if (!hours || !rest || hours.includes(rest)) return hours || rest;
  return `${hours} · ${rest}`;
}

/**
 * The rows in reading order.
 * @param {CardFace} face
 * @param {Words} words
 * @returns {Row[]}
 */
function rows(face, words) {
  /** @type {(key: string, text: string | undefined, rank: number) => Row} */
  const row = (key, text, rank) => ({ key, label: words[`${key}_${face.kind}`] ?? words[key], text: text ?? "", rank });
  const dutyFirst = DUTY_FIRST.has(face.kind);
  const duty = row("duty", face.duty, dutyFirst ? 2 : 7);
  const source = face.source === OWN_REPORT ? "" : face.source;
  const forwarded = source?.includes(FORWARDED) ?? false;
  const all = [
    ...(dutyFirst ? [duty] : []),
    row("hours", hours(face), 1),
    row("board", face.board, 3),
    row("insurance", face.insurance, 6),
    row("needs", face.needs, 4),
    row("safety", face.safety, 5),
    ...(dutyFirst ? [] : [duty]),
    row("employer", face.employer, 0),
    row("source", source, forwarded ? 0 : 8),
  ];
  return all.filter((each) => each.text);
}

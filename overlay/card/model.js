// The content of a card on air, and the rank of each row for when there is too much of it. Pure: knows no pixels and no
// page.

import { readCode } from "./data.js";
import { phraseOf } from "./text.js";

/** @typedef {import("./data.js").CardData} CardData */
/** @typedef {import("./data.js").Code} Code */
/** @typedef {Record<string, string>} Words */

/**
 * A row of the card. Where room is short, rows with the lowest `rank` are shown first.
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
 * @property {string} full the text of the stamp; empty while the job is open
 * @property {{ask: string, address: string, hotline: string, spoken: string, code: Code | undefined}} how `spoken`: the
 *   sentence where neither address nor telephone may be shown
 * @property {string} organiser
 * @property {string} fee
 */

/** Kinds whose title alone does not explain the job, so that the duties come early. */
const DUTY_FIRST = new Set(["haul", "training", "policy"]);
/** A source with this word must be shown (转发须标来源). */
const FORWARDED = "转发";
/** Reported by the employer itself: viewers need no source. */
const OWN_REPORT = "企业报送";

/**
 * @param {CardData} data
 * @param {Words} words
 * @returns {CardModel}
 */
export function cardModel(data, words) {
  /** @type {(field: string) => string} */
  const text = (field) => String(data[field] ?? "");
  const [before = "", after = ""] = words.number.split("{number}");
  const [kind, number] = [text("kind") || "job", text("number")];
  return {
    kind,
    kindWord: text("kind_word") || (words[`kind_${kind}`] ?? ""),
    number: { before: number && before.trim(), digits: number, after: number && after.trim() },
    title: text("title"),
    headcount: headcount(text("headcount"), kind, words),
    highlight: text("highlight"),
    pay: { main: text("pay"), unit: text("pay_unit"), settle: text("settle"), note: text("pay_note") },
    // The township, if the sheet has no place.
    place: { label: words.place, text: text("place") || text("township") },
    rows: rows(text, kind, words),
    full: data.full ? words.full : "",
    how: howModel(data, text, words),
    organiser: text("organiser"),
    fee: words.fee_line,
  };
}

/**
 * @param {CardData} data
 * @param {(field: string) => string} text
 * @param {Words} words
 * @returns {CardModel["how"]}
 */
function howModel({ full }, text, words) {
  const [address, hotline, number] = [text("address"), text("hotline"), text("number")];
  const spoken = full || !number ? words.how_spoken_other : phraseOf(words.how_spoken, { number });
  return {
    ask: full ? words.how_full : words.how,
    address,
    hotline,
    spoken: address || hotline ? "" : spoken,
    // A filled job has no code to scan; the stamp takes its place.
    code: full ? undefined : readCode(text("code")),
  };
}

/**
 * A bare number is put into a sentence; any other text is shown as it was given.
 * @param {string} count
 * @param {string} kind
 * @param {Words} words
 */
function headcount(count, kind, words) {
  if (!/^\d+(-\d+)?$/.test(count)) return count;
  return phraseOf(kind === "training" ? words.seats : words.headcount, { count });
}

/**
 * Working time and rest in one line; sheets often say the rest twice (做一休一).
 * @param {string} hours
 * @param {string} rest
 */
function hoursOf(hours, rest) {
  if (!hours || !rest || hours.includes(rest)) return hours || rest;
  return `${hours} · ${rest}`;
}

/**
 * The rows in reading order.
 * @param {(field: string) => string} text
 * @param {string} kind
 * @param {Words} words
 * @returns {Row[]}
 */
function rows(text, kind, words) {
  /** @type {(key: string, rank: number, content?: string) => Row} */
  const row = (key, rank, content = text(key)) => ({
    key,
    label: words[`${key}_${kind}`] ?? words[key],
    text: content,
    rank,
  });
  const dutyFirst = DUTY_FIRST.has(kind);
  const duty = row("duty", dutyFirst ? 2 : 7);
  const source = text("source") === OWN_REPORT ? "" : text("source");
  const all = [
    ...(dutyFirst ? [duty] : []),
    row("hours", 1, hoursOf(text("hours"), text("rest"))),
    row("board", 3),
    row("insurance", 6),
    row("needs", 4),
    row("safety", 5),
    ...(dutyFirst ? [] : [duty]),
    row("employer", 0),
    row("source", source.includes(FORWARDED) ? 0 : 8, source),
  ];
  return all.filter((each) => each.text);
}

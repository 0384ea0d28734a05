// The content of the faces: countdown, recap, how to sign up, notice, break, end, and the test picture. Pure: the time,
// its zone and the sentences are arguments.

import { readCode, waysOf } from "./data.js";
import { phraseOf } from "./text.js";

/** @typedef {import("../wire.js").FaceView} Face */
/** @typedef {import("../wire.js").CardFace} CardFace */
/** @typedef {import("./model.js").Words} Words */

/**
 * The inputs of a face.
 * @typedef {object} FaceData
 * @property {Face | TestFace} face
 * @property {import("../wire.js").ShowFace | null} show
 * @property {import("../wire.js").HowFace} how
 * @property {import("../wire.js").Contact} [contact]
 * @property {"light" | "dark"} [theme]
 * @property {string} zone an IANA name: the zone of the show, not of the machine
 * @property {string} lang
 */

/** The test picture. @typedef {{kind: "test", latency: number | null, width: number, height: number}} TestFace */

/** Three lines, the second one large. @typedef {{lead: string, big: string, foot: string}} Lines */
/** @typedef {{number: string, kind: string, title: string, pay: string, place: string, full: string}} RecapRow */

/**
 * @typedef {{lines: Lines} | {rows: RecapRow[], none: string} | {steps: string[]} | {text: string} | {samples: string[], notes: string[]}} Main
 */

/**
 * @typedef {object} FaceModel
 * @property {string} kind
 * @property {string} mark
 * @property {string} meta
 * @property {string} title
 * @property {Main} main
 * @property {{ask: string, address: string, hotline: string, spoken: string, code: import("./data.js").Code |
 *   undefined} | null} how
 * @property {string} organiser
 * @property {string} fee
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * @param {FaceData} data
 * @param {Words} words
 * @param {number} now server time
 * @returns {FaceModel}
 */
export function faceModel(data, words, now) {
  const { face, show, how } = data;
  return {
    kind: face.kind,
    mark: words[`${face.kind}_mark`],
    meta: face.kind === "notice" ? "" : how.organiser,
    title: title(face.kind, show, how, words),
    main: main(data, words, now),
    how: face.kind === "notice" ? null : howModel(data, words),
    organiser: how.channel,
    fee: words.fee_line,
  };
}

/**
 * @param {FaceData["face"]["kind"]} kind
 * @param {FaceData["show"]} show
 * @param {FaceData["how"]} how
 * @param {Words} words
 */
function title(kind, show, how, words) {
  if (kind === "countdown")
    return show ? phraseOf(words.countdown_title, { number: show.number }) : words.countdown_title_plain;
  // A warning needs the name of its sender.
  if (kind === "notice") return how.organiser || words.notice_title;
  return words[`${kind}_title`];
}

/**
 * @param {FaceData} data
 * @param {Words} words
 * @returns {FaceModel["how"]}
 */
function howModel({ face, how, contact }, words) {
  const { address, hotline, code } = waysOf(how, contact);
  const none = !address && !hotline;
  return {
    ask: face.kind === "end" ? words.end_ask : words.how,
    address,
    hotline,
    // The three steps contain it already.
    spoken: none && face.kind !== "how" ? words.how_spoken_other : "",
    code: readCode(code),
  };
}

/**
 * @param {FaceData} data
 * @param {Words} words
 * @param {number} now
 * @returns {Main}
 */
function main(data, words, now) {
  const { face } = data;
  switch (face.kind) {
    case "recap":
      return { rows: face.cards.map((card) => recapRow(card, words)), none: words.recap_none };
    case "how":
      return { steps: steps(data, words) };
    case "notice":
      return { text: face.text };
    case "test":
      return testMain(face, words);
    default:
      return { lines: linesOf(data, words, now) };
  }
}

/**
 * @param {CardFace} card
 * @param {Words} words
 * @returns {RecapRow}
 */
function recapRow(card, words) {
  const pay = `${card.pay}${card.pay_unit ?? ""}`;
  return {
    number: String(card.number),
    kind: card.kind,
    title: card.title,
    pay,
    place: card.place || card.township || "",
    full: card.full ? words.full : "",
  };
}

/**
 * Names only the ways that are on screen.
 * @param {FaceData} data
 * @param {Words} words
 */
function steps({ how, contact }, words) {
  const { address, hotline, code } = waysOf(how, contact);
  const ways = [code && words.way_code, hotline && words.way_phone, address && words.way_address].filter(Boolean);
  const last = ways.pop();
  const list = ways.length > 0 ? `${ways.join(words.ways_between)}${words.ways_last}${last}` : last;
  const second = list ? phraseOf(words.step_ways, { ways: capital(list) }) : words.step_spoken;
  return [words.step_number, second, words.step_call];
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {TestFace} face @param {Words} words @returns {Main} */
function testMain({ latency, width, height }, words) {
  const size = phraseOf(words.test_size, { width, height });
  const away = phraseOf(words.test_latency, { ms: latency ?? "…" });
  return { samples: Array(6).fill(words.test_sample), notes: [size, away] };
}

/**
 * The lines of a face with a time, at `now`.
 * @param {FaceData} data
 * @param {Words} words
 * @param {number} now
 * @returns {Lines}
 */
export function linesOf({ face, zone, lang }, words, now) {
  const clock = clockOf(zone, lang);
  if (face.kind === "countdown") return countdown(face.until, now, clock, words);
  if (face.kind === "break") return pause(face.until, now, clock, words);
  const at = face.kind === "end" ? face.next_at : null;
  if (at === null) return { lead: "", big: words.end_none, foot: "" };
  return { lead: words.end_lead, big: clock.day(at), foot: clock.time(at) };
}

/** @param {number} until @param {number} now @param {Clock} clock @param {Words} words @returns {Lines} */
function countdown(until, now, clock, words) {
  const left = until - now;
  const same = clock.day(until) === clock.day(now);
  const foot = same
    ? phraseOf(words.countdown_today, { time: clock.time(until) })
    : `${clock.day(until)} ${clock.time(until)}`;
  if (left <= 0) return { lead: "", big: words.countdown_soon, foot };
  if (left >= DAY) return { lead: words.countdown_later, big: clock.day(until), foot: clock.time(until) };
  return { lead: words.countdown_lead, big: digits(left), foot };
}

/** @param {number | null} until @param {number} now @param {Clock} clock @param {Words} words @returns {Lines} */
function pause(until, now, clock, words) {
  if (until === null || until <= now) return { lead: "", big: words.break_soon, foot: words.break_stays };
  return {
    lead: words.break_lead,
    big: clock.time(until),
    foot: phraseOf(words.break_left, { minutes: Math.ceil((until - now) / MINUTE) }),
  };
}

/** `1:02:03` or `02:03`; a second that has begun counts. @param {number} left */
function digits(left) {
  const seconds = Math.ceil(left / SECOND);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

/**
 * Milliseconds until the lines of a face change; Infinity: never.
 * @param {FaceData["face"]} face
 * @param {number} now
 */
export function nextTick(face, now) {
  const until = face.kind === "countdown" || face.kind === "break" ? face.until : null;
  const left = (until ?? now) - now;
  if (left <= 0) return Infinity;
  if (face.kind === "break") return left % MINUTE || MINUTE;
  // Hourly if it is far ahead: a timer's delay is limited to 24 days.
  return left > DAY ? Math.min(left - DAY, HOUR) : left % SECOND || SECOND;
}

/** @typedef {{day: (ms: number) => string, time: (ms: number) => string}} Clock */

/** @type {Map<string, Clock>} */
const clocks = new Map();

/**
 * Formats dates and times for a zone and a language. Creating one takes milliseconds, so they are cached.
 * @param {string} zone
 * @param {string} lang
 * @returns {Clock}
 */
function clockOf(zone, lang) {
  const known = clocks.get(zone + lang);
  if (known) return known;
  const day = new Intl.DateTimeFormat(lang, { timeZone: zone, month: "long", day: "numeric", weekday: "short" });
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const fresh = {
    day: (/** @type {number} */ ms) => spaced(day.format(ms)),
    time: (/** @type {number} */ ms) => time.format(ms),
  };
  clocks.set(zone + lang, fresh);
  return fresh;
}

/** 10月28日周二 is easier to read with a space. @param {string} day */
const spaced = (day) => day.replace(/日(?=周|星期)/, "日 ");

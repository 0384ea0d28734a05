// The fields of a card on the wire and where each one is used: one table, in reading order. A field of the wire's
// `CardFace` that is missing here does not pass tsc.

/** @typedef {import("../wire.js").CardFace} CardFace */

/**
 * The names of those fields of `T` that have the type `V`.
 * @template T, V
 * @typedef {{[K in keyof T]-?: NonNullable<T[K]> extends V ? K : never}[keyof T]} FieldOf
 */

/** @typedef {FieldOf<CardFace, string>} CardText */
/** @typedef {FieldOf<CardFace, boolean>} CardFlag */

/**
 * `drawn`: on the card that viewers see. `compared`: listed before and after, when an import has changed the card on
 * air.
 * @type {Record<CardText, {drawn: boolean, compared: boolean}>}
 */
const TEXTS = {
  title: { drawn: true, compared: true },
  pay: { drawn: true, compared: true },
  pay_unit: { drawn: true, compared: true },
  pay_note: { drawn: true, compared: true },
  settle: { drawn: true, compared: true },
  place: { drawn: true, compared: true },
  township: { drawn: true, compared: true },
  employer: { drawn: true, compared: true },
  duty: { drawn: true, compared: true },
  hours: { drawn: true, compared: true },
  rest: { drawn: true, compared: true },
  board: { drawn: true, compared: true },
  needs: { drawn: true, compared: true },
  insurance: { drawn: true, compared: true },
  headcount: { drawn: true, compared: true },
  term: { drawn: false, compared: true },
  safety: { drawn: true, compared: true },
  highlight: { drawn: true, compared: true },
  source: { drawn: true, compared: true },
  remark: { drawn: false, compared: true },
  kind: { drawn: true, compared: false },
  kind_word: { drawn: true, compared: true },
  valid_until: { drawn: false, compared: true },
};

/**
 * Each flag is also a mark in the panel's rundown, with the word `row_{flag}`.
 * @type {Record<CardFlag, {drawn: boolean}>}
 */
const FLAGS = {
  full: { drawn: true },
  // An expired card cannot be put on screen.
  expired: { drawn: false },
};

const texts = /** @type {CardText[]} */ (Object.keys(TEXTS));

export const CARD_FLAGS = /** @type {CardFlag[]} */ (Object.keys(FLAGS));

export const DRAWN_TEXTS = texts.filter((name) => TEXTS[name].drawn);
export const COMPARED_TEXTS = texts.filter((name) => TEXTS[name].compared);
export const DRAWN_FLAGS = CARD_FLAGS.filter((name) => FLAGS[name].drawn);

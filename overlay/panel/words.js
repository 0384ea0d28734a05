// The page's sentences with their blanks filled in. Pure: the catalogue is an argument.

/** @typedef {import("../wire.js").Operation} Operation */

/**
 * The text of a key of the catalogue with its blanks filled in; `has` tells whether the catalogue has the key.
 * @typedef {((key: string, blanks?: Record<string, string | number>) => string) & {has: (key: string) => boolean}} Say
 */

/**
 * @param {...Record<string, string>} catalogues the first one that has a key is used
 * @returns {Say}
 */
export function sayer(...catalogues) {
  /** @param {string} key */
  const textOf = (key) => catalogues.find((catalogue) => key in catalogue)?.[key];
  /** @type {(key: string, blanks?: Record<string, string | number>) => string} */
  const say = (key, blanks = {}) => {
    const text = textOf(key);
    // A test compares every key with the catalogue; on air, a key on screen is still better than a dead panel.
    if (text === undefined) return key;
    return text.replace(/\{(\w+)\}/g, (blank, name) => String(blanks[name] ?? blank));
  };
  return Object.assign(say, { has: (/** @type {string} */ key) => textOf(key) !== undefined });
}

/**
 * The name of each variant that has an argument.
 * @template T
 * @typedef {T extends string ? never : keyof T} VariantOf
 */

/**
 * The words of each operation with an argument; edits are described as the rundown's history lists them. One that is
 * missing here does not pass tsc.
 * @type {{[Name in VariantOf<Operation>]: (argument: Extract<Operation, Record<Name, any>>[Name], say: Say) => string}}
 */
const OPERATIONS = {
  take: ({ card }, say) => say("do_take", { card: cardName(card, say) }),
  cue: ({ card }, say) => say("do_cue", { card: cardName(card, say) }),
  open: ({ show }, say) => say("do_open", { number: show }),
  face: ({ face }, say) => say("do_face", { face: faceName(faceKind(face), say) }),
  extend: ({ seconds }, say) => say("do_extend", { seconds }),
  guides: ({ seconds }, say) => say(seconds ? "do_guides" : "do_guides_end"),
  contact: ({ hidden }, say) =>
    say(hidden === undefined ? "do_contact" : hidden ? "do_contact_hide" : "do_contact_show"),
  add: (_, say) => say("do_edit_add"),
  move: ({ card }, say) => say("do_edit_move", { card: cardName(card, say) }),
  remove: ({ card }, say) => say("do_edit_remove", { card: cardName(card, say) }),
  full: ({ card, full }, say) => say(full ? "do_edit_full" : "do_edit_free", { card: cardName(card, say) }),
  places: ({ card }, say) => say("do_edit_places", { card: cardName(card, say) }),
  plan: ({ card }, say) => say("do_edit_plan", { card: cardName(card, say) }),
  notice: (_, say) => say("do_face", { face: faceName("notice", say) }),
};

/**
 * A command or an edit in words, for a button or a sentence; one of a newer server gets a general word.
 * @param {Operation} operation
 * @param {Say} say
 * @returns {string}
 */
export function describe(operation, say) {
  if (operation === "layout") return say("do_edit_layout");
  // The words of a command without an argument are named after it.
  if (typeof operation === "string") return say(say.has(`do_${operation}`) ? `do_${operation}` : "do_other");
  const [name, argument] = Object.entries(operation)[0] ?? ["", null];
  const words = /** @type {Record<string, (argument: any, say: Say) => string>} */ (OPERATIONS)[name];
  return words ? words(argument, say) : say("do_other");
}

/**
 * @param {number} number
 * @param {Say} say
 */
function cardName(number, say) {
  return say("card", { number });
}

/**
 * @param {string} kind
 * @param {Say} say
 */
export function faceName(kind, say) {
  return say(`face_${kind}`);
}

/**
 * @param {import("../wire.js").FaceRequest} face
 * @returns {string}
 */
export function faceKind(face) {
  return typeof face === "string" ? face : Object.keys(face)[0];
}

/**
 * The large line about money.
 * @param {import("../wire.js").CardFace} face
 * @returns {string}
 */
export function payLine(face) {
  return `${face.pay}${face.pay_unit ?? ""}`;
}

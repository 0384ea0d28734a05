// The page's words with their blanks filled in. Pure: the catalogue is an argument.

/** @typedef {(key: string, blanks?: Record<string, string | number>) => string} Say */

/**
 * @param {...Record<string, string>} catalogues the first that has a key answers
 * @returns {Say}
 */
export function sayer(...catalogues) {
  return (key, blanks = {}) => {
    const text = catalogues.find((catalogue) => key in catalogue)?.[key];
    // A test holds every key against the catalogue; a name on screen is still better than a dead panel on air.
    if (text === undefined) return key;
    return text.replace(/\{(\w+)\}/g, (blank, name) => String(blanks[name] ?? blank));
  };
}

/** Deeds without an argument; another one, of a newer server, is called by a general word. */
const PLAIN = [
  "next",
  "out",
  "undo",
  "panic",
  "release",
  "close",
  "hold",
  "resume",
  "drive",
  "share",
  "lock",
  "unlock",
  "update",
];

/** @type {Record<string, (what: any, say: Say) => string>} */
const DEEDS = {
  take: ({ card }, say) => say("do_take", { card: say("card", { number: card }) }),
  cue: ({ card }, say) => say("do_cue", { card: say("card", { number: card }) }),
  open: ({ show }, say) => say("do_open", { number: show }),
  face: ({ face }, say) =>
    say("do_face", { face: faceName(typeof face === "string" ? face : Object.keys(face)[0], say) }),
  extend: ({ seconds }, say) => say("do_extend", { seconds }),
  guides: ({ seconds }, say) => say(seconds ? "do_guides" : "do_guides_end"),
  contact: (given, say) => contactDeed(given, say),
  // Edits, as the rundown's history names them.
  add: (_, say) => say("do_edit_add"),
  move: ({ card }, say) => say("do_edit_move", { card: say("card", { number: card }) }),
  remove: ({ card }, say) => say("do_edit_remove", { card: say("card", { number: card }) }),
  full: ({ card, full }, say) => say(full ? "do_edit_full" : "do_edit_free", { card: say("card", { number: card }) }),
  plan: ({ card }, say) => say("do_edit_plan", { card: say("card", { number: card }) }),
  notice: (_, say) => say("do_face", { face: faceName("notice", say) }),
};

/**
 * What a command or an edit does, for a button or a sentence.
 * @param {import("../wire.js").Operation} deed
 * @param {Say} say
 * @returns {string}
 */
export function describe(deed, say) {
  if (deed === "layout") return say("do_edit_layout");
  if (typeof deed === "string") return say(PLAIN.includes(deed) ? `do_${deed}` : "do_other");
  const [name, what] = Object.entries(deed)[0] ?? ["", null];
  return name in DEEDS ? DEEDS[name](what, say) : say("do_other");
}

/**
 * @param {string} kind
 * @param {Say} say
 */
export function faceName(kind, say) {
  return say(`face_${kind}`);
}

/**
 * @param {Partial<import("../wire.js").Contact>} given
 * @param {Say} say
 */
function contactDeed(given, say) {
  if (given.hidden !== undefined) return say(given.hidden ? "do_contact_hide" : "do_contact_show");
  return say("do_contact");
}

/**
 * The large line about money.
 * @param {import("../wire.js").CardFace} face
 * @returns {string}
 */
export function payLine(face) {
  return `${face.pay}${face.pay_unit ?? ""}`;
}

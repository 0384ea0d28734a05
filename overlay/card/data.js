// What a card is given, as flat texts that any OGraf host can offer in a form; and how a view of ours becomes that. Pure.

/** @typedef {import("../wire.js").CardFace} CardFace */
/** @typedef {import("../wire.js").HowFace} HowFace */
/** @typedef {import("../wire.js").Contact} Contact */

/**
 * All that a card says. Every field may be absent; overlay/ograf/job-card.ograf.json tells what each is for.
 * @typedef {{[field: string]: string | boolean | undefined, full?: boolean}} CardData
 */

/** Modules on one side and their path, or the address of a picture. @typedef {import("../wire.js").Qr | {source: string}} Code */

/** The fields that a card takes from a job as they stand. */
const TOLD = /** @type {const} */ ([
  "kind",
  "kind_word",
  "title",
  "headcount",
  "highlight",
  "pay",
  "pay_unit",
  "pay_note",
  "settle",
  "place",
  "township",
  "duty",
  "hours",
  "rest",
  "board",
  "needs",
  "insurance",
  "safety",
  "employer",
  "source",
]);

/**
 * The ways to sign up that may be on screen now. A switch that a server does not name is on.
 * @param {HowFace} how
 * @param {Contact | undefined} contact
 * @returns {{address: string, hotline: string, code: string}}
 */
export function waysOf(how, contact) {
  /** @type {(name: "address" | "phone" | "qr") => boolean} */
  const on = (name) => !contact?.hidden && contact?.[name] !== false;
  return {
    address: on("address") ? how.address : "",
    hotline: on("phone") ? how.hotline : "",
    code: on("qr") && how.qr ? `${how.qr.size} ${how.qr.path}` : "",
  };
}

/**
 * @param {CardFace} face
 * @param {HowFace} how
 * @param {Contact | undefined} contact
 * @param {"light" | "dark"} [theme]
 * @returns {CardData}
 */
export function cardData(face, how, contact, theme = "light") {
  const told = TOLD.map((field) => [field, face[field] ?? ""]);
  return {
    ...Object.fromEntries(told),
    number: String(face.number),
    full: face.full,
    organiser: how.organiser,
    ...waysOf(how, contact),
    theme,
  };
}

/**
 * @param {string} text as `waysOf` writes it, or an address
 * @returns {Code | undefined}
 */
export function readCode(text) {
  if (!text) return undefined;
  const [, size, path] = /^(\d+) (M.*)$/.exec(text) ?? [];
  return path ? { size: Number(size), path } : { source: text };
}

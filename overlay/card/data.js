// The data of a card as flat texts that any OGraf host can offer in a form, and its conversion from one of our views.
// Pure.

import { DRAWN_FLAGS, DRAWN_TEXTS } from "./fields.js";

/** @typedef {import("../wire.js").CardFace} CardFace */
/** @typedef {import("../wire.js").HowFace} HowFace */
/** @typedef {import("../wire.js").Contact} Contact */

/**
 * The data of a card. Every field may be absent; overlay/ograf/job-card.ograf.json documents each one.
 * @typedef {{[field: string]: string | boolean | undefined, full?: boolean}} CardData
 */

/**
 * A QR code: modules per side and their path, or the address of a picture.
 * @typedef {import("../wire.js").Qr | {source: string}} Code
 */

/**
 * The ways to sign up that may be on screen now. A switch that the server does not send is on.
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
  return {
    ...Object.fromEntries(DRAWN_TEXTS.map((field) => [field, face[field] ?? ""])),
    ...Object.fromEntries(DRAWN_FLAGS.map((field) => [field, face[field]])),
    number: String(face.number),
    organiser: how.organiser,
    ...waysOf(how, contact),
    theme,
  };
}

/**
 * @param {string} text as `waysOf` writes it, or the address of a picture
 * @returns {Code | undefined}
 */
export function readCode(text) {
  if (!text) return undefined;
  const [, size, path] = /^(\d+) (M.*)$/.exec(text) ?? [];
  return path ? { size: Number(size), path } : { source: text };
}

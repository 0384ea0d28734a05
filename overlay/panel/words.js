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

/**
 * What a command does, for a button or a sentence.
 * @param {import("../types.js").Command} command
 * @param {Say} say
 * @returns {string}
 */
export function describe(command, say) {
  if (typeof command === "string") return say(`do_${command}`);
  if ("take" in command) return say("do_take", { card: say("card", { number: command.take.card }) });
  if ("cue" in command) return say("do_cue", { card: say("card", { number: command.cue.card }) });
  return say("do_open", { number: command.open.show });
}

/**
 * The large line about money.
 * @param {import("../types.js").CardFace} face
 * @returns {string}
 */
export function payLine(face) {
  return `${face.pay}${face.pay_unit ?? ""}`;
}

// The jobs that the "add jobs" dialog lists, and the state of its button. Pure.

/**
 * A job that is not in the rundown, as `GET /panel/jobs.json` gives it.
 * @typedef {object} Offer
 * @property {string} id
 * @property {string} title
 * @property {string} employer
 * @property {import("../wire.js").Kind} kind
 * @property {string} kind_word
 * @property {string} pay
 * @property {string} township
 * @property {string | null} valid_until
 * @property {boolean} expired
 */

/**
 * @param {Offer[]} offers
 * @param {string} filter every word of it must be found
 * @param {boolean} expired whether to list expired jobs too
 * @returns {Offer[]}
 */
export function listed(offers, filter, expired) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return offers.filter((offer) => {
    const text = [offer.title, offer.employer, offer.township, offer.kind_word].join(" ").toLowerCase();
    return (expired || !offer.expired) && words.every((word) => text.includes(word));
  });
}

/**
 * @param {number} count how many are chosen
 * @param {number} room how many more cards fit in the rundown
 * @param {number} max
 * @param {import("./words.js").Say} say
 * @returns {{label: string, note: string, enabled: boolean}}
 */
export function addButton(count, room, max, say) {
  if (count === 0) return { label: say("add_go_none"), note: "", enabled: false };
  const label = say("add_go", { count });
  if (count > room) return { label, note: say("add_too_many", { max, room, count }), enabled: false };
  return { label, note: "", enabled: true };
}

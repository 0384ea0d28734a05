// What an import changed on the card on air: old and new side by side, before the picture is changed. `differences` is pure.

import { byId, make, rebuild, write } from "./dom.js";

/** @typedef {import("../wire.js").CardFace} CardFace */
/** @typedef {import("./words.js").Say} Say */

/** What a card can show, in the order in which it is read. */
const PARTS = /** @type {const} */ ([
  "title",
  "pay",
  "pay_unit",
  "pay_note",
  "settle",
  "place",
  "township",
  "employer",
  "duty",
  "hours",
  "rest",
  "board",
  "needs",
  "insurance",
  "headcount",
  "term",
  "safety",
  "highlight",
  "source",
  "remark",
  "kind_word",
  "valid_until",
]);

/**
 * @param {CardFace} before
 * @param {CardFace} after
 * @returns {{part: string, from: string, to: string}[]}
 */
export function differences(before, after) {
  const pairs = PARTS.map((part) => ({ part, from: before[part] ?? "", to: after[part] ?? "" }));
  return pairs.filter(({ from, to }) => from !== to);
}

/**
 * @param {import("../wire.js").PanelView | null} view
 * @param {Say} say
 */
export function paintChanges(view, say) {
  const found = view?.on_air && view.update ? differences(view.on_air, view.update) : [];
  write(byId("update-card"), view?.on_air ? `${say("card", { number: view.on_air.number })} ${view.on_air.title}` : "");
  rebuild(byId("update-list"), JSON.stringify(found), () =>
    found.map(({ part, from, to }) => {
      const pair = make("div", "change", "");
      const texts = make("dd", "", "");
      texts.append(make("del", "", from || say("update_nothing")), make("ins", "", to || say("update_nothing")));
      pair.append(make("dt", "", say(`part_${part}`)), texts);
      return pair;
    }),
  );
}

// The changes that an import made to the card on air, old and new side by side, for the host to confirm. `differences`
// is pure.

import { COMPARED_TEXTS } from "../card/fields.js";
import { byId, make, rebuild, write } from "./dom.js";

/** @typedef {import("../wire.js").CardFace} CardFace */

/**
 * @param {CardFace} before
 * @param {CardFace} after
 * @returns {{part: string, from: string, to: string}[]}
 */
export function differences(before, after) {
  const pairs = COMPARED_TEXTS.map((part) => ({ part, from: before[part] ?? "", to: after[part] ?? "" }));
  return pairs.filter(({ from, to }) => from !== to);
}

/**
 * @param {import("../wire.js").PanelView | null} view
 * @param {import("./words.js").Say} say
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

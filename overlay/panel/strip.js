// Paints the health strip: the verdict, the chips and what needs a hand. Decides nothing.

import { byId, make, mark, rebuild, show, write } from "./dom.js";

/** @typedef {import("./overlays.js").Alarm} Alarm */
/** @typedef {import("./words.js").Say} Say */

/**
 * @param {{reload: (overlay: number) => void, drive: () => void}} wanted
 */
export function wireStrip(wanted) {
  byId("banner").addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("button"));
    if (button?.dataset.reload) wanted.reload(Number(button.dataset.reload));
    if (button?.dataset.drive) wanted.drive();
  });
}

/**
 * @param {string} line
 * @param {import("./overlays.js").Chip[]} chips
 * @param {Alarm[]} alarms
 * @param {Say} say
 */
export function paintStrip(line, chips, alarms, say) {
  mark(byId("panel"), "link", line);
  rebuild(byId("chips"), JSON.stringify(chips), () =>
    chips.map(({ id, tone, text, more = "" }) => {
      const chip = make("li", "chip", text);
      if (more) chip.append(make("span", "chip-more", more));
      chip.dataset.tone = tone;
      chip.dataset.chip = id;
      // Long names of scenes are cut short on the chip.
      chip.title = text + more;
      return chip;
    }),
  );
  show(byId("banner"), alarms.length > 0);
  rebuild(byId("banner"), JSON.stringify(alarms), () => alarms.map((alarm) => alarmRow(alarm, say)));
}

/**
 * @param {Alarm} alarm
 * @param {Say} say
 */
function alarmRow({ id, tone, title, text, reload, drive }, say) {
  const row = make("div", "alarm", "");
  row.dataset.alarm = id;
  row.dataset.tone = tone;
  const words = make("p", "", "");
  words.append(make("strong", "", title), " ", make("span", "", text));
  row.append(words);
  if (reload !== undefined) row.append(alarmKey(say("overlay_reload"), "reload", String(reload)));
  if (drive) row.append(alarmKey(say("wheel_drive"), "drive", "yes"));
  return row;
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} value
 */
function alarmKey(text, name, value) {
  const button = make("button", "small-key", text);
  button.setAttribute("type", "button");
  button.dataset[name] = value;
  return button;
}

/** @param {import("./receipt.js").Receipt} receipt */
export function paintReceipt({ tone, text }) {
  mark(byId("receipt"), "tone", tone);
  write(byId("receipt-text"), text);
}

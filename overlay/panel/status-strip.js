// Paints the status strip: the verdict on the receipts, the chips and the alarms. Decides nothing.

import { byId, make, mark, rebuild, show, write } from "./dom.js";

/** @typedef {import("./overlays.js").Alarm} Alarm */
/** @typedef {import("./words.js").Say} Say */

/**
 * @param {{reload: (overlay: number) => void, drive: () => void}} effects
 */
export function wireStatusStrip(effects) {
  byId("banner").addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("button"));
    if (button?.dataset.reload) effects.reload(Number(button.dataset.reload));
    if (button?.dataset.drive) effects.drive();
  });
}

/**
 * @param {string} connection
 * @param {import("./overlays.js").Chip[]} chips
 * @param {Alarm[]} alarms
 * @param {Say} say
 */
export function paintStatusStrip(connection, chips, alarms, say) {
  mark(byId("panel"), "link", connection);
  rebuild(byId("chips"), JSON.stringify(chips), () =>
    chips.map(({ id, tone, text, more = "" }) => {
      const chip = make("li", "chip", text);
      if (more) chip.append(make("span", "chip-more", more));
      chip.dataset.tone = tone;
      chip.dataset.chip = id;
      // Long names of scenes are truncated on the chip.
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
function alarmRow({ id, tone, title, text, reload, drive, link }, say) {
  const row = make("div", "alarm", "");
  row.dataset.alarm = id;
  row.dataset.tone = tone;
  const words = make("p", "", "");
  words.append(make("strong", "", title), " ", make("span", "", text));
  row.append(words);
  if (reload !== undefined) row.append(alarmButton(say("overlay_reload"), "reload", String(reload)));
  if (drive) row.append(alarmButton(say("wheel_drive"), "drive", "yes"));
  if (link) row.append(alarmLink(link));
  return row;
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} value
 */
function alarmButton(text, name, value) {
  const button = make("button", "small-key", text);
  button.setAttribute("type", "button");
  button.dataset[name] = value;
  return button;
}

/** @param {import("./overlays.js").Link} link */
function alarmLink({ href, text }) {
  const anchor = make("a", "small-key", text);
  anchor.setAttribute("href", href);
  anchor.setAttribute("target", "_blank");
  anchor.setAttribute("rel", "noopener");
  return anchor;
}

/** @param {import("./receipt.js").Receipt} receipt */
export function paintReceipt({ tone, text }) {
  mark(byId("receipt"), "tone", tone);
  write(byId("receipt-text"), text);
}

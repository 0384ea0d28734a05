// Who is here, who drives, who did what last. Paints and says what was asked; decides nothing.

import { byId, disable, make, mark, rebuild, show, write } from "./dom.js";
import { barred, otherDriver } from "./roles.js";
import { describe } from "./words.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("../wire.js").Presence} Presence */
/** @typedef {import("./deck.js").Ground} Ground */

/** @typedef {"drive" | "share" | "lock" | "unlock"} Wheel */

/**
 * @param {(command: Wheel) => void} wanted
 * @param {() => boolean} locked
 */
export function wirePeople(wanted, locked) {
  byId("drive").addEventListener("click", () => wanted("drive"));
  byId("wheel-drive").addEventListener("click", () => wanted("drive"));
  byId("share").addEventListener("click", () => wanted("share"));
  byId("lock").addEventListener("click", () => wanted(locked() ? "unlock" : "lock"));
}

/**
 * @param {Ground} ground
 * @param {Presence[]} people
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
export function paintPeople(ground, people, wall, say) {
  const { view, me } = ground;
  write(byId("people-button"), people.length > 1 ? say("people_count", { count: people.length }) : say("people_one"));
  const driver = view?.driver?.seat;
  rebuild(byId("people-list"), JSON.stringify([people, driver]), () =>
    people.map((one) => person(one, one.seat === me.seat, one.seat === driver, wall, say)),
  );
}

/**
 * @param {Presence} one
 * @param {boolean} mine
 * @param {boolean} driving
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
function person(one, mine, driving, wall, say) {
  const row = make("li", "person", "");
  const name = one.name || say("people_nameless");
  row.append(make("strong", "", mine ? say("people_you", { name }) : name));
  if (one.role) row.append(make("span", "mark", say(`role_${one.role}`)));
  if (driving) row.append(make("span", "mark mark-cued", say("people_driving")));
  const last = one.last
    ? `${wall(one.last.at)} ${describe(one.last.do, say)}`
    : say("people_since", { time: wall(one.since) });
  row.append(make("span", "person-last", last));
  return row;
}

/**
 * The bar over the buttons, and the dialog's own buttons.
 * @param {Ground} ground
 * @param {(key: string) => import("./ledger.js").PressState | null} stateOf
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
export function paintWheel(ground, stateOf, wall, say) {
  const { view, me, online } = ground;
  const other = me.role === "driver" ? otherDriver(view, me) : null;
  const text = bar(ground, other, say);
  show(byId("wheel"), text !== "");
  write(byId("wheel-text"), text);
  show(byId("wheel-drive"), other !== null);
  const why = online && view ? barred(view, me, "wheel", say) : say("why_offline");
  const mine = view?.driver?.seat === me.seat;
  disable(byId("drive"), why !== "" || mine);
  const stage = why || barred(view, me, "stage", say);
  disable(byId("share"), stage !== "" || !view?.driver);
  disable(byId("lock"), stage !== "");
  write(byId("lock"), say(view?.locked ? "lock_off" : "lock_on"));
  for (const name of ["drive", "share"]) mark(byId(name), "press", stateOf(name) ?? "");
  mark(byId("lock"), "press", stateOf("lock") ?? stateOf("unlock") ?? "");
  write(byId("wheel-state"), wheelState(ground, say));
  show(byId("rundown-lock"), Boolean(view?.locked));
  const last = view?.last;
  write(
    byId("last"),
    last ? say("last_deed", { time: wall(last.at), name: byWhom(last.by, say), what: describe(last.do, say) }) : "",
  );
}

/**
 * @param {string} by
 * @param {Say} say
 */
function byWhom(by, say) {
  // What the server's own clock did is nobody's press.
  return by === "timer" ? say("by_timer") : by || say("people_nameless");
}

/**
 * @param {Ground} ground
 * @param {import("../wire.js").PanelView["driver"]} other
 * @param {Say} say
 */
function bar({ me }, other, say) {
  if (me.role === "watcher") return say("why_watcher");
  if (me.role === "assistant") return say("bar_assistant");
  return other ? say("bar_other", { name: other.name || say("people_nameless") }) : "";
}

/**
 * @param {Ground} ground
 * @param {Say} say
 */
function wheelState({ view, me }, say) {
  if (!view?.driver) return say("wheel_nobody");
  if (view.driver.seat === me.seat) return say("wheel_mine");
  return say("wheel_other", { name: view.driver.name || say("people_nameless") });
}

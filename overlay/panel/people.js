// The dialog about the open panels: who is connected, who drives, who pressed last. Paints and passes on clicks;
// decides nothing.

import { byId, disable, make, mark, rebuild, show, write } from "./dom.js";
import { whyNotNow } from "./context.js";
import { DIALOG_PERMISSIONS, otherDriver, whyNot } from "./permissions.js";
import { describe } from "./words.js";

/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("../wire.js").Presence} Presence */
/** @typedef {import("./context.js").Context} Context */

/** @typedef {"drive" | "share" | "lock" | "unlock"} ControlCommand */

/**
 * @param {(command: ControlCommand) => void} send
 * @param {() => boolean} isLocked
 */
export function wirePeople(send, isLocked) {
  byId("drive").addEventListener("click", () => send("drive"));
  byId("wheel-drive").addEventListener("click", () => send("drive"));
  byId("share").addEventListener("click", () => send("share"));
  byId("lock").addEventListener("click", () => send(isLocked() ? "unlock" : "lock"));
}

/**
 * @param {Context} context
 * @param {Presence[]} people
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
export function paintPeople(context, people, wall, say) {
  const { view, me } = context;
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
 * @param {Context} context
 * @param {(key: string) => import("./pending-presses.js").PressState | null} stateOf
 * @param {(ms: number) => string} wall
 * @param {Say} say
 */
export function paintWheel(context, stateOf, wall, say) {
  const { view, me } = context;
  const other = me.role === "driver" ? otherDriver(view, me) : null;
  const text = bar(context, other, say);
  show(byId("wheel"), text !== "");
  write(byId("wheel-text"), text);
  show(byId("wheel-drive"), other !== null);
  const why = whyNotNow(context, DIALOG_PERMISSIONS.drive, say);
  const mine = view?.driver?.seat === me.seat;
  disable(byId("drive"), why !== "" || mine);
  const share = why || whyNot(view, me, DIALOG_PERMISSIONS.share, say);
  disable(byId("share"), share !== "" || !view?.driver);
  const lock = why || whyNot(view, me, DIALOG_PERMISSIONS[view?.locked ? "unlock" : "lock"], say);
  disable(byId("lock"), lock !== "");
  write(byId("lock"), say(view?.locked ? "lock_off" : "lock_on"));
  for (const name of ["drive", "share"]) mark(byId(name), "press", stateOf(name) ?? "");
  mark(byId("lock"), "press", stateOf("lock") ?? stateOf("unlock") ?? "");
  write(byId("wheel-state"), wheelState(context, say));
  show(byId("rundown-lock"), Boolean(view?.locked));
  const last = view?.last;
  write(
    byId("last"),
    last
      ? say("last_deed", { time: wall(last.at), name: operatorName(last.by, say), what: describe(last.do, say) })
      : "",
  );
}

/**
 * @param {string} by
 * @param {Say} say
 */
function operatorName(by, say) {
  // A timer of the server has no operator.
  return by === "timer" ? say("by_timer") : by || say("people_nameless");
}

/**
 * @param {Context} context
 * @param {import("../wire.js").PanelView["driver"]} other
 * @param {Say} say
 */
function bar({ me }, other, say) {
  if (me.role === "watcher") return say("why_watcher");
  if (me.role === "assistant") return say("bar_assistant");
  return other ? say("bar_other", { name: other.name || say("people_nameless") }) : "";
}

/**
 * @param {Context} context
 * @param {Say} say
 */
function wheelState({ view, me }, say) {
  if (!view?.driver) return say("wheel_nobody");
  if (view.driver.seat === me.seat) return say("wheel_mine");
  return say("wheel_other", { name: view.driver.name || say("people_nameless") });
}

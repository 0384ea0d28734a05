// The permissions of each role, with the reason for a refusal, so that a button is grey before the server refuses it. Pure;
// the server alone decides.

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").Role} Role */
/** @typedef {import("./words.js").Say} Say */

/**
 * This page. `rehearsal`: it is at the rehearsal stage, whose rundown is the real one.
 * @typedef {{seat: string, role: Role, rehearsal?: boolean}} Me
 */

/**
 * control: change the screen and its timer. rundown: change the order and the plan. assist: everything that an
 * assistant may do as well. takeControl: become the only driver, or share control. panic: hide everything.
 * @typedef {"control" | "rundown" | "assist" | "takeControl" | "panic"} Permission
 */

/**
 * The permission of each command that a dialog sends, and not an action of the table. A test compares it with the server.
 */
export const DIALOG_PERMISSIONS = /** @satisfies {Record<string, Permission>} */ ({
  close: "control",
  contact: "assist",
  drive: "takeControl",
  guides: "control",
  lock: "control",
  share: "control",
  unlock: "control",
  update: "control",
});

/** @typedef {keyof typeof DIALOG_PERMISSIONS} DialogName */
/**
 * @template C
 * @typedef {C extends string ? Extract<C, DialogName> : keyof C extends DialogName ? C : never} FromDialog
 */
/** A command that a dialog sends. @typedef {FromDialog<import("../wire.js").Command>} DialogCommand */

/**
 * @param {DialogCommand} command
 * @returns {Permission}
 */
export function permissionOf(command) {
  const name = typeof command === "string" ? command : Object.keys(command)[0];
  return DIALOG_PERMISSIONS[/** @type {DialogName} */ (name)];
}

/**
 * The role that the server wrote into the page; an unknown one may only watch.
 * @param {string} [word]
 * @returns {Role}
 */
export function roleOf(word) {
  return word === "driver" || word === "assistant" ? word : "watcher";
}

/**
 * This page with the role that the server lists for it now: the key that opened it may have been rotated since.
 * @param {import("../wire.js").Presence[]} people
 * @param {Me} me
 * @returns {Me}
 */
export function withCurrentRole(people, me) {
  const found = people.find((one) => one.seat === me.seat);
  return found?.role ? { ...me, role: roleOf(found.role) } : me;
}

/**
 * @param {PanelView | null} view
 * @param {Me} me
 * @param {Permission} permission
 * @param {Say} say
 * @returns {string} the reason against it; empty: permitted
 */
export function whyNot(view, me, permission, say) {
  if (me.role === "watcher") return say("why_watcher");
  if (permission === "rundown" && me.rehearsal) return say("why_rehearsal");
  if (permission === "panic" || permission === "assist") return "";
  if (me.role === "assistant") return say("why_assistant");
  if (permission === "takeControl") return "";
  const driver = otherDriver(view, me);
  if (driver) return say("why_not_driver", { name: driver.name || say("people_nameless") });
  return permission === "rundown" && view?.locked ? say("why_locked") : "";
}

/**
 * The only driver, if it is another page.
 * @param {PanelView | null} view
 * @param {Me} me
 */
export function otherDriver(view, me) {
  return view?.driver && view.driver.seat !== me.seat ? view.driver : null;
}

/**
 * The message about a change of the driver; `null`: the driver is the same.
 * @param {PanelView | null} before
 * @param {PanelView} after
 * @param {Me} me
 * @param {Say} say
 * @returns {{title: string, text: string, mine: boolean} | null}
 */
export function handover(before, after, me, say) {
  if (!before || before.driver?.seat === after.driver?.seat) return null;
  if (!after.driver) return { title: say("wheel_shared"), text: say("wheel_shared_text"), mine: true };
  if (after.driver.seat === me.seat) return { title: say("wheel_mine"), text: say("wheel_mine_text"), mine: true };
  const name = after.driver.name || say("people_nameless");
  return { title: say("wheel_taken", { name }), text: say("wheel_taken_text", { name }), mine: false };
}

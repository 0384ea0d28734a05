// Who may press what, and why not: so that a button is grey before the server refuses it. Pure; the server alone decides.

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("../wire.js").Role} Role */
/** @typedef {{seat: string, role: Role, practice?: boolean}} Me `practice`: at the rehearsal stage, whose rundown is the real one */

/**
 * stage: what is on screen, and its clock. rundown: the order and its plan. help: what an assistant may do as well.
 * wheel: taking or leaving the wheel, locking. panic: hiding everything.
 * @typedef {"stage" | "rundown" | "help" | "wheel" | "panic"} Group
 */

/**
 * The role that the page was made for; one that this page does not know may only look.
 * @param {string} [word]
 * @returns {Role}
 */
export function roleOf(word) {
  return word === "driver" || word === "assistant" ? word : "watcher";
}

/**
 * This page as the server lists it: the key that opened it may have been changed since.
 * @param {import("../wire.js").Presence[]} people
 * @param {Me} me
 * @returns {Me}
 */
export function whoAmI(people, me) {
  const found = people.find((one) => one.seat === me.seat);
  return found?.role ? { ...me, role: roleOf(found.role) } : me;
}

/**
 * @param {PanelView | null} view
 * @param {Me} me
 * @param {Group} group
 * @param {import("./words.js").Say} say
 * @returns {string} why not; empty: yes
 */
export function barred(view, me, group, say) {
  if (me.role === "watcher") return say("why_watcher");
  if (group === "rundown" && me.practice) return say("why_rehearsal");
  if (group === "panic" || group === "help") return "";
  if (me.role === "assistant") return say("why_assistant");
  if (group === "wheel") return "";
  const driver = otherDriver(view, me);
  if (driver) return say("why_not_driver", { name: driver.name || say("people_nameless") });
  return group === "rundown" && view?.locked ? say("why_locked") : "";
}

/**
 * The single driver, where it is somebody else.
 * @param {PanelView | null} view
 * @param {Me} me
 */
export function otherDriver(view, me) {
  return view?.driver && view.driver.seat !== me.seat ? view.driver : null;
}

/**
 * What to tell about a change at the wheel; `null`: nothing changed that anybody needs to hear.
 * @param {PanelView | null} before
 * @param {PanelView} after
 * @param {Me} me
 * @param {import("./words.js").Say} say
 * @returns {{title: string, text: string, mine: boolean} | null}
 */
export function handover(before, after, me, say) {
  if (!before || before.driver?.seat === after.driver?.seat) return null;
  if (!after.driver) return { title: say("wheel_shared"), text: say("wheel_shared_text"), mine: true };
  if (after.driver.seat === me.seat) return { title: say("wheel_mine"), text: say("wheel_mine_text"), mine: true };
  const name = after.driver.name || say("people_nameless");
  return { title: say("wheel_taken", { name }), text: say("wheel_taken_text", { name }), mine: false };
}

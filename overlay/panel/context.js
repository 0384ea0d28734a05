// The facts that a press is decided on, and the reasons that block a whole group of presses. Pure.

import { whyNot } from "./permissions.js";

/** @typedef {import("../wire.js").PanelView} PanelView */
/** @typedef {import("./words.js").Say} Say */

/**
 * `hidden`: the server hides everything by itself, because the store could not accept a panic.
 * @typedef {{view: PanelView | null, online: boolean, hidden: boolean, me: import("./permissions.js").Me}} Context
 */

/**
 * Whether viewers see nothing: by a panic in the stage, or by the server's own while the store is away.
 * @param {{view: PanelView | null, hidden: boolean}} context
 */
export function isBlack({ view, hidden }) {
  return hidden || Boolean(view?.panic);
}

/**
 * Why this page cannot use a permission now: no connection, no view yet, or not permitted.
 * @param {Context} context
 * @param {import("./permissions.js").Permission} permission
 * @param {Say} say
 * @returns {string} empty: it can
 */
export function whyNotNow({ view, online, me }, permission, say) {
  return online && view ? whyNot(view, me, permission, say) : say("why_offline");
}

/**
 * Why no card and no face can be put on screen now.
 * @param {Context} context
 * @param {Say} say
 */
export function whyNotOnScreen(context, say) {
  return whyNotNow(context, "control", say) || (isBlack(context) ? say("refused_in_panic") : "");
}

/**
 * Why a card cannot be marked full. The mark belongs to the real job, so a rehearsal cannot set it.
 * @param {Context} context
 * @param {Say} say
 */
export function whyNotFull({ view, me }, say) {
  return me.rehearsal ? say("why_rehearsal") : whyNot(view, me, "assist", say);
}

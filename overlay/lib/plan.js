// The transition from the painted view to a new one. Pure: knows no page.

import { ignoreRest } from "./exhaustive.js";

/** @typedef {import("../wire.js").OverlayView} OverlayView */

/**
 * keep: nothing visible has changed. cut: show at once, without animation. update: another text in the same card or
 * face. enter: onto an empty screen. deal: the old card leaves and reveals the new one. leave: to an empty screen.
 * @typedef {"keep" | "cut" | "update" | "enter" | "deal" | "leave"} Plan
 */

/**
 * An animation tells viewers that the host did something just now, so a change from the past is a cut.
 * @param {OverlayView | null} painted null: nothing yet
 * @param {OverlayView} next
 * @param {boolean} catchingUp the first view after a connection, or of another epoch
 * @returns {Plan}
 */
export function plan(painted, next, catchingUp) {
  if (!painted) return "cut";
  if (visiblePart(painted) === visiblePart(next)) return "keep";
  if (catchingUp || painted.panic || next.panic) return "cut";
  const [was, is] = [identity(painted), identity(next)];
  if (!was) return "enter";
  if (!is) return "leave";
  return was === is ? "update" : "deal";
}

/**
 * Identifies the card or face on screen: the same card with another text, a stamp or other ways to sign up is a
 * correction, not a new card; "" for an empty screen.
 * @param {OverlayView} view
 * @returns {string}
 */
export function identity({ on_air, face, panic }) {
  if (panic) return "";
  // Another notice is a new face, like another card.
  if (face) return face.kind === "notice" ? `notice ${face.text}` : face.kind;
  return on_air ? `card ${on_air.card}` : "";
}

/**
 * The visible part of a view; the next card, a card's timer and most times are not visible.
 * @param {OverlayView} view
 * @returns {string}
 */
function visiblePart(view) {
  const {
    on_air,
    face,
    panic,
    how,
    contact,
    layout,
    show,
    next: _next,
    guides_until: _guides,
    sign_ups: _sign_ups,
    ...rest
  } = view;
  ignoreRest(rest);
  if (panic) return "panic";
  const visible = face ? { ...face, shown_at: 0 } : on_air && { ...on_air, shown_at: 0, timer: null };
  return JSON.stringify(visible && [visible, how, contact, layout?.style, face && show?.number]);
}

// What a new view means for the screen, as seen from the one that is painted. Pure: knows no page.

/** @typedef {import("../types.js").OverlayView} OverlayView */

/**
 * keep: nothing that shows has changed. cut: show at once, without movement. enter: onto an empty screen.
 * deal: the old card leaves and bares the new one. leave: to an empty screen.
 * @typedef {"keep" | "cut" | "enter" | "deal" | "leave"} Plan
 */

/**
 * Movement tells viewers that the host did something just now, so whatever only catches up with the past is a cut.
 * @param {OverlayView | null} have what is painted; null: nothing yet
 * @param {OverlayView} got
 * @param {boolean} catchingUp the first view after a connection, or of another epoch
 * @returns {Plan}
 */
export function plan(have, got, catchingUp) {
  if (!have) return "cut";
  if (looks(have) === looks(got)) return "keep";
  if (catchingUp || have.panic || got.panic) return "cut";
  if (!have.on_air) return "enter";
  if (!got.on_air) return "leave";
  // The same card with another text or a stamp is a correction, not a new card.
  return have.on_air.card === got.on_air.card ? "cut" : "deal";
}

/**
 * All of a view that can be seen; `shown_at` and the show's times cannot.
 * @param {OverlayView} view
 * @returns {string}
 */
function looks(view) {
  const { on_air, panic, how } = view;
  return JSON.stringify(on_air && !panic ? [{ ...on_air, shown_at: 0 }, how] : panic);
}

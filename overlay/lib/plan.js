// What a new view means for the screen, as seen from the one that is painted. Pure: knows no page.

/** @typedef {import("../wire.js").OverlayView} OverlayView */

/**
 * keep: nothing that shows has changed. cut: show at once, without movement. update: another text in the same card or face.
 * enter: onto an empty screen. deal: the old card leaves and bares the new one. leave: to an empty screen.
 * @typedef {"keep" | "cut" | "update" | "enter" | "deal" | "leave"} Plan
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
  const [was, is] = [identity(have), identity(got)];
  if (!was) return "enter";
  if (!is) return "leave";
  return was === is ? "update" : "deal";
}

/**
 * Names what is on screen, so that the same card with another text, a stamp or other ways to sign up is a correction and
 * not a new card; "" for an empty screen.
 * @param {OverlayView} view
 * @returns {string}
 */
export function identity({ on_air, face, panic }) {
  if (panic) return "";
  // Another notice is news, as another card is.
  if (face) return face.kind === "notice" ? `notice ${face.text}` : face.kind;
  return on_air ? `card ${on_air.card}` : "";
}

/**
 * All of a view that can be seen; what comes next, a card's own timer and most times cannot.
 * @param {OverlayView} view
 * @returns {string}
 */
function looks(view) {
  const { on_air, face, panic, how, contact, layout, show } = view;
  if (panic) return "panic";
  const seen = face ? { ...face, shown_at: 0 } : on_air && { ...on_air, shown_at: 0, timer: null };
  return JSON.stringify(seen && [seen, how, contact, layout?.style, face && show?.number]);
}

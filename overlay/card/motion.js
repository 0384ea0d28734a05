// The animations of cards: transform and opacity only, and short. Does not know the content of a card.

/** @typedef {"enter" | "reveal" | "leave" | "press" | "highlight"} Move */

const SOFT = "cubic-bezier(0.2, 0.8, 0.2, 1)";

/**
 * The animations; at most 300 ms for a change of cards: the card must be visible before the host has said its number.
 */
const MOVES = {
  /** Onto an empty screen. */
  enter: {
    frames: [
      { opacity: 0, transform: "translateY(8%)" },
      { opacity: 1, offset: 0.4 },
      { opacity: 1, transform: "none" },
    ],
    timing: { duration: 300, easing: SOFT },
  },
  /** Below the card that leaves: visible from the first frame, so that no frame is without a card. */
  reveal: {
    frames: [{ transform: "scale(0.96)" }, { transform: "none" }],
    timing: { duration: 300, easing: SOFT },
  },
  /** Off the screen, on top of the next card; fast at first, so that the next card is visible when the receipt is sent.
   * The last frame stays until the card is removed. */
  leave: {
    frames: [{ transform: "none" }, { transform: "translate(var(--leave-x, -110%), var(--leave-y, 0))" }],
    timing: { duration: 300, easing: "cubic-bezier(0.3, 0, 0.1, 1)", fill: /** @type {FillMode} */ ("forwards") },
  },
  /** A stamp that comes down on the card, with a slight overshoot. */
  press: {
    frames: [
      { opacity: 0, transform: "rotate(-2deg) scale(2.2)", easing: "cubic-bezier(0.5, 0, 0.9, 0.5)" },
      { opacity: 1, transform: "rotate(-8deg) scale(0.94)", offset: 0.6 },
      { opacity: 1, transform: "rotate(-8deg)" },
    ],
    timing: { duration: 300 },
  },
  /** Once larger and back, to attract attention. */
  highlight: {
    frames: [{ transform: "none" }, { transform: "scale(1.03)", offset: 0.35 }, { transform: "none" }],
    timing: { duration: 500, easing: "ease-in-out" },
  },
};
/** Created once: the first use of a media query lays out the page. */
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
/** An animation counts as finished this long after its end, in milliseconds: a hidden page never reports it. */
const GRACE_MS = 100;

/**
 * Animates an element; resolves when the animation is finished, or shortly after it should be.
 * @param {HTMLElement} element
 * @param {Move} move
 */
export async function motion(element, move) {
  if (document.hidden || reducedMotion.matches) return;
  const { frames, timing } = MOVES[move];
  const animation = element.animate(frames, timing);
  const over = new Promise((resolve) => setTimeout(resolve, timing.duration + GRACE_MS));
  // An animation that the next card cancels rejects; for the caller it is finished.
  await Promise.race([animation.finished.catch(() => undefined), over]);
}

// How a card comes and goes: transform and opacity only, over in a moment. Knows nothing of what the card says.

/** @typedef {"enter" | "reveal" | "leave" | "press" | "highlight"} Move */

const SOFT = "cubic-bezier(0.2, 0.8, 0.2, 1)";

/** Longest movement, in milliseconds: a host who says "number nine" must see it before the word is out. */
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
  /** Beneath the card that leaves: there from the first frame, so that no frame is without a card. */
  reveal: {
    frames: [{ transform: "scale(0.96)" }, { transform: "none" }],
    timing: { duration: 300, easing: SOFT },
  },
  /** Off the screen, on top of what follows; quick at first, so that what follows is bare when it is reported as shown.
   * The last frame stays until the card is taken away. */
  leave: {
    frames: [{ transform: "none" }, { transform: "translate(var(--leave-x, -110%), var(--leave-y, 0))" }],
    timing: { duration: 300, easing: "cubic-bezier(0.3, 0, 0.1, 1)", fill: /** @type {FillMode} */ ("forwards") },
  },
  /** A stamp that comes down on the card: from above, a little past its mark, still. */
  press: {
    frames: [
      { opacity: 0, transform: "rotate(-2deg) scale(2.2)", easing: "cubic-bezier(0.5, 0, 0.9, 0.5)" },
      { opacity: 1, transform: "rotate(-8deg) scale(0.94)", offset: 0.6 },
      { opacity: 1, transform: "rotate(-8deg)" },
    ],
    timing: { duration: 300 },
  },
  /** Once larger and back, for "look here". */
  highlight: {
    frames: [{ transform: "none" }, { transform: "scale(1.03)", offset: 0.35 }, { transform: "none" }],
    timing: { duration: 500, easing: "ease-in-out" },
  },
};
/** Asked for once: the first look at a query lays out the page. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** How long after its end a movement is taken as over, in milliseconds: a hidden page never says so. */
const GRACE_MS = 100;

/**
 * Moves an element; resolves when it stands still, at the latest shortly after it should.
 * @param {HTMLElement} element
 * @param {Move} move
 */
export async function motion(element, move) {
  if (document.hidden || calm.matches) return;
  const { frames, timing } = MOVES[move];
  const animation = element.animate(frames, timing);
  const over = new Promise((resolve) => setTimeout(resolve, timing.duration + GRACE_MS));
  // A movement that is cut short by the next card rejects; for the waiting code it is simply over.
  await Promise.race([animation.finished.catch(() => undefined), over]);
}

// Where a dragged or moved card goes. Pure: geometry in, positions out.

/** @typedef {{top: number, bottom: number}} Box */

/**
 * The position among the other rows that a pointer at `y` means: before the first one whose middle lies below it.
 * @param {Box[]} others the boxes of all rows but the dragged one, in order
 * @param {number} y
 * @returns {number}
 */
export function dropPosition(others, y) {
  const below = others.findIndex((box) => y < (box.top + box.bottom) / 2);
  return below < 0 ? others.length : below;
}

/**
 * Where the mark of that position is drawn.
 * @param {Box[]} others
 * @param {number} position
 * @returns {number}
 */
export function markAt(others, position) {
  if (others.length === 0) return 0;
  return position < others.length ? others[position].top : others[others.length - 1].bottom;
}

/**
 * The position one step on, or `null` at the end of the list.
 * @param {number} at
 * @param {1 | -1} by
 * @param {number} length
 * @returns {number | null}
 */
export function step(at, by, length) {
  const to = at + by;
  return at < 0 || to < 0 || to >= length ? null : to;
}

/** How near an edge, in pixels, a dragged card makes the list scroll. */
const EDGE_PX = 48;
/** How far it then scrolls per frame, in pixels, right at the edge. */
const SPEED_PX = 14;

/**
 * How far a list scrolls this frame for a pointer at `y`.
 * @param {Box} box what of the list can be seen
 * @param {number} y
 * @returns {number}
 */
export function edgeScroll(box, y) {
  const up = box.top + EDGE_PX - y;
  const down = y - (box.bottom - EDGE_PX);
  if (up > 0) return -Math.ceil((SPEED_PX * Math.min(up, EDGE_PX)) / EDGE_PX);
  return down > 0 ? Math.ceil((SPEED_PX * Math.min(down, EDGE_PX)) / EDGE_PX) : 0;
}

// Target positions for a dragged or moved card. Pure: geometry in, positions out.

/** @typedef {{top: number, bottom: number}} Box */

/**
 * The target position of the row `from` for a pointer at `y`: before the first other row whose middle is below it.
 * @param {Box[]} boxes all rows in order, at their places without the drag
 * @param {number} from
 * @param {number} y
 * @returns {number}
 */
export function dropPosition(boxes, from, y) {
  const others = boxes.filter((_, at) => at !== from);
  const below = others.findIndex((box) => y < (box.top + box.bottom) / 2);
  return below < 0 ? others.length : below;
}

/**
 * The place of the dragged row after a drop: a gap of its own height.
 * @param {Box[]} boxes
 * @param {number} from
 * @param {number} to
 * @returns {Box}
 */
export function gap(boxes, from, to) {
  const height = boxes[from].bottom - boxes[from].top;
  if (to <= from) return { top: boxes[to].top, bottom: boxes[to].top + height };
  return { top: boxes[to].bottom - height, bottom: boxes[to].bottom };
}

/**
 * The offset of the row `at` that makes way for the dragged one.
 * @param {Box[]} boxes
 * @param {number} at
 * @param {number} from
 * @param {number} to
 * @returns {number}
 */
export function shift(boxes, at, from, to) {
  const height = boxes[from].bottom - boxes[from].top;
  if (from < at && at <= to) return -height;
  return to <= at && at < from ? height : 0;
}

/**
 * The position after one step, or `null` at the end of the list.
 * @param {number} at
 * @param {1 | -1} by
 * @param {number} length
 * @returns {number | null}
 */
export function step(at, by, length) {
  const to = at + by;
  return at < 0 || to < 0 || to >= length ? null : to;
}

/** A dragged card closer than this to an edge makes the list scroll, in pixels. */
const EDGE_PX = 48;
/** The speed of that scrolling at the edge itself, in pixels per frame. */
const SPEED_PX = 14;

/**
 * How far a list scrolls this frame for a pointer at `y`.
 * @param {Box} box the visible part of the list
 * @param {number} y
 * @returns {number}
 */
export function edgeScroll(box, y) {
  const up = box.top + EDGE_PX - y;
  const down = y - (box.bottom - EDGE_PX);
  if (up > 0) return -Math.ceil((SPEED_PX * Math.min(up, EDGE_PX)) / EDGE_PX);
  return down > 0 ? Math.ceil((SPEED_PX * Math.min(down, EDGE_PX)) / EDGE_PX) : 0;
}

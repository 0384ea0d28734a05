// What became of a panic that was pressed: whether the host must hide the picture by other means. Knows no line and no words.

/** How long a panic may wait for its answer, in milliseconds: the server hides within 150 even where the store is away. */
export const PANIC_MS = 1500;
/** How long it is told after a cut that a panic had no effect, in milliseconds. */
export const BACK_MS = 10_000;
/** Added to a deadline before it counts, in milliseconds: timers may fire a little early. */
const LATE_MS = 20;

/**
 * sent: waits for its answer. late: no answer came in time, or the line was cut under it. unsent: it never left this page.
 * back: connected again, and nothing is hidden. Empty: nothing is open.
 * @typedef {"" | "sent" | "late" | "unsent" | "back"} Panic
 */

/** @typedef {"sent" | "unsent" | "answered" | "black" | "overdue" | "cut" | "greeted" | "over"} PanicNews `greeted`: after a cut the server has said what is on screen */

/** What news makes of a state; what is not named stays. @type {Record<PanicNews, Partial<Record<Panic, Panic>>>} */
const AFTER = {
  // A second press does not take back what was said of the first.
  sent: { "": "sent", unsent: "sent", back: "sent" },
  unsent: { "": "unsent", sent: "unsent", late: "unsent", back: "unsent" },
  answered: { sent: "", late: "" },
  black: { sent: "", late: "", unsent: "", back: "" },
  overdue: { sent: "late" },
  cut: { sent: "late", back: "unsent" },
  greeted: { late: "back", unsent: "back" },
  over: { back: "" },
};

export class PanicWatch {
  /** @type {Panic} */
  state = "";
  #changed;
  /** Of the present state: a deadline of an earlier one must not end it. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {PanicNews} news */
  hear(news) {
    const next = AFTER[news][this.state] ?? this.state;
    if (next === this.state) return;
    this.state = next;
    clearTimeout(this.#timer);
    if (next === "sent") this.#later("overdue", PANIC_MS);
    if (next === "back") this.#later("over", BACK_MS);
    this.#changed();
  }

  /** @param {PanicNews} news @param {number} ms */
  #later(news, ms) {
    this.#timer = setTimeout(() => this.hear(news), ms + LATE_MS);
  }
}

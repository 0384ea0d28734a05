// The progress of a panic that was pressed: whether the host must hide the picture by other means. Knows no socket and
// no words.

/**
 * How long a panic may wait for its answer, in milliseconds: the server hides within 150 even while the store is away.
 */
export const PANIC_MS = 1500;
/** How long the panel says after a reconnect that a panic had no effect, in milliseconds. */
export const BACK_MS = 10_000;
/** Added to a deadline before it is checked, in milliseconds: timers may fire a little early. */
const TIMER_SLACK_MS = 20;

/**
 * sent: waits for its answer. late: no answer arrived in time, or the connection was lost meanwhile. unsent: it never
 * left this page. back: connected again, and nothing is hidden. Empty: no panic is open.
 * @typedef {"" | "sent" | "late" | "unsent" | "back"} Panic
 */

/**
 * `greeted`: the first view after a reconnect has arrived.
 * @typedef {"sent" | "unsent" | "answered" | "black" | "overdue" | "cut" | "greeted" | "over"} PanicEvent
 */

/**
 * The next state by event and state; a state that is not listed does not change.
 * @type {Record<PanicEvent, Partial<Record<Panic, Panic>>>}
 */
const TRANSITIONS = {
  // A second press does not withdraw the warning about the first one.
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
  #onChange;
  /**
   * The deadline of the present state; that of an earlier state must not end it.
   * @type {ReturnType<typeof setTimeout> | undefined}
   */
  #timer;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** @param {PanicEvent} event */
  notify(event) {
    const next = TRANSITIONS[event][this.state] ?? this.state;
    if (next === this.state) return;
    this.state = next;
    clearTimeout(this.#timer);
    if (next === "sent") this.#after(PANIC_MS, "overdue");
    if (next === "back") this.#after(BACK_MS, "over");
    this.#onChange();
  }

  /** @param {number} ms @param {PanicEvent} event */
  #after(ms, event) {
    this.#timer = setTimeout(() => this.notify(event), ms + TIMER_SLACK_MS);
  }
}

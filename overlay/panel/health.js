// The state of the line and of the store, in words: what happened, what still works, what to press. Pure.

/** @typedef {{tone: "good" | "wait" | "bad" | "quiet", chip: string, banner: {title: string, text: string, tone: "wait" | "bad"} | null}} Health */

/**
 * A link that tries again says "connecting" each time; for the host that is still the same cut.
 * @param {import("../lib/socket.js").LinkState} state
 * @param {boolean} wasOpen whether this page was ever connected
 * @returns {"connecting" | "open" | "lost" | "refused"}
 */
export function lineState(state, wasOpen) {
  return state === "connecting" && wasOpen ? "lost" : state;
}

/**
 * @param {"connecting" | "open" | "lost" | "refused"} line
 * @param {import("../types.js").StoreState} store
 * @param {import("./words.js").Say} say
 * @returns {Health}
 */
export function health(line, store, say) {
  const chip = say(`link_${line}`);
  /** @type {(name: string, tone: "wait" | "bad") => Health} */
  const trouble = (name, tone) => ({ tone, chip: name === line ? chip : say("link_store"), banner: { title: say(`${name}_title`), text: say(`${name}_text`), tone } });
  switch (line) {
    case "connecting":
      return { tone: "quiet", chip, banner: null };
    case "lost":
    case "refused":
      return trouble(line, "bad");
    case "open":
      if (store === "ok") return { tone: "good", chip, banner: null };
      return trouble(store, store === "volatile" ? "wait" : "bad");
  }
}

/**
 * The first connection is given a moment before anything is said about it.
 * @param {import("./words.js").Say} say
 * @returns {Health}
 */
export function slowStart(say) {
  const banner = { title: say("connecting_title"), text: say("connecting_text"), tone: /** @type {const} */ ("wait") };
  return { tone: "wait", chip: say("link_connecting"), banner };
}

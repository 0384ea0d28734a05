// The overlay's side of overlay/loader.html: hears from the page around it what OBS says, and answers that it lives.

import { UNTOLD, after } from "./obs.js";

/** @typedef {import("./obs.js").ObsState} ObsState */

/** Origins of a local file: in OBS, and in a browser (`null`, and what old ones say). A web page can have `null` too, in a frame
 * of its own making; what keeps it from posing as the loader is the key that this page's address carries. And what a loader may
 * do is little: tell a receipt's facts about OBS, and style the card. */
const LOCAL_FILE = ["http://absolute", "null", "file://"];

export class Loader {
  /** @type {ObsState} */
  state = UNTOLD;
  #page;
  #changed;
  #painted = false;
  /** @type {HTMLStyleElement | null} */
  #style = null;

  /**
   * @param {Window} page
   * @param {() => void} changed
   */
  constructor(page, changed) {
    this.#page = page;
    this.#changed = changed;
    page.addEventListener("message", ({ source, origin, data }) => {
      if (source === page.parent && LOCAL_FILE.includes(origin) && data?.daigang === "obs") this.#hear(data);
    });
    this.#say("here");
  }

  /** The newest view is on the page: from the first time on, the loader may show it. */
  painted() {
    if (this.#painted) return;
    this.#painted = true;
    this.#say("here");
  }

  /**
   * Asks for a new page instead of this one, which stays until that one has painted.
   * @param {string} build the one that is wanted; each is tried once
   * @returns {boolean} whether anybody was there to be asked
   */
  renew(build) {
    if (this.state.loader) this.#say("renew", build);
    return this.state.loader;
  }

  /** @param {{obs?: unknown, events?: unknown, css?: unknown}} told the whole state, as often as the loader likes */
  #hear({ obs, events, css }) {
    this.#say("here");
    /** @type {ObsState} */
    let state = { ...UNTOLD, obs: typeof obs === "string" ? obs : null, loader: true };
    for (const [name, detail] of Array.isArray(events) ? events : []) state = after(state, name, detail);
    if (typeof css === "string") this.#dress(css);
    const news = JSON.stringify(state) !== JSON.stringify(this.state);
    this.state = state;
    if (news) this.#changed();
  }

  /** The source's "Custom CSS", which OBS gives to the page around this one alone. @param {string} css */
  #dress(css) {
    if ((this.#style?.textContent ?? "") === css) return;
    const { document } = this.#page;
    this.#style ??= document.head.appendChild(document.createElement("style"));
    this.#style.textContent = css;
  }

  /** @param {"here" | "renew"} what @param {string} [build] */
  #say(what, build) {
    // To anybody: a local file's origin cannot be named, and there is no secret in it.
    this.#page.parent.postMessage({ daigang: what, painted: this.#painted, ...(build && { build }) }, "*");
  }
}

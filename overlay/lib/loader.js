// The overlay's side of overlay/loader.html: receives the state of OBS from the page around it, and reports that it is
// alive.

import { UNKNOWN, reduce } from "./obs.js";

/** @typedef {import("./obs.js").ObsState} ObsState */

/** Origins of a local file: in OBS, and in browsers (`null`, and `file://` in old ones). A web page can have the origin `null` too,
 * in a sandboxed frame; it cannot pose as the loader, because it does not know the key in this page's URL. A loader can
 * do little: report facts about OBS for the receipt, and style the card. */
const LOCAL_FILE = ["http://absolute", "null", "file://"];

export class Loader {
  /** @type {ObsState} */
  state = UNKNOWN;
  #page;
  #onChange;
  #painted = false;
  /** @type {HTMLStyleElement | null} */
  #style = null;

  /**
   * @param {Window} page
   * @param {() => void} onChange
   */
  constructor(page, onChange) {
    this.#page = page;
    this.#onChange = onChange;
    page.addEventListener("message", ({ source, origin, data }) => {
      if (source === page.parent && LOCAL_FILE.includes(origin) && data?.daigang === "obs") this.#receive(data);
    });
    this.#post("here");
  }

  /** The newest view is painted: after the first one, the loader may show this page. */
  painted() {
    if (this.#painted) return;
    this.#painted = true;
    this.#post("here");
  }

  /**
   * Asks the loader for a new page; this one stays until the new one has painted.
   * @param {string} build the wanted build; each is tried once
   * @returns {boolean} whether there is a loader
   */
  renew(build) {
    if (this.state.loader) this.#post("renew", build);
    return this.state.loader;
  }

  /** @param {{obs?: unknown, events?: unknown, css?: unknown}} message the whole state, each time */
  #receive({ obs, events, css }) {
    this.#post("here");
    /** @type {ObsState} */
    let state = { ...UNKNOWN, obs: typeof obs === "string" ? obs : null, loader: true };
    for (const [name, detail] of Array.isArray(events) ? events : []) state = reduce(state, name, detail);
    if (typeof css === "string") this.#applyCss(css);
    const changed = JSON.stringify(state) !== JSON.stringify(this.state);
    this.state = state;
    if (changed) this.#onChange();
  }

  /** The "Custom CSS" of the source, which OBS gives only to the page around this one. @param {string} css */
  #applyCss(css) {
    if ((this.#style?.textContent ?? "") === css) return;
    const { document } = this.#page;
    this.#style ??= document.head.appendChild(document.createElement("style"));
    this.#style.textContent = css;
  }

  /** @param {"here" | "renew"} what @param {string} [build] */
  #post(what, build) {
    // To any origin: a local file's origin cannot be named, and the message contains no secret.
    this.#page.parent.postMessage({ daigang: what, painted: this.#painted, ...(build && { build }) }, "*");
  }
}

// What OBS says of itself and of this source. The state is pure; `Obs` joins it to the page that OBS loaded. Knows no stage.

/**
 * `null`: not told. OBS tells changes only, so a source does not know at first whether it can be seen.
 * @typedef {object} ObsState
 * @property {boolean | null} visible drawn anywhere in OBS, also in a preview
 * @property {boolean | null} active part of what goes out
 * @property {string | null} scene
 * @property {boolean | null} streaming
 * @property {string | null} obs the version of OBS's browser plugin; `null`: this is no OBS
 * @property {boolean} loader whether the local file for OBS is around this page
 */

/** @type {Readonly<ObsState>} */
export const UNTOLD = Object.freeze({
  visible: null,
  active: null,
  scene: null,
  streaming: null,
  obs: null,
  loader: false,
});

/** What obs-browser dispatches on `window`; overlay/loader.html holds the same list. */
export const EVENTS = [
  "obsSceneChanged",
  "obsSourceVisibleChanged",
  "obsSourceActiveChanged",
  "obsStreamingStarting",
  "obsStreamingStarted",
  "obsStreamingStopping",
  "obsStreamingStopped",
];

/**
 * The state after OBS said something; the same object where it is no news.
 * @param {ObsState} state
 * @param {string} name an event's, or "status" for the answer to `getStatus`
 * @param {any} detail
 * @returns {ObsState}
 */
export function after(state, name, detail) {
  const told = facts(name, detail);
  const news = Object.entries(told).some(([key, value]) => state[/** @type {keyof ObsState} */ (key)] !== value);
  return news ? { ...state, ...told } : state;
}

/**
 * @param {string} name
 * @param {any} detail
 * @returns {Partial<ObsState>}
 */
function facts(name, detail) {
  switch (name) {
    case "obsSourceVisibleChanged":
      return yesNo("visible", detail?.visible);
    case "obsSourceActiveChanged":
      return yesNo("active", detail?.active);
    case "obsSceneChanged":
      return typeof detail?.name === "string" ? { scene: detail.name } : {};
    case "obsStreamingStarted":
      return { streaming: true };
    // Until it has stopped, viewers still see it.
    case "obsStreamingStopped":
      return { streaming: false };
    case "status":
      return yesNo("streaming", detail?.streaming);
    default:
      return {};
  }
}

/**
 * @param {"visible" | "active" | "streaming"} key
 * @param {unknown} value
 */
function yesNo(key, value) {
  return typeof value === "boolean" ? { [key]: value } : {};
}

/** @typedef {{pluginVersion?: string, getStatus?: (answer: (status: any) => void) => void, getCurrentScene?: (answer: (scene: any) => void) => void}} ObsStudio */

/** OBS around a page that it loaded itself, or no OBS at all. */
export class Obs {
  /** @type {ObsState} */
  state = UNTOLD;

  /**
   * @param {Window & {obsstudio?: ObsStudio}} page
   * @param {() => void} changed
   */
  constructor(page, changed) {
    const { obsstudio } = page;
    /** @param {string} name @param {any} detail */
    const note = (name, detail) => {
      const next = after(this.state, name, detail);
      if (next === this.state) return;
      this.state = next;
      changed();
    };
    for (const name of EVENTS)
      page.addEventListener(name, (event) => note(name, /** @type {CustomEvent} */ (event).detail));
    if (!obsstudio) return;
    this.state = { ...UNTOLD, obs: String(obsstudio.pluginVersion) };
    obsstudio.getStatus?.((status) => note("status", status));
    // Most sources lack the permission; OBS then answers null, and the first change of scene tells.
    obsstudio.getCurrentScene?.((scene) => note("obsSceneChanged", scene));
  }
}

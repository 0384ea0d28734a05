// The state of OBS and of this source, as OBS reports it. The state is pure; `Obs` connects it to the page that OBS
// loaded. Knows no stage.

/**
 * `null`: not reported. OBS reports changes only, so a source does not know at first whether it is visible.
 * @typedef {object} ObsState
 * @property {boolean | null} visible drawn anywhere in OBS, including a preview
 * @property {boolean | null} active part of the program output
 * @property {string | null} scene
 * @property {boolean | null} streaming
 * @property {string | null} obs the version of OBS's browser plugin; `null`: this is no OBS
 * @property {boolean} loader whether the local file for OBS is around this page
 */

/** @type {Readonly<ObsState>} */
export const UNKNOWN = Object.freeze({
  visible: null,
  active: null,
  scene: null,
  streaming: null,
  obs: null,
  loader: false,
});

/** The events that obs-browser dispatches on `window`; overlay/loader.html has the same list. */
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
 * The state after an event of OBS; the same object if nothing changed.
 * @param {ObsState} state
 * @param {string} name an event's, or "status" for the answer to `getStatus`
 * @param {any} detail
 * @returns {ObsState}
 */
export function reduce(state, name, detail) {
  const change = facts(name, detail);
  const isNew = Object.entries(change).some(([key, value]) => state[/** @type {keyof ObsState} */ (key)] !== value);
  return isNew ? { ...state, ...change } : state;
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
    // Viewers see the stream until it has stopped.
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

/**
 * @typedef {{pluginVersion?: string, getStatus?: (answer: (status: any) => void) => void, getCurrentScene?: (answer:
 *   (scene: any) => void) => void}} ObsStudio
 */

/** The connection to OBS of a page that OBS loaded itself; without OBS the state stays unknown. */
export class Obs {
  /** @type {ObsState} */
  state = UNKNOWN;

  /**
   * @param {Window & {obsstudio?: ObsStudio}} page
   * @param {() => void} changed
   */
  constructor(page, changed) {
    const { obsstudio } = page;
    /** @param {string} name @param {any} detail */
    const apply = (name, detail) => {
      const next = reduce(this.state, name, detail);
      if (next === this.state) return;
      this.state = next;
      changed();
    };
    for (const name of EVENTS)
      page.addEventListener(name, (event) => apply(name, /** @type {CustomEvent} */ (event).detail));
    if (!obsstudio) return;
    this.state = { ...UNKNOWN, obs: String(obsstudio.pluginVersion) };
    obsstudio.getStatus?.((status) => apply("status", status));
    // Most sources lack the permission: OBS answers null, and the scene is known after its first change.
    obsstudio.getCurrentScene?.((scene) => apply("obsSceneChanged", scene));
  }
}

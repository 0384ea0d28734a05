// Changes to rundown and shows over HTTP, each with a deadline and an answer in words. Knows no page.

/** How long an edit may take, in milliseconds, before it counts as unanswered. */
const ANSWER_MS = 6000;

/**
 * @typedef {{move: {card: number, to: number}} | {remove: {card: number}} | {full: {card: number, full: boolean}} | {add: {jobs: string[]}}
 *   | {plan: {card: number} & import("./rowplan.js").Plan} | {notice: {text: string}} | {layout: import("../wire.js").Layout}} Edit
 */

/**
 * `unknown`: nobody answered, not the server or not its store, so it may have been done.
 * @template T
 * @typedef {{state: "done", body: T} | {state: "refused" | "unknown", message: string}} Answer
 */

/**
 * @param {string} id
 * @param {number} rev the revision that the host saw
 * @param {Edit} edit
 * @param {string} query who asks, and at which stage
 * @param {import("./words.js").Say} say
 * @returns {Promise<Answer<{rev: number}>>}
 */
export function sendEdit(id, rev, edit, query, say) {
  // A layout outlives its show, so it is kept elsewhere than the rundown.
  if ("layout" in edit) return ask(`/panel/layout?${query}`, { id, rev, layout: edit.layout }, say);
  return ask(`/panel/edit?${query}`, { id, rev, edit }, say);
}

/**
 * @param {number} number the show that the button named
 * @param {string} query who asks, and at which stage
 * @param {import("./words.js").Say} say
 * @returns {Promise<Answer<{show: number}>>}
 */
export function makeShow(number, query, say) {
  return ask(`/panel/next-show?${query}`, { number }, say);
}

/**
 * @template T
 * @param {string} url
 * @returns {Promise<T | null>} `null`: it could not be fetched
 */
export async function load(url) {
  try {
    const response = await withDeadline(url, {});
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} url
 * @param {object} body
 * @param {import("./words.js").Say} say
 * @returns {Promise<Answer<any>>}
 */
async function ask(url, body, say) {
  try {
    const headers = { "content-type": "application/json" };
    const response = await withDeadline(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.ok) return { state: "done", body: await response.json() };
    if (response.status === 403) return { state: "refused", message: say("status_forbidden") };
    const told = await response.json().catch(() => null);
    const message = told?.message ?? say("refused_store");
    return { state: response.status === 503 ? "unknown" : "refused", message };
  } catch {
    return { state: "unknown", message: "" };
  }
}

/**
 * @param {string} url
 * @param {RequestInit} options
 */
async function withDeadline(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_MS);
  try {
    return await fetch(url, { ...options, signal: stop.signal, cache: "no-store" });
  } finally {
    clearTimeout(timer);
  }
}

// Edits of rundown, layout and shows over HTTP, each with a deadline and a result in words. Knows no page.

/** How long an edit may take, in milliseconds, before its result counts as unknown. */
const ANSWER_MS = 6000;

/**
 * An edit of the rundown, or a layout.
 * @typedef {import("../wire.js").Edit | {layout: import("../wire.js").Layout}} AnyEdit
 */

/**
 * `unknown`: the server or its store did not answer, so it may have been done.
 * @template T
 * @typedef {{state: "done", body: T} | {state: "refused" | "unknown", message: string}} Answer
 */

/**
 * @param {string} id
 * @param {number} rev the revision that the host saw
 * @param {AnyEdit} edit
 * @param {string} query this page and its stage
 * @param {import("./words.js").Say} say
 * @returns {Promise<Answer<{rev: number}>>}
 */
export function sendEdit(id, rev, edit, query, say) {
  // A layout outlives its show, so it is not an edit of the rundown.
  if ("layout" in edit) return post(`/panel/layout?${query}`, { id, rev, layout: edit.layout }, say);
  return post(`/panel/edit?${query}`, { id, rev, edit }, say);
}

/**
 * @param {number} number the show that the button named
 * @param {string} query this page and its stage
 * @param {import("./words.js").Say} say
 * @returns {Promise<Answer<{show: number}>>}
 */
export function makeShow(number, query, say) {
  return post(`/panel/next-show?${query}`, { number }, say);
}

/**
 * @template T
 * @param {string} url
 * @returns {Promise<T | null>} `null`: it could not be loaded
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
async function post(url, body, say) {
  try {
    const headers = { "content-type": "application/json" };
    const response = await withDeadline(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.ok) return { state: "done", body: await response.json() };
    if (response.status === 403) return { state: "refused", message: say("status_forbidden") };
    const error = await response.json().catch(() => null);
    const message = error?.message ?? say("refused_store");
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

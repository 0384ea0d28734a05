// The status strip in words: connection, store, OBS and overlays, and for each problem what still works and what to do.
// Pure.

import { isStreaming, overlayAlarms, overlayChips } from "./overlays.js";

/** @typedef {import("./overlays.js").Chip} Chip */
/** @typedef {import("./overlays.js").Alarm} Alarm */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {import("../lib/socket.js").LinkState} ConnectionState */

/**
 * A link says "connecting" at each retry; for the host the connection is still lost.
 * @param {ConnectionState} state
 * @param {boolean} wasOpen whether this page was ever connected
 * @returns {ConnectionState}
 */
export function connectionState(state, wasOpen) {
  return state === "connecting" && wasOpen ? "lost" : state;
}

/**
 * The inputs of the status strip.
 * @typedef {object} Condition
 * @property {ConnectionState} connection
 * @property {boolean} slow the first connection takes longer than it should
 * @property {import("./panic.js").Panic} panic
 * @property {import("../wire.js").StoreState} store
 * @property {readonly import("../wire.js").ProxyFault[]} proxies
 * @property {import("./receipt.js").ReceiptContext | null} receipts
 * @property {"here" | "typing" | "elsewhere"} keys where the keyboard's input goes
 */

/** @type {Record<ConnectionState, Chip["tone"]>} */
const CONNECTION_TONES = { open: "good", connecting: "quiet", lost: "bad", refused: "bad" };
/** @type {Record<import("../wire.js").StoreState, "good" | "wait" | "bad">} */
const STORE_TONES = { ok: "good", volatile: "wait", away: "bad", emptied: "bad" };

/**
 * @param {Condition} condition
 * @param {Say} say
 * @returns {Chip[]}
 */
export function chips({ connection, store, receipts, keys }, say) {
  /** @type {Chip[]} */
  const keyboard = keys === "here" ? [] : [{ id: "keys", tone: "wait", text: say(`keyboard_${keys}`) }];
  /** @type {Chip[]} */
  const found = [{ id: "line", tone: CONNECTION_TONES[connection], text: say(`link_${connection}`) }];
  // Without a connection everything else is unknown.
  if (connection !== "open") return [...keyboard, ...found];
  found.push({ id: "store", tone: STORE_TONES[store], text: say(`store_${store}`) });
  if (!receipts?.overlays) return [...keyboard, ...found];
  const streams = isStreaming(receipts.overlays);
  if (streams !== null) {
    const text = say(streams ? "obs_streaming" : "obs_not_streaming");
    found.push({ id: "streaming", tone: streams ? "good" : "wait", text });
  }
  const { driver } = receipts.view;
  if (driver) {
    const text = say("chip_driver", { name: driver.name || say("people_nameless") });
    found.push({ id: "driver", tone: "quiet", text });
  }
  return [...keyboard, ...overlayChips(receipts, say), ...found];
}

/**
 * @param {Condition} condition
 * @param {Say} say
 * @returns {Alarm[]}
 */
export function alarms(condition, say) {
  const { connection, store, proxies, receipts, panic } = condition;
  /** @type {(name: string, tone: "wait" | "bad") => Alarm} */
  const alarm = (name, tone) => ({ id: name, tone, title: say(`${name}_title`), text: say(`${name}_text`) });
  const urgent = urgentAlarm(condition).map((name) => alarm(name, "bad"));
  // Only what has to be done now: the news that the page reconnects by itself can wait.
  if (connection === "refused") return [...urgent, alarm(connection, "bad")];
  if (connection !== "open" && urgent.length) return urgent;
  if (connection === "connecting") return condition.slow ? [alarm("connecting", "wait")] : [];
  if (connection !== "open") return [alarm(connection, "bad")];
  const found = urgent;
  if (panic === "unsent" || panic === "back") found.push(alarm("unsent", "wait"));
  if (receipts?.hidden) found.push(alarm("hidden", "bad"));
  if (store !== "ok") found.push(alarm(store, STORE_TONES[store] === "wait" ? "wait" : "bad"));
  if (receipts) found.push(...overlayAlarms(receipts, say), ...signUpAlarms(receipts, say));
  found.push(...proxies.map((fault) => proxyAlarm(fault, say)));
  return found.sort((a, b) => Number(a.tone === "wait") - Number(b.tone === "wait"));
}

/**
 * Why nobody can sign up: a host must not invite viewers to.
 * @param {import("./receipt.js").ReceiptContext} receipts
 * @param {Say} say
 * @returns {Alarm[]}
 */
function signUpAlarms({ view, rehearsal }, say) {
  if (rehearsal) return [];
  const { missing, paused } = view.sign_ups;
  const href = "/desk/settings#sign-ups";
  if (missing.length > 0) {
    const items = missing.map((item) => say(`setup_${item}`)).join(say("list_comma"));
    const link = { href, text: say("setup_link") };
    return [
      { id: "setup", tone: "wait", title: say("setup_title"), text: say("setup_text", { missing: items }), link },
    ];
  }
  const link = { href, text: say("paused_link") };
  return paused ? [{ id: "paused", tone: "wait", title: say("paused_title"), text: say("paused_text"), link }] : [];
}

/**
 * A proxy in front of the server makes all viewers count as one, so that sign-ups are refused when many come.
 * @param {import("../wire.js").ProxyFault} fault
 * @param {Say} say
 * @returns {Alarm}
 */
function proxyAlarm(fault, say) {
  const id = `proxy_${fault.kind}`;
  const proxy = fault.kind === "untrusted" ? fault.proxy : "";
  return { id, tone: "wait", title: say("proxy_title"), text: say(`${id}_text`, { proxy }) };
}

/**
 * A panic that had no effect as far as this page knows.
 * @param {Condition} condition
 */
function urgentAlarm({ connection, panic }) {
  if (panic === "late") return ["unanswered"];
  return panic === "unsent" && connection !== "open" ? ["stuck"] : [];
}

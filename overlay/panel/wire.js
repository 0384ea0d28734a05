// What the panel alone hears and says, beside ../types.js: mirrors the panel's part of src/web/protocol.rs and src/view.rs. Types only.

/** @typedef {import("../types.js").CardFace} CardFace */

/** What happens to the card on air when its time is over; `held` is what was left when somebody stopped the clock.
 * @typedef {{then: "out" | "next", ends_at: number, held?: number | null}} Timer */

/** @typedef {"stay" | {out: {seconds: number}} | {next: {seconds: number}}} Dwell */

/**
 * What stands on screen in place of a card.
 * @typedef {{kind: "countdown", until: number, shown_at: number}
 *   | {kind: "recap", cards: CardFace[], shown_at?: number}
 *   | {kind: "how", shown_at?: number}
 *   | {kind: "notice", text: string, shown_at?: number}
 *   | {kind: "break", until: number | null, shown_at?: number}
 *   | {kind: "end", next_at: number | null, shown_at?: number}} StageFace
 */

/** @typedef {StageFace["kind"]} FaceKind */

/** @typedef {{address: boolean, phone: boolean, qr: boolean, hidden: boolean}} Contact */

/** Per cent of the picture. @typedef {{top: number, bottom: number, left: number, right: number, scale: number, x: number, y: number}} Place */

/** @typedef {{style: "light" | "dark", portrait: Place, landscape: Place}} Layout */

/** @typedef {"driver" | "assistant" | "watcher"} Role */

/** What somebody did: a command, or an edit, which the panel only ever names. @typedef {string | Record<string, any>} Deed */

/** @typedef {CardFace & {minutes?: number | null, dwell?: Dwell}} RundownFace */

/**
 * @typedef {object} PanelMore
 * @property {(import("../types.js").OnAirFace & {timer?: Timer | null}) | null} on_air
 * @property {RundownFace[]} rundown
 * @property {StageFace | null} face
 * @property {Contact} contact
 * @property {Layout} layout
 * @property {number | null} guides_until
 * @property {{seat: string, name: string} | null} driver
 * @property {boolean} locked
 * @property {CardFace | null} update the card on air as its newest text would have it
 * @property {{notice: number, text: string}[]} notices
 * @property {{by: string, do: Deed, at: number} | null} last
 */

/** @typedef {Omit<import("../types.js").PanelView, keyof PanelMore | "undo"> & PanelMore & {undo: Deed | null}} PanelView */

/** @typedef {{id: number, name: string, since: number, role?: Role, seat?: string, last?: {do: Deed, at: number} | null}} Presence */

/**
 * What OBS and the overlay say of themselves; `null`: OBS has not said.
 * @typedef {object} ShownMore
 * @property {boolean | null} [visible]
 * @property {boolean | null} [active]
 * @property {boolean | null} [streaming]
 * @property {string | null} [scene]
 * @property {string | null} [obs]
 * @property {boolean} [loader]
 * @property {FaceKind | null} [face]
 * @property {boolean} [hidden]
 */

/** @typedef {import("../types.js").Shown & ShownMore} Shown */
/** @typedef {{id: number, since: number, shown: Shown | null, shown_at: number}} OverlayPresence */
/** @typedef {Omit<import("../types.js").Around, "people" | "overlays"> & {people: Presence[], overlays: OverlayPresence[]}} Around */

/**
 * @typedef {"next" | "out" | "undo" | "panic" | "release" | "close" | "hold" | "resume" | "drive" | "share" | "lock" | "unlock" | "update"
 *   | {take: {card: number}} | {cue: {card: number}} | {open: {show: number}} | {extend: {seconds: number}} | {guides: {seconds: number}}
 *   | {contact: Partial<Contact>} | {face: {face: FaceAsked}}} Command
 */

/** @typedef {"countdown" | "recap" | "how" | "end" | {break: {minutes: number | null}} | {notice: {notice: number}}} FaceAsked */

/** @typedef {import("../types.js").ViewFrame<PanelView>} ViewFrame */
/** @typedef {{type: "hidden", hidden: boolean}} HiddenFrame */
/** @typedef {ViewFrame | ({type: "around"} & Around) | HiddenFrame | import("../types.js").AckFrame | import("../types.js").RefusedFrame
 *   | import("../types.js").PongFrame} PanelFrame */

export {};

// The wire as browser code sees it: mirrors src/web/protocol.rs and src/view.rs. Types only; texts that are empty are absent.

/** @typedef {"job" | "gig" | "haul" | "training" | "policy"} Kind */

/**
 * A card as anybody may see it.
 * @typedef {object} CardFace
 * @property {number} card
 * @property {number} number
 * @property {Kind} kind
 * @property {string} kind_word
 * @property {string} title
 * @property {string} pay `3800-5200`, or words
 * @property {string} [pay_unit]
 * @property {string} [pay_note]
 * @property {string} [settle]
 * @property {string} [place]
 * @property {string} [township]
 * @property {string} [duty]
 * @property {string} [hours]
 * @property {string} [rest]
 * @property {string} [board]
 * @property {string} [needs]
 * @property {string} [insurance]
 * @property {string} [headcount]
 * @property {string} [term]
 * @property {string} [safety]
 * @property {string} [highlight]
 * @property {string} employer
 * @property {string} [source]
 * @property {string} [remark]
 * @property {boolean} full
 * @property {boolean} expired
 * @property {string} [valid_until] `2026-12-31`
 */

/** What ends a card's time on screen; `ends_at` means nothing while it is held. @typedef {{then: "out" | "next", ends_at: number, held?: number}} Timer */

/** @typedef {CardFace & {shown_at: number, timer: Timer | null}} OnAirFace */

/** What is planned for a card. @typedef {"stay" | {out: {seconds: number}} | {next: {seconds: number}}} Dwell */

/** A card in the rundown, and the job that it stands for; `minutes` null: an even share of the show. @typedef {CardFace & {job: string, minutes: number | null, dwell: Dwell}} PanelCard */

/** @typedef {"countdown" | "recap" | "how" | "notice" | "break" | "end"} FaceKind */

/**
 * What is shown instead of a card, and since when. Times in server milliseconds.
 * @typedef {{shown_at: number} & (
 *   {kind: "countdown", until: number} | {kind: "recap", cards: CardFace[]} | {kind: "how"} | {kind: "notice", text: string}
 *   | {kind: "break", until: number | null} | {kind: "end", next_at: number | null})} Face
 */

/** The contact layer's switches. @typedef {{address: boolean, phone: boolean, qr: boolean, hidden: boolean}} Contact */

/**
 * Safe areas, size and offsets for one format, in per cent.
 * @typedef {{top: number, bottom: number, left: number, right: number, scale: number, x: number, y: number}} LayoutFrame
 */

/** @typedef {{style: "light" | "dark", portrait: LayoutFrame, landscape: LayoutFrame}} Layout */

/**
 * @typedef {object} ShowFace
 * @property {number} number
 * @property {number} starts_at
 * @property {number} planned_minutes
 * @property {number} [live_since]
 * @property {boolean} closed
 */

/** @typedef {{size: number, path: string}} Qr */

/**
 * How to sign up for what is on screen.
 * @typedef {object} HowFace
 * @property {string} organiser
 * @property {string} channel
 * @property {string} hotline
 * @property {string} address
 * @property {Qr} [qr] overlay only
 */

/** What `next` would put on screen. @typedef {CardFace & {how: HowFace}} NextFace */

/**
 * During a panic `on_air`, `face` and `next` are null.
 * @typedef {object} OverlayView
 * @property {OnAirFace | null} on_air
 * @property {Face | null} face
 * @property {NextFace | null} next
 * @property {boolean} panic
 * @property {ShowFace | null} show
 * @property {HowFace} how
 * @property {Contact} contact
 * @property {Layout} layout
 * @property {number | null} guides_until safe areas are drawn until then
 */

/**
 * A face as it is asked for.
 * @typedef {"countdown" | "recap" | "how" | "end" | {break: {minutes?: number}} | {notice: {notice: number}}} FaceAsked
 */

/**
 * A command without an argument is its bare name.
 * @typedef {{take: {card: number}} | {cue: {card: number}} | {open: {show: number}} | {face: {face: FaceAsked}}
 *   | {extend: {seconds: number}} | {contact: Partial<Contact>} | {guides: {seconds: number}}
 *   | "next" | "out" | "undo" | "panic" | "release" | "close" | "hold" | "resume" | "drive" | "share" | "lock" | "unlock" | "update"} Command
 */

/**
 * A change of the rundown, or a notice; `POST /panel/edit?seat=…` takes `{id, rev, edit}`.
 * @typedef {{add: {jobs: string[]}} | {move: {card: number, to: number}} | {remove: {card: number}} | {full: {card: number, full: boolean}}
 *   | {plan: {card: number, minutes?: number | null, dwell?: Dwell}} | {notice: {text: string}}} Edit
 */

/** What was done: a command, an edit (of a notice only its number), or `"layout"`. @typedef {Command | Exclude<Edit, {notice: any}> | {notice: {notice?: number}} | "layout"} Deed */

/** @typedef {{do: Deed, at: number}} Did */

/** @typedef {{notice: number, text: string}} Notice */

/**
 * @typedef {object} PanelView
 * @property {OnAirFace | null} on_air
 * @property {Face | null} face
 * @property {boolean} panic
 * @property {ShowFace | null} show
 * @property {number | null} cued
 * @property {number | null} next
 * @property {PanelCard[]} rundown
 * @property {Command | null} undo
 * @property {CardFace | null} update the card on air as `update` would make it; null: nothing to update
 * @property {HowFace} how
 * @property {Contact} contact
 * @property {Layout} layout
 * @property {number | null} guides_until
 * @property {{seat: string, name: string} | null} driver null: every host drives
 * @property {boolean} locked
 * @property {Notice[]} notices newest first, at most 10
 * @property {(Did & {by: string}) | null} last
 */

/** @typedef {{card: number, number: number, title: string, pay: string, shown_at: number}} LiveCard */

/** @typedef {{show: ShowFace | null, on_air: LiveCard | null, shut: number[], cards: number}} LiveView */

/**
 * @template V
 * @typedef {{type: "view", epoch: string, rev: number, now: number, build: string, view: V}} ViewFrame
 */

/** @typedef {"ok" | "volatile" | "away" | "emptied"} StoreState */

/** @typedef {"driver" | "assistant" | "watcher"} Role */

/** @typedef {{id: number, name: string, role: Role, seat: string, since: number, last: Did | null}} Presence */

/**
 * What an overlay has really painted.
 * @typedef {object} Shown
 * @property {string} epoch
 * @property {number} rev
 * @property {number | null} card
 * @property {boolean} panic
 * @property {FaceKind | null} face
 * @property {boolean} hidden hidden by the server's `hidden` frame, whatever the view says
 * @property {number} width
 * @property {number} height
 * @property {string} build
 * @property {boolean | null} visible null: OBS has not said
 * @property {boolean | null} active
 * @property {boolean | null} streaming
 * @property {string | null} scene
 * @property {string | null} obs the version of OBS's browser plugin; null: not in OBS
 * @property {boolean} loader
 */

/** @typedef {{id: number, since: number, shown: Shown | null, shown_at: number, silent: boolean}} OverlayPresence */

/**
 * What is known around the stage; `counts` is keyed by card number.
 * @typedef {object} Around
 * @property {Record<string, number>} counts
 * @property {number} total
 * @property {Presence[]} people
 * @property {OverlayPresence[]} overlays
 * @property {StoreState} store
 * @property {number} viewers
 */

/** @typedef {{type: "around"} & Around} AroundFrame */
/** @typedef {{type: "ack", id: string, rev: number}} AckFrame */
/** @typedef {{type: "refused", id: string, code: string, message: string, rev: number}} RefusedFrame */
/** @typedef {{type: "pong", now: number}} PongFrame */
/** A panic that the store could not take: hide everything, whatever the view says, until `false`. @typedef {{type: "hidden", hidden: boolean}} HiddenFrame */

/** Load the page anew, once its server answers. @typedef {{type: "reload"}} ReloadFrame */

/** @typedef {ViewFrame<OverlayView> | HiddenFrame | ReloadFrame | PongFrame} OverlayFrame */
/** @typedef {ViewFrame<PanelView> | AroundFrame | HiddenFrame | AckFrame | RefusedFrame | PongFrame} PanelFrame */
/** @typedef {ViewFrame<LiveView> | PongFrame} LiveFrame */

/** @typedef {{type: "shown"} & Shown} ShownFrame */
/** @typedef {{type: "command", id: string, rev: number, do: Command}} CommandFrame */

export {};

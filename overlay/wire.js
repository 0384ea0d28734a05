// The wire as browser code sees it: frames, views and commands as src/web and src/view.rs define them. Types only.
// `tests/js/wire.test.mjs` compares these with `tests/wire/*.json`. A text that is empty is absent from the JSON.

/** @typedef {"job" | "gig" | "haul" | "training" | "policy"} Kind */

/**
 * The public fields of a card.
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

/**
 * Ends a card's time on screen; while `held` is present (the rest in milliseconds), `ends_at` is not valid.
 * @typedef {{then: "out" | "next", ends_at: number, held?: number}} Timer
 */

/** @typedef {CardFace & {shown_at: number, timer: Timer | null}} OnAirFace */

/**
 * What happens to a card when its planned time on screen is over.
 * @typedef {"stay" | {out: {seconds: number}} | {next: {seconds: number}}} Dwell
 */

/**
 * A card in the rundown and the id of its job; `minutes` null: an even share of the show.
 * @typedef {CardFace & {job: string, minutes: number | null, dwell: Dwell}} PanelCard
 */

/** @typedef {"countdown" | "recap" | "how" | "notice" | "break" | "end"} FaceKind */

/**
 * A graphic that is shown instead of a card. Times are server milliseconds.
 * @typedef {{shown_at: number} & (
 *   {kind: "countdown", until: number} | {kind: "recap", cards: CardFace[]} | {kind: "how"} | {kind: "notice", text: string}
 *   | {kind: "break", until: number | null} | {kind: "end", next_at: number | null})} FaceView
 */

/**
 * Switches of the contact layer.
 * @typedef {{address: boolean, phone: boolean, qr: boolean, hidden: boolean}} Contact
 */

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
 * @property {FaceView | null} face
 * @property {NextFace | null} next
 * @property {boolean} panic
 * @property {ShowFace | null} show
 * @property {HowFace} how
 * @property {Contact} contact
 * @property {Layout} layout
 * @property {number | null} guides_until safe areas are drawn until then
 */

/**
 * A face in a command.
 * @typedef {"countdown" | "recap" | "how" | "end" | {break: {minutes?: number}} | {notice: {notice: number}}} FaceRequest
 */

/**
 * A command without an argument is its bare name.
 * @typedef {{take: {card: number}} | {cue: {card: number}} | {open: {show: number}} | {face: {face: FaceRequest}}
 *   | {extend: {seconds: number}} | {contact: Partial<Contact>} | {guides: {seconds: number}}
 *   | "next" | "out" | "undo" | "panic" | "release" | "close" | "hold" | "resume" | "drive" | "share" | "lock" | "unlock" | "update"} Command
 */

/**
 * A change of the rundown, or a notice; `POST /panel/edit?seat=…` takes `{id, rev, edit}`.
 * @typedef {{add: {jobs: string[]}} | {move: {card: number, to: number}} | {remove: {card: number}} | {full: {card: number, full: boolean}}
 *   | {plan: {card: number, minutes?: number | null, dwell?: Dwell}} | {notice: {text: string}}} Edit
 */

/**
 * An accepted change in the history: a command, an edit (of a notice only its number), or `"layout"`.
 * @typedef {Command | Exclude<Edit, {notice: any}> | {notice: {notice?: number}} | "layout"} Operation
 */

/** @typedef {{do: Operation, at: number}} LastOperation */

/** @typedef {{notice: number, text: string}} Notice */

/**
 * @typedef {object} PanelView
 * @property {OnAirFace | null} on_air
 * @property {FaceView | null} face
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
 * @property {(LastOperation & {by: string}) | null} last
 */

/** @typedef {{card: number, number: number, title: string, pay: string, shown_at: number}} LiveCard */

/** @typedef {{show: ShowFace | null, on_air: LiveCard | null, shut: number[], cards: number}} LiveView */

/**
 * @template V
 * @typedef {{type: "view", epoch: string, rev: number, now: number, build: string, view: V}} ViewFrame
 */

/** @typedef {"ok" | "volatile" | "away" | "emptied"} StoreState */

/** @typedef {"driver" | "assistant" | "watcher"} Role */

/**
 * @typedef {{id: number, name: string, role: Role, seat: string, since: number, last: LastOperation | null}} Presence
 */

/**
 * The receipt of an overlay: what it has painted.
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
 * @property {boolean | null} visible null: OBS has not reported it
 * @property {boolean | null} active
 * @property {boolean | null} streaming
 * @property {string | null} scene
 * @property {string | null} obs the version of OBS's browser plugin; null: not in OBS
 * @property {boolean} loader
 */

/** @typedef {{id: number, since: number, shown: Shown | null, shown_at: number, silent: boolean}} OverlayPresence */

/**
 * Everything that panels show beside the stage; `counts` is keyed by card number.
 * @typedef {object} PanelStatus
 * @property {Record<string, number>} counts
 * @property {number} total
 * @property {Presence[]} people
 * @property {OverlayPresence[]} overlays
 * @property {StoreState} store
 * @property {number} viewers
 */

/** @typedef {{type: "around"} & PanelStatus} PanelStatusFrame */
/** @typedef {{type: "ack", id: string, rev: number}} AckFrame */
/** @typedef {{type: "refused", id: string, code: string, message: string, rev: number}} RefusedFrame */
/** @typedef {{type: "pong", now: number}} PongFrame */
/**
 * A panic that the store could not accept: hide everything, whatever the view says, until `false`.
 * @typedef {{type: "hidden", hidden: boolean}} HiddenFrame
 */

/** Reload the page as soon as its server answers. @typedef {{type: "reload"}} ReloadFrame */

/** @typedef {ViewFrame<OverlayView> | HiddenFrame | ReloadFrame | PongFrame} OverlayFrame */
/** @typedef {ViewFrame<PanelView> | PanelStatusFrame | HiddenFrame | AckFrame | RefusedFrame | PongFrame} PanelFrame */
/** @typedef {ViewFrame<LiveView> | PongFrame} LiveFrame */

/** @typedef {{type: "shown"} & Shown} ShownFrame */
/** @typedef {{type: "command", id: string, rev: number, do: Command}} CommandFrame */
/**
 * The newest view that a panel has, sent when its connection is back.
 * @typedef {{type: "seen", epoch: string, rev: number}} SeenFrame
 */
/** Asks the server to reload one overlay. @typedef {{type: "reload", overlay: number}} ReloadRequestFrame */
/** @typedef {{type: "ping"}} PingFrame */

/** @typedef {CommandFrame | ShownFrame | SeenFrame | ReloadRequestFrame | PingFrame} ToServer */

export {};

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

/** @typedef {CardFace & {shown_at: number}} OnAirFace */

/** @typedef {"countdown" | "recap" | "how" | "notice" | "break" | "end"} FaceKind */

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
 * What the stage shows instead of a card.
 * @typedef {{shown_at?: number} & ({kind: "countdown", until: number} | {kind: "recap", cards: CardFace[]} | {kind: "how"}
 *   | {kind: "notice", text: string} | {kind: "break", until: number | null} | {kind: "end", next_at: number | null})} Face
 */

/** Which ways to sign up may be on screen. @typedef {{address: boolean, phone: boolean, qr: boolean, hidden: boolean}} Contact */

/**
 * Safe area and offsets in hundredths of the page, `x` to the right and `y` upwards; `scale` in per cent.
 * @typedef {{top: number, bottom: number, left: number, right: number, scale: number, x: number, y: number}} FormatLayout
 */

/** @typedef {{style: "light" | "dark", portrait: FormatLayout, landscape: FormatLayout}} Layout */

/**
 * @typedef {object} OverlayView
 * @property {OnAirFace | null} on_air
 * @property {Face | null} [face]
 * @property {NextFace | null} next
 * @property {boolean} panic
 * @property {ShowFace | null} show
 * @property {HowFace} how
 * @property {Contact} [contact]
 * @property {Layout} [layout]
 * @property {number | null} [guides_until]
 */

/**
 * A command without an argument is its bare name.
 * @typedef {{take: {card: number}} | {cue: {card: number}} | {open: {show: number}} | "next" | "out" | "undo" | "panic" | "release" | "close"} Command
 */

/**
 * @typedef {object} PanelView
 * @property {OnAirFace | null} on_air
 * @property {boolean} panic
 * @property {ShowFace | null} show
 * @property {number | null} cued
 * @property {number | null} next
 * @property {CardFace[]} rundown
 * @property {Command | null} undo
 * @property {HowFace} how
 */

/** @typedef {{card: number, number: number, title: string, pay: string, shown_at: number}} LiveCard */

/** @typedef {{show: ShowFace | null, on_air: LiveCard | null, shut: number[], cards: number}} LiveView */

/**
 * @template V
 * @typedef {{type: "view", epoch: string, rev: number, now: number, build: string, view: V}} ViewFrame
 */

/** @typedef {"ok" | "volatile" | "away" | "emptied"} StoreState */

/** @typedef {{id: number, name: string, since: number}} Presence */

/**
 * What an overlay has really painted.
 * @typedef {object} Shown
 * @property {string} epoch
 * @property {number} rev
 * @property {number | null} card
 * @property {boolean} panic
 * @property {FaceKind | null} face
 * @property {boolean} hidden hidden at this machine
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

/** @typedef {{id: number, since: number, shown: Shown | null, shown_at: number}} OverlayPresence */

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

/** @typedef {ViewFrame<OverlayView> | HiddenFrame | PongFrame} OverlayFrame */
/** @typedef {ViewFrame<PanelView> | AroundFrame | AckFrame | RefusedFrame | PongFrame} PanelFrame */
/** @typedef {ViewFrame<LiveView> | PongFrame} LiveFrame */

/** @typedef {{type: "shown"} & Shown} ShownFrame */
/** @typedef {{type: "command", id: string, rev: number, do: Command}} CommandFrame */

export {};

// The wire as browser code sees it: frames, views and commands. Types only; generated from the Rust types by
// `cargo test --lib mirrors`, which rewrites this file: change the Rust types instead.

/**
 * A card as anybody may see it. Empty texts are left out of the JSON.
 * @typedef {object} CardFace
 * @property {string} [board]
 * @property {number} card Identifies the card on the wire; the same as `number`.
 * @property {string} [duty]
 * @property {string} employer
 * @property {boolean} expired
 * @property {boolean} full 招满
 * @property {string} [headcount]
 * @property {string} [highlight]
 * @property {string} [hours]
 * @property {string} [insurance]
 * @property {Kind} kind
 * @property {string} kind_word The sheet's own word for the kind: 工厂, 家政 …
 * @property {string} [needs]
 * @property {number} number
 * @property {string} pay `3800-5200`, or words.
 * @property {string} [pay_note]
 * @property {string} [pay_unit]
 * @property {string} [place]
 * @property {string} [remark]
 * @property {string} [rest]
 * @property {string} [safety]
 * @property {string} [settle]
 * @property {string} [source]
 * @property {string} [term]
 * @property {string} title
 * @property {string} [township]
 * @property {string} [valid_until]
 */

/**
 * A command to the stage. One without an argument is its bare name.
 * @typedef {{take: {card: number}}
 *   | {cue: {card: number}}
 *   | "next"
 *   | "out"
 *   | "undo"
 *   | "panic"
 *   | "release"
 *   | {open: {show: ShowId}}
 *   | "close"
 *   | {face: {face: FaceRequest}}
 *   | "hold"
 *   | "resume"
 *   | {extend: {seconds: number}}
 *   | {contact: {address?: boolean, hidden?: boolean, phone?: boolean, qr?: boolean}}
 *   | "drive"
 *   | "share"
 *   | "lock"
 *   | "unlock"
 *   | "update"
 *   | {guides: {seconds: number}}} Command
 */

/**
 * The contact layer. One switch for each part, because platforms change what they allow.
 * @typedef {object} Contact
 * @property {boolean} address Shows the address that viewers type.
 * @property {boolean} hidden Hides the whole layer, whatever the other switches say.
 * @property {boolean} phone Shows the county's telephone number.
 * @property {boolean} qr Shows the QR code.
 */

/**
 * A command or an edit that was done.
 * @typedef {object} LastOperation
 * @property {number} at Milliseconds since the Unix epoch.
 * @property {Operation} do As on the wire; of a notice only that it is one.
 */

/**
 * The host in control.
 * @typedef {object} Driver
 * @property {string} name The name that the host gave.
 * @property {string} seat The host's page, identified across reloads.
 */

/**
 * How long a card stays on screen, and what follows. On the wire: `"stay"`, `{"out":{"seconds":30}}`.
 * @typedef {"stay" | {out: {seconds: number}} | {next: {seconds: number}}} Dwell
 */

/**
 * One change to the rundown, or a notice beside it. On the wire: `{"move":{"card":8,"to":0}}`.
 * @typedef {{add: {jobs: JobId[]}}
 *   | {move: {card: number, to: number}}
 *   | {remove: {card: number}}
 *   | {full: {card: number, full: boolean}}
 *   | {plan: {card: number, dwell?: Dwell, minutes?: number | null}}
 *   | {notice: {text: string}}} Edit
 */

/**
 * A face in a command.
 * @typedef {"countdown"
 *   | "recap"
 *   | "how"
 *   | {notice: {notice: number}}
 *   | {break: {minutes?: number}}
 *   | "end"} FaceRequest
 */

/**
 * What is shown instead of a card, and since when.
 * @typedef {{kind: "countdown", shown_at: number, until: number}
 *   | {cards: CardFace[], kind: "recap", shown_at: number}
 *   | {kind: "how", shown_at: number}
 *   | {kind: "notice", shown_at: number, text: string}
 *   | {kind: "break", shown_at: number, until: number | null}
 *   | {kind: "end", next_at: number | null, shown_at: number}} FaceView
 */

/**
 * The frame for one format of the picture. Safe areas and offsets in per cent of it.
 * @typedef {object} LayoutFrame
 * @property {number} bottom
 * @property {number} left
 * @property {number} right
 * @property {number} scale The card's size, in per cent of its own.
 * @property {number} top
 * @property {number} x
 * @property {number} y
 */

/**
 * How to sign up for what is on screen.
 * @typedef {object} HowFace
 * @property {string} address What people type: `wr.example.cn/j/8` while card 8 is on, else the front page.
 * @property {string} channel
 * @property {string} hotline
 * @property {string} organiser
 * @property {Qr} [qr] The same for a camera; overlay only.
 */

/**
 * A job's identity in the store: short, opaque, never shown to the public.
 * @typedef {string} JobId
 */

/**
 * The five kinds that pages colour and word differently.
 * @typedef {"job" | "gig" | "haul" | "training" | "policy"} Kind
 */

/**
 * The newest command or edit, by whom and when.
 * @typedef {object} LastChange
 * @property {number} at Server time in milliseconds since the Unix epoch.
 * @property {string} by
 * @property {Operation} do As on the wire; of a notice only its number.
 */

/**
 * @typedef {object} Layout
 * @property {LayoutFrame} landscape
 * @property {LayoutFrame} portrait
 * @property {Style} style
 */

/**
 * @typedef {object} LiveCard
 * @property {number} card
 * @property {number} number
 * @property {string} pay
 * @property {number} shown_at
 * @property {string} title
 */

/**
 * What a viewer's page follows: enough to move the mark, nothing to read twice.
 * @typedef {object} LiveView
 * @property {number} cards How many cards the show has; another number: reload.
 * @property {LiveCard | null} on_air
 * @property {ShowFace | null} show
 * @property {number[]} shut Cards that nobody can sign up for any more.
 */

/**
 * What `next` would put on screen, so that an overlay can draw it ahead and show it at once.
 * @typedef {CardFace & {how: HowFace}} NextFace
 */

/**
 * @typedef {object} Notice
 * @property {number} notice
 * @property {string} text
 */

/**
 * A card on screen.
 * @typedef {CardFace & {shown_at: number, timer: Timer | null}} OnAirFace
 */

/**
 * An overlay that is connected, and what it says it has painted.
 * @typedef {object} OverlayPresence
 * @property {number} id
 * @property {Shown | null} shown `None` until the first receipt.
 * @property {number} shown_at When the receipt arrived, in server milliseconds.
 * @property {boolean} silent It was asked, and has not answered for `socket::QUIET_MAX`: what it shows now nobody knows.
 * @property {number} since
 */

/**
 * What OBS shows. During a panic `on_air` and `face` are null: what is hidden is not even sent.
 * @typedef {object} OverlayView
 * @property {Contact} contact
 * @property {FaceView | null} face What is shown instead of a card.
 * @property {number | null} guides_until Safe areas are drawn until then, in server milliseconds.
 * @property {HowFace} how
 * @property {Layout} layout
 * @property {NextFace | null} next Null during a panic too.
 * @property {OnAirFace | null} on_air
 * @property {boolean} panic
 * @property {ShowFace | null} show
 */

/**
 * A card in the rundown, with its plan.
 * @typedef {CardFace & {dwell: Dwell, job: JobId, minutes: number | null}} PanelCard
 */

/**
 * What is known around the stage.
 * @typedef {object} PanelStatus
 * @property {Record<string, number>} counts Sign-ups per card of this show; cards with none are left out.
 * @property {OverlayPresence[]} overlays
 * @property {Presence[]} people
 * @property {StoreState} store
 * @property {number} total Applications of this show.
 * @property {number} viewers How many viewers' pages are open on this server.
 */

/**
 * What hosts see. Counts and who is connected come apart from it, in `around` frames: they change without a revision.
 * @typedef {object} PanelView
 * @property {Contact} contact
 * @property {number | null} cued
 * @property {Driver | null} driver Null: every host drives.
 * @property {FaceView | null} face
 * @property {number | null} guides_until
 * @property {HowFace} how
 * @property {LastChange | null} last
 * @property {Layout} layout
 * @property {boolean} locked
 * @property {number | null} next What `next` would put on screen.
 * @property {Notice[]} notices This show's, newest first, at most `NOTICES_TOLD_MAX`.
 * @property {OnAirFace | null} on_air
 * @property {boolean} panic
 * @property {PanelCard[]} rundown
 * @property {ShowFace | null} show
 * @property {Command | null} undo What `undo` would take back.
 * @property {CardFace | null} update The card on screen as `update` would make it; null where its text is the newest.
 */

/**
 * A panel that is open somewhere.
 * @typedef {object} Presence
 * @property {number} id Stands for one open page.
 * @property {LastOperation | null} last What this page did last.
 * @property {string} name The name that its user gave; empty where none was given.
 * @property {Role} role `driver`, `assistant` or `watcher`: what the page's link allows.
 * @property {string} seat The page's own id, which outlives a reload; empty where it gave none.
 * @property {number} since Milliseconds since the Unix epoch.
 */

/**
 * Dark modules as a path in a square of `size` units, quiet zone included.
 * @typedef {object} Qr
 * @property {string} path
 * @property {number} size
 */

/**
 * The role that a link grants.
 * @typedef {"driver" | "assistant" | "watcher" | "buttons" | "server"} OperatorRole
 */

/**
 * @typedef {object} ShowFace
 * @property {boolean} closed
 * @property {number} [live_since]
 * @property {number} number
 * @property {number} planned_minutes
 * @property {number} starts_at Milliseconds since the Unix epoch.
 */

/**
 * A show's number, as said aloud: 第42期. Unique, so it is the identity too.
 * @typedef {number} ShowId
 */

/**
 * What an overlay has really painted.
 * @typedef {object} Shown
 * @property {boolean | null} active
 * @property {string} build
 * @property {number | null} card `None`: an empty screen.
 * @property {string} epoch
 * @property {FaceKind | null} face The kind of face that is shown instead of a card.
 * @property {number} height
 * @property {boolean} hidden Hidden by `ToBrowser::Hidden`, whatever the view says: a panic that the store could not take.
 * @property {boolean} loader Whether the page runs inside the loader.
 * @property {string | null} obs The version of OBS's browser plugin; `None`: not in OBS.
 * @property {boolean} panic
 * @property {number} rev
 * @property {string | null} scene
 * @property {boolean | null} streaming
 * @property {boolean | null} visible What OBS has said of the source since the page was loaded; `None`: nothing yet.
 * @property {number} width The page's size in CSS pixels.
 */

/**
 * Whether what is acknowledged is safe.
 * @typedef {"ok" | "volatile" | "away" | "emptied"} StoreState
 */

/**
 * @typedef {"light" | "dark"} Style
 */

/**
 * The effect of a timer that ends.
 * @typedef {"out" | "next"} Then
 */

/**
 * @typedef {object} Timer
 * @property {number} ends_at In server milliseconds; means nothing while it is held.
 * @property {number} [held] Stopped, with so many milliseconds left.
 * @property {Then} then
 */

/**
 * The whole view of this audience. Take it if `epoch` is another or `rev` is higher; ignore it otherwise.
 * @template V
 * @typedef {{build: string, epoch: string, now: number, rev: number, type: "view", view: V}} ViewFrame
 */

/**
 * What is known around the stage; whole, newest wins. Panels only.
 * @typedef {{type: "around"} & PanelStatus} PanelStatusFrame
 */

/**
 * `true`: hide everything, whatever the view says, until `false`. A panic that the store could not take. Overlays and panels.
 * @typedef {{hidden: boolean, type: "hidden"}} HiddenFrame
 */

/**
 * Load the page anew, once its server answers. Overlays only.
 * @typedef {{type: "reload"}} ReloadFrame
 */

/**
 * A command was done, and is in revision `rev`.
 * @typedef {{id: string, rev: number, type: "ack"}} AckFrame
 */

/**
 * A command changed nothing; `message` says why in the reader's language.
 * @typedef {{code: string, id: string, message: string, rev: number, type: "refused"}} RefusedFrame
 */

/**
 * Answers a `ToServer::Ping`, so that a page can tell silence from a dead line.
 * @typedef {{now: number, type: "pong"}} PongFrame
 */

/**
 * Panels only. `rev` is the revision that the command was decided on.
 * @typedef {{do: Command, id: string, rev: number, type: "command"}} CommandFrame
 */

/**
 * An overlay's receipt: this is painted.
 * @typedef {{type: "shown"} & Shown} ShownFrame
 */

/**
 * A panel's, when its line is back: this is the newest view that it has taken. A receipt says so too.
 * @typedef {{epoch: string, rev: number, type: "seen"}} SeenFrame
 */

/**
 * Panels only: let that overlay load its page anew.
 * @typedef {{overlay: number, type: "reload"}} ReloadRequestFrame
 */

/**
 * Asked every 10 s by pages; protocol pings are invisible to them.
 * @typedef {{type: "ping"}} PingFrame
 */

/**
 * An accepted change in the history: a command, an edit (of a notice only its number), or the layout.
 * @typedef {Command | Exclude<Edit, {notice: any}> | {notice: {notice?: number}} | "layout"} Operation
 */

/**
 * The role of a page.
 * @typedef {Exclude<OperatorRole, "buttons" | "server">} Role
 */

/**
 * A frame that an overlay receives.
 * @typedef {ViewFrame<OverlayView> | HiddenFrame | ReloadFrame | PongFrame} OverlayFrame
 */

/**
 * A frame that a panel receives.
 * @typedef {ViewFrame<PanelView>
 *   | PanelStatusFrame
 *   | HiddenFrame
 *   | AckFrame
 *   | RefusedFrame
 *   | PongFrame} PanelFrame
 */

/**
 * A frame that a viewer's page receives.
 * @typedef {ViewFrame<LiveView> | PongFrame} LiveFrame
 */

/**
 * The kind of a face.
 * @typedef {"countdown" | "recap" | "how" | "notice" | "break" | "end"} FaceKind
 */

/**
 * A frame that a page sends.
 * @typedef {CommandFrame | ShownFrame | SeenFrame | ReloadRequestFrame | PingFrame} ToServer
 */

export {};

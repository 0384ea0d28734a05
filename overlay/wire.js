// The wire as browser code sees it: frames, views and commands. Types only; generated from the Rust types by
// `cargo test --lib mirrors`, which rewrites this file: change the Rust types instead.

/**
 * The public fields of a card. An empty text is absent from the JSON.
 * @typedef {object} CardFace
 * @property {string} [board] Food and lodging.
 * @property {number} card Identifies the card on the wire; equals `number`.
 * @property {string} [duty] The work to do.
 * @property {string} employer The employer.
 * @property {boolean} expired The offer is past its validity date.
 * @property {boolean} full All places are taken (招满).
 * @property {string} [headcount] How many people are wanted.
 * @property {string} [highlight] The employer's main argument.
 * @property {string} [hours] The working hours.
 * @property {string} [insurance] Insurance and other protection.
 * @property {Kind} kind The kind, which decides colour and wording.
 * @property {string} kind_word The kind in the sheet's own word: 工厂, 家政 …
 * @property {string} [needs] Requirements of the applicant.
 * @property {number} number The number that the host says aloud.
 * @property {string} pay `3800-5200`, or the sheet's words.
 * @property {string} [pay_note] How the pay is made up.
 * @property {string} [pay_unit] `元/月`.
 * @property {string} [place] The place of work.
 * @property {string} [remark] Further text.
 * @property {string} [rest] The days off.
 * @property {string} [safety] Hazards of the work.
 * @property {string} [settle] How and when it is paid out.
 * @property {string} [source] The source of the information.
 * @property {string} [term] How long the work lasts.
 * @property {string} title The job's title.
 * @property {string} [township] The township of the place.
 * @property {string} [valid_until] The last day of the offer.
 */

/**
 * The places of a card that has a limit, as far as they are counted.
 * @typedef {object} CardPlaces
 * @property {number} taken The places taken. More than the limit if that was lowered, or staff gave a place back.
 * @property {number} waiting The applications that wait for one.
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
 * An accepted command or edit of one page.
 * @typedef {object} LastOperation
 * @property {number} at Milliseconds since the Unix epoch.
 * @property {Operation} do As on the wire; of a notice without its text.
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
 * A change of the rundown, or a new notice. On the wire: `{"move":{"card":8,"to":0}}`.
 * @typedef {{add: {jobs: JobId[]}}
 *   | {move: {card: number, to: number}}
 *   | {remove: {card: number}}
 *   | {full: {card: number, full: boolean}}
 *   | {places: {card: number, places?: number | null}}
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
 * A face on screen instead of a card, and since when.
 * @typedef {{kind: "countdown", shown_at: number, until: number}
 *   | {cards: CardFace[], kind: "recap", shown_at: number}
 *   | {kind: "how", shown_at: number}
 *   | {kind: "notice", shown_at: number, text: string}
 *   | {kind: "break", shown_at: number, until: number | null}
 *   | {kind: "end", next_at: number | null, shown_at: number}} FaceView
 */

/**
 * The layout for one format of the picture, in per cent of it.
 * @typedef {object} LayoutFrame
 * @property {number} bottom The safe area at the bottom.
 * @property {number} left The safe area at the left.
 * @property {number} right The safe area at the right.
 * @property {number} scale The card's size, in per cent of its normal size.
 * @property {number} top The safe area at the top.
 * @property {number} x The offset to the right.
 * @property {number} y The offset downwards.
 */

/**
 * How to sign up for what is on screen.
 * @typedef {object} HowFace
 * @property {string} address The address that viewers type: `wr.example.cn/8` for card 8, else the front page.
 * @property {string} channel The stream's account, as viewers search for it.
 * @property {string} hotline The telephone number.
 * @property {string} organiser The organiser of the show.
 * @property {Qr} [qr] The address as a QR code; overlay only.
 */

/**
 * Whether sign-ups are taken.
 * @typedef {object} IntakeFace
 * @property {SetupItem[]} missing The settings without which none are taken; empty: everything is set.
 * @property {boolean} paused Staff paused them.
 */

/**
 * A job's identity in the store: short, opaque, never shown to the public.
 * @typedef {string} JobId
 */

/**
 * The kind of a job, which decides colour and wording.
 * @typedef {"job" | "gig" | "haul" | "training" | "policy"} Kind
 */

/**
 * The newest command or edit, by whom and when.
 * @typedef {object} LastChange
 * @property {number} at Server time in milliseconds since the Unix epoch.
 * @property {string} by The operator's name; empty if none was given.
 * @property {Operation} do As on the wire; of a notice only its number.
 */

/**
 * The layout of the overlay.
 * @typedef {object} Layout
 * @property {LayoutFrame} landscape For landscape pictures.
 * @property {LayoutFrame} portrait For portrait pictures.
 * @property {Style} style The colours of the cards.
 */

/**
 * The card on screen, for a viewer's page.
 * @typedef {object} LiveCard
 * @property {number} card Identifies the card on the wire; equals `number`.
 * @property {number} number The number that the host says aloud.
 * @property {string} pay Pay with its unit.
 * @property {number} shown_at Server time in milliseconds since the Unix epoch.
 * @property {string} title The job's title.
 */

/**
 * The view of a viewer's page: enough to mark the card on air in a page that shows all cards.
 * @typedef {object} LiveView
 * @property {Record<string, number>} left How many places cards have left, where these are few.
 * @property {number} numbering A hash of the numbers and their jobs; the page of all cards reloads when it changes.
 * @property {LiveCard | null} on_air The card on screen; null during a panic.
 * @property {ShowFace | null} show The show on the stage.
 * @property {number[]} shut The numbers that are closed for sign-up: full, expired, or removed from the show.
 */

/**
 * The card that `next` would put on screen, for an overlay to draw it ahead.
 * @typedef {CardFace & {how: HowFace}} NextFace
 */

/**
 * A text that a host puts on screen.
 * @typedef {object} Notice
 * @property {number} notice Its number.
 * @property {string} text The text.
 */

/**
 * A card on screen.
 * @typedef {CardFace & {shown_at: number, timer: Timer | null}} OnAirFace
 */

/**
 * An overlay that is connected, with its newest receipt.
 * @typedef {object} OverlayPresence
 * @property {number} id Identifies the connection.
 * @property {Shown | null} shown The newest receipt; null: none yet.
 * @property {number} shown_at When the receipt arrived, in milliseconds since the Unix epoch.
 * @property {boolean} silent It has not answered a ping in time: what it shows now is unknown.
 * @property {number} since When it connected, in milliseconds since the Unix epoch.
 */

/**
 * The view of an overlay. During a panic `on_air`, `face` and `next` are null: hidden content is not even sent.
 * @typedef {object} OverlayView
 * @property {Contact} contact The switches of the contact layer.
 * @property {FaceView | null} face The face that is shown instead of a card.
 * @property {number | null} guides_until Safe areas are drawn until this time, in server milliseconds.
 * @property {HowFace} how How to sign up for the card on screen.
 * @property {Layout} layout Where the overlay draws.
 * @property {NextFace | null} next The card that `next` would put on screen.
 * @property {OnAirFace | null} on_air The card on screen.
 * @property {boolean} panic Everything is hidden.
 * @property {ShowFace | null} show The show on the stage.
 * @property {IntakeFace} sign_ups Whether sign-ups are taken; not drawn, but `daigang check` says so before the show.
 */

/**
 * A card in the rundown, with its plan.
 * @typedef {CardFace & {dwell: Dwell, job: JobId, minutes: number | null, places: number | null}} PanelCard
 */

/**
 * Everything that panels show beside the stage.
 * @typedef {object} PanelStatus
 * @property {Record<string, number>} counts Sign-ups by card number; a card without any is absent.
 * @property {OverlayPresence[]} overlays The connected overlays.
 * @property {Presence[]} people The connected panels.
 * @property {Record<string, CardPlaces>} places The places of cards that have a limit or are marked as full, by card number.
 * @property {ProxyFault[]} proxies The faults of reverse proxies that were noticed in the last minutes; mostly none.
 * @property {StoreState} store The state of the store.
 * @property {number} total Applications of this show.
 * @property {number} viewers The number of viewers' pages that are open on this server.
 */

/**
 * The view of a panel. Counts and connections come in `around` frames, because they change without a revision.
 * @typedef {object} PanelView
 * @property {Contact} contact The switches of the contact layer.
 * @property {number | null} cued The card that a host made ready.
 * @property {Driver | null} driver The host in control; null: every host is.
 * @property {FaceView | null} face The face on screen, during a panic too.
 * @property {number | null} guides_until Safe areas are drawn until this time, in server milliseconds.
 * @property {HowFace} how How to sign up for the card on screen.
 * @property {LastChange | null} last The newest command or edit.
 * @property {Layout} layout Where the overlay draws.
 * @property {boolean} locked Edits of the rundown are refused.
 * @property {number | null} next The card that `next` would put on screen.
 * @property {Notice[]} notices The notices of this show, newest first, at most 10.
 * @property {OnAirFace | null} on_air The card on screen, during a panic too.
 * @property {boolean} panic Everything is hidden.
 * @property {PanelCard[]} rundown All cards in running order.
 * @property {ShowFace | null} show The show on the stage.
 * @property {IntakeFace} sign_ups Whether sign-ups are taken.
 * @property {Command | null} undo The command that `undo` would take back.
 * @property {CardFace | null} update The card on screen as `update` would show it; null: its text is the newest.
 */

/**
 * A panel that is connected.
 * @typedef {object} Presence
 * @property {number} id Identifies the connection.
 * @property {LastOperation | null} last The last command or edit of this page.
 * @property {string} name The name that its user gave; may be empty.
 * @property {Role} role The role of the page's link: `driver`, `assistant` or `watcher`.
 * @property {string} seat Identifies the page across reloads; may be empty.
 * @property {number} since When it connected, in milliseconds since the Unix epoch.
 */

/**
 * A fault in the configuration of a reverse proxy, or of `--trusted-proxies`.
 * @typedef {{kind: "untrusted", proxy: string} | {kind: "no_client_address"} | {kind: "no_upgrade"}} ProxyFault
 */

/**
 * Dark modules as a path in a square of `size` units, quiet zone included.
 * @typedef {object} Qr
 * @property {string} path The `d` attribute of the path.
 * @property {number} size The side of the square.
 */

/**
 * The role that a link grants.
 * @typedef {"driver" | "assistant" | "watcher" | "buttons" | "server"} OperatorRole
 */

/**
 * A setting without which no sign-up is taken: its viewer would agree to a text that does not say who uses her data, how to reach them, or where she can live. Another requirement is another variant with its check.
 * @typedef {"organiser" | "hotline" | "townships"} SetupItem
 */

/**
 * The public fields of a show.
 * @typedef {object} ShowFace
 * @property {boolean} closed The host has closed the show.
 * @property {number} [live_since] When the show's first card went on screen, in milliseconds since the Unix epoch.
 * @property {number} number The show's number.
 * @property {number} planned_minutes The planned length.
 * @property {number} starts_at The planned start in milliseconds since the Unix epoch.
 */

/**
 * A show's number, as said aloud: 第42期. Identifies the show.
 * @typedef {number} ShowId
 */

/**
 * The receipt of an overlay: what it has painted.
 * @typedef {object} Shown
 * @property {boolean | null} active OBS has the source in the program output; null: not reported.
 * @property {string} build The build that the page was loaded from.
 * @property {number | null} card The card on screen; null: none.
 * @property {string} epoch The epoch of the painted view.
 * @property {FaceKind | null} face The kind of the face that is shown instead of a card.
 * @property {number} height The page's height in CSS pixels.
 * @property {boolean} hidden Hidden by a `hidden` frame, whatever the view says.
 * @property {boolean} loader The page runs inside the loader.
 * @property {string | null} obs The version of OBS's browser plugin; null: not in OBS.
 * @property {boolean} panic Hidden by the view's panic.
 * @property {number} rev The revision of the painted view.
 * @property {string | null} scene The current scene in OBS; null: not reported.
 * @property {boolean | null} streaming OBS is streaming; null: not reported.
 * @property {boolean | null} visible OBS shows the source somewhere; null: OBS has not reported it since the page was loaded.
 * @property {number} width The page's width in CSS pixels.
 */

/**
 * Whether acknowledged writes are safe.
 * @typedef {"ok" | "volatile" | "away" | "emptied"} StoreState
 */

/**
 * The colours of cards and faces.
 * @typedef {"light" | "dark"} Style
 */

/**
 * The effect of a timer that ends.
 * @typedef {"out" | "next"} Then
 */

/**
 * The timer of the card on screen.
 * @typedef {object} Timer
 * @property {number} ends_at In server milliseconds; not valid while `held` is present.
 * @property {number} [held] Paused, with this many milliseconds left.
 * @property {Then} then The effect when it ends.
 */

/**
 * The whole view of this audience. Take it if `epoch` differs or `rev` is higher; ignore it otherwise. Viewers' pages also take the same `rev` again: places change without one.
 * @template V
 * @typedef {{build: string, epoch: string, now: number, rev: number, type: "view", view: V}} ViewFrame
 */

/**
 * Everything that panels show beside the stage; whole, the newest replaces the others. Panels only.
 * @typedef {{type: "around"} & PanelStatus} PanelStatusFrame
 */

/**
 * A panic that the store could not accept. Overlays and panels.
 * @typedef {{hidden: boolean, type: "hidden"}} HiddenFrame
 */

/**
 * Reload the page as soon as its server answers. Overlays only.
 * @typedef {{type: "reload"}} ReloadFrame
 */

/**
 * A command was accepted.
 * @typedef {{id: string, rev: number, type: "ack"}} AckFrame
 */

/**
 * A command changed nothing.
 * @typedef {{code: string, id: string, message: string, rev: number, type: "refused"}} RefusedFrame
 */

/**
 * Answers a `ToServer::Ping`, so that a page can tell a quiet stage from a dead connection.
 * @typedef {{now: number, type: "pong"}} PongFrame
 */

/**
 * A command. Panels only.
 * @typedef {{do: Command, id: string, rev: number, type: "command"}} CommandFrame
 */

/**
 * An overlay's receipt.
 * @typedef {{type: "shown"} & Shown} ShownFrame
 */

/**
 * The newest view that a panel has, sent after it reconnects. A receipt contains the same.
 * @typedef {{epoch: string, rev: number, type: "seen"}} SeenFrame
 */

/**
 * Requests that an overlay reloads its page. Panels only.
 * @typedef {{overlay: number, type: "reload"}} ReloadRequestFrame
 */

/**
 * Sent by pages every 10 s: a page cannot see the pings of the protocol.
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

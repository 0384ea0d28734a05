//! The one socket loop of panels and overlays. Viewers, who are many and only listen, are `crowd`'s.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role as End, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};
use tokio_util::sync::CancellationToken;

use crate::domain::crew::{Operator, Permission, permit};
use crate::domain::stage::{Command, Rev};
use crate::live::{Denied, Hold};
use crate::web::App;
use crate::web::http::auth::Credentials;
use crate::web::http::auth::crew::operator;
use crate::web::http::error::Result;
use crate::web::http::listener::Slot;
use crate::web::http::page::Reader;
use crate::web::http::query::PageQuery;
use crate::web::realtime::Realtime;
use crate::web::realtime::feeds::{EncodedView, encode};
use crate::web::realtime::presence::Entry;
use crate::web::realtime::protocol::{COMMAND_ID_BYTES_MAX, INBOUND_BYTES_MAX, NO_KEY, ToBrowser, ToServer};
use crate::web::realtime::upgrade::{Admission, Audience, Upgraded, upgrade};
use crate::words::Words;

/// Bytes read at a time: frames from browsers have some 300. tungstenite's default of 128 KiB is zero-filled on every read.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Bytes that may wait for a peer that reads slowly: two whole views of a full rundown.
const WRITE_BUFFER_BYTES_MAX: usize = 512 * 1024;
/// How long one frame may take to leave.
const WRITE_MAX: Duration = Duration::from_secs(5);
/// How long a peer that was told to go may take to answer.
const FAREWELL_MAX: Duration = Duration::from_secs(1);
/// Between protocol pings.
pub const PING: Duration = Duration::from_secs(20);
/// After this long without a sign of life the peer is gone: two pings and a bit.
pub const SILENCE_MAX: Duration = Duration::from_secs(45);
/// Between protocol pings to an overlay: a host must hear within seconds that its line is dead.
const BEAT: Duration = Duration::from_secs(1);
/// After this long without a sign of life panels are told that an overlay is silent: two beats and half a second for a
/// busy machine, so that they hear of a cut within 3 s.
pub const QUIET_MAX: Duration = Duration::from_millis(2500);
/// Most commands of one page that wait for an answer; then it is not listened to. A store that is away answers none for
/// seconds, and a panic must be heard behind all that was pressed before it.
const ASKED_MAX: usize = 64;
/// Most frames that a page may send in one [`PING`] period: keys held down, receipts, pings and pongs stay far below.
const INBOUND_FRAMES_MAX: u32 = 400;

/// `GET /ws?view=overlay|preview|panel|live`, of the rehearsal with `&stage=rehearsal`. An overlay inside a panel says
/// `&monitor=1`: it is no picture that viewers see.
pub async fn get_socket(State(app): State<App>, Reader(t): Reader, request: Request) -> Result {
    let query = PageQuery::parse(request.uri().query());
    let credentials = Credentials::read(request.headers(), &query);
    let (audience, role) = match Audience::admit(request.headers(), &query, &credentials, &app)? {
        Admission::In(audience, role) => (audience, role),
        Admission::TurnedAway => return turn_away(&app, request),
    };
    // The public sees the air, whatever it asks for.
    let crowd = app.realtime.crowd.clone();
    let app = app.on(query.stage);
    let monitor = audience == Audience::Preview || query.monitor;
    let by = operator(role, &credentials, &query);
    let slot = request.extensions().get::<Slot>().cloned();
    let (response, upgraded) = upgrade(request)?;
    let tasks = app.realtime.tasks.clone();
    // `_slot` counts this connection until the socket is closed.
    if audience == Audience::Live {
        // A task of its own, so that thousands of them are no larger than a viewer needs.
        tasks.spawn(async move {
            let _slot = slot;
            if let Some(upgraded) = upgraded.await {
                crowd.join(upgraded).await;
            }
        });
    } else {
        tasks.spawn(async move {
            let _slot = slot;
            if let Some(upgraded) = upgraded.await {
                Conversation::new(app, audience, monitor, by, t, upgraded).await.run().await;
            }
        });
    }
    Ok(Response::map(response, axum::body::Body::new).into_response())
}

/// Opens a socket only to close it with the reason.
fn turn_away(app: &App, request: Request) -> Result {
    let slot = request.extensions().get::<Slot>().cloned();
    let (response, upgraded) = upgrade(request)?;
    app.realtime.tasks.spawn(async move {
        let _slot = slot;
        if let Some(upgraded) = upgraded.await {
            close(&mut speak(upgraded).await, CloseCode::from(NO_KEY), "no key").await;
        }
    });
    Ok(Response::map(response, axum::body::Body::new).into_response())
}

async fn speak(Upgraded { stream, read_ahead }: Upgraded) -> WebSocketStream<TcpStream> {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(Some(INBOUND_BYTES_MAX))
        .max_frame_size(Some(INBOUND_BYTES_MAX));
    WebSocketStream::from_partially_read(stream, read_ahead, End::Server, Some(config)).await
}

async fn close(socket: &mut WebSocketStream<TcpStream>, code: CloseCode, reason: &'static str) {
    let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
    timeout(WRITE_MAX, socket.close(Some(frame))).await.ok();
    // What a peer has sent meanwhile must be read: with that in hand the system would cut the line instead of closing it,
    // and the peer might never hear why.
    timeout(FAREWELL_MAX, async { while let Some(Ok(_)) = socket.next().await {} }).await.ok();
}

/// One panel or overlay that is connected.
struct Conversation {
    app: App,
    audience: Audience,
    by: Operator,
    t: Words,
    socket: WebSocketStream<TcpStream>,
    /// `None`: a monitor, which nobody has to know of.
    entry: Option<Entry>,
    view: watch::Receiver<EncodedView>,
    around: watch::Receiver<Utf8Bytes>,
    hold: watch::Receiver<Hold>,
    reloads: broadcast::Receiver<u64>,
    /// Whether the page was told to hide everything.
    hidden: bool,
    /// The revision of the newest view that the page was sent.
    sent: Rev,
    /// Commands that were pressed and not answered yet.
    asked: FuturesUnordered<BoxFuture<'static, Answered>>,
    stop: CancellationToken,
    heard: Instant,
    /// Whether panels were told that this overlay does not answer.
    silent: bool,
    inbound: u32,
}

/// A command's id, what it was, and what came of it.
type Answered = (String, Command, std::result::Result<Rev, Denied>);

/// Why a conversation ends.
enum Ending {
    /// The peer went, or broke a rule that needs no answer.
    Gone,
    Close(CloseCode, &'static str),
}

type Step = std::result::Result<(), Ending>;

impl Conversation {
    async fn new(app: App, audience: Audience, monitor: bool, by: Operator, t: Words, upgraded: Upgraded) -> Self {
        let socket = speak(upgraded).await;
        let Realtime { feeds, registry, stop, .. } = app.realtime.clone();
        let now = app.clock.now().millis();
        let (entry, view) = match audience {
            Audience::Panel => (Some(registry.enter_panel(&by, now)), feeds.panel),
            Audience::Preview => (None, feeds.preview),
            Audience::Overlay | Audience::Live => {
                ((!monitor).then(|| registry.enter_overlay(&by.seat, now)), feeds.overlay)
            }
        };
        let reloads = registry.reloads();
        let (around, hold, asked) = (feeds.around, app.hub.hold(), FuturesUnordered::new());
        let (hidden, sent, heard, silent, inbound) = (false, view.borrow().rev, Instant::now(), false, 0);
        Self {
            app,
            audience,
            by,
            t,
            socket,
            entry,
            view,
            around,
            hold,
            reloads,
            hidden,
            sent,
            asked,
            stop,
            heard,
            silent,
            inbound,
        }
    }

    async fn run(mut self) {
        let end = self.talk().await;
        if let Err(Ending::Close(code, reason)) = end {
            close(&mut self.socket, code, reason).await;
        }
    }

    async fn talk(&mut self) -> Step {
        let mut pings = interval(PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut beats = interval(BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.greet().await?;
        let panel = self.audience == Audience::Panel;
        let watched = self.audience == Audience::Overlay && self.entry.is_some();
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return Err(Ending::Close(CloseCode::Restart, "restarting")),
                Ok(()) = self.view.changed() => {
                    let (rev, text) = self.newest();
                    self.send(Message::Text(text)).await?;
                    self.sent = rev;
                    self.tell_hidden().await?;
                }
                Ok(()) = self.hold.changed() => self.tell_hidden().await?,
                Ok(id) = self.reloads.recv() => {
                    if self.entry.as_ref().is_some_and(|entry| entry.id == id) {
                        self.say(&ToBrowser::Reload).await?;
                    }
                }
                Some(answered) = self.asked.next() => self.answer(answered).await?,
                Ok(()) = self.around.changed(), if panel => {
                    let text = self.around.borrow_and_update().clone();
                    self.send(Message::Text(text)).await?;
                }
                message = self.socket.next(), if self.asked.len() < ASKED_MAX => self.hear(message).await?,
                _ = beats.tick(), if watched => self.send(Message::Ping(Bytes::new())).await?,
                () = sleep_until(self.heard + QUIET_MAX), if watched && !self.silent => self.mark_silent(true),
                _ = pings.tick() => self.look().await?,
            }
        }
    }

    fn newest(&mut self) -> (Rev, Utf8Bytes) {
        let frame = self.view.borrow_and_update();
        (frame.rev, frame.text.clone())
    }

    /// The newest view first: `view` was subscribed before, so nothing between is missed.
    async fn greet(&mut self) -> Step {
        // Before the view, so that nothing of it is painted.
        self.tell_hidden().await?;
        let now = self.app.clock.now().millis();
        let text = {
            let frame = self.view.borrow_and_update();
            frame.ready().then(|| frame.text_at(now))
        };
        if let Some(text) = text {
            self.send(Message::Text(text)).await?;
        }
        if self.audience == Audience::Panel {
            let around = self.around.borrow_and_update().clone();
            self.send(Message::Text(around)).await?;
        }
        Ok(())
    }

    /// Tells the page when a panic begins that the store does not know, and when the page's own view tells it.
    async fn tell_hidden(&mut self) -> Step {
        let from = self.hold.borrow_and_update().shows_from();
        let hidden = self.sent < from;
        if std::mem::replace(&mut self.hidden, hidden) == hidden {
            return Ok(());
        }
        self.say(&ToBrowser::Hidden { hidden }).await
    }

    fn mark_silent(&mut self, silent: bool) {
        self.silent = silent;
        if let Some(entry) = &self.entry {
            entry.silent(silent);
        }
    }

    async fn look(&mut self) -> Step {
        self.inbound = 0;
        if self.heard.elapsed() > SILENCE_MAX {
            return Err(Ending::Gone);
        }
        self.send(Message::Ping(Bytes::new())).await
    }

    async fn send(&mut self, message: Message) -> Step {
        match timeout(WRITE_MAX, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Ending::Gone),
        }
    }

    async fn say(&mut self, frame: &ToBrowser<'_>) -> Step {
        self.send(Message::Text(encode(frame))).await
    }

    async fn hear(
        &mut self,
        message: Option<std::result::Result<Message, tokio_tungstenite::tungstenite::Error>>,
    ) -> Step {
        self.heard = Instant::now();
        if self.silent {
            self.mark_silent(false);
        }
        self.inbound += 1;
        if self.inbound > INBOUND_FRAMES_MAX {
            return Err(Ending::Close(CloseCode::Policy, "too many frames"));
        }
        match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(Ending::Gone),
            Some(Ok(Message::Text(text))) => self.understand(&text).await,
            Some(Ok(Message::Binary(_))) => Err(Ending::Close(CloseCode::Unsupported, "text only")),
            // tungstenite answers pings itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(()),
        }
    }

    async fn understand(&mut self, text: &str) -> Step {
        match serde_json::from_str(text) {
            Ok(ToServer::Ping) => {
                let now = self.app.clock.now().millis();
                self.say(&ToBrowser::Pong { now }).await
            }
            Ok(ToServer::Shown(shown)) => {
                self.app.hub.saw(&shown.epoch, shown.rev);
                if let (Audience::Overlay, Some(entry)) = (self.audience, &self.entry) {
                    entry.painted(shown, self.app.clock.now().millis());
                }
                Ok(())
            }
            Ok(ToServer::Seen { epoch, rev }) => {
                self.app.hub.saw(&epoch, rev);
                Ok(())
            }
            Ok(ToServer::Reload { overlay }) => {
                if permit(None, &self.by, Permission::Assist).is_ok() {
                    self.app.realtime.registry.reload(overlay);
                }
                Ok(())
            }
            Ok(ToServer::Command { id, .. }) if id.is_empty() || id.len() > COMMAND_ID_BYTES_MAX => {
                let (rev, message) = (self.app.hub.snapshot().rev, self.t.common_refused_bad_message());
                self.say(&ToBrowser::Refused { id: &id, code: "bad_message", message, rev }).await
            }
            Ok(ToServer::Command { id, rev, command }) => {
                let done = self.app.hub.command(&id, &self.by, rev, command.clone());
                self.asked.push(Box::pin(async move { (id, command, done.await) }));
                Ok(())
            }
            Err(_) => {
                let (rev, message) = (self.app.hub.snapshot().rev, self.t.common_refused_bad_message());
                self.say(&ToBrowser::Refused { id: "", code: "bad_message", message, rev }).await
            }
        }
    }

    async fn answer(&mut self, (id, command, outcome): Answered) -> Step {
        match outcome {
            Ok(rev) => {
                self.say(&ToBrowser::Ack { id: &id, rev }).await?;
                let now = self.app.clock.now().millis();
                self.app.realtime.registry.did(&self.by.seat, json!(command), now);
                Ok(())
            }
            Err(denied) => {
                let (rev, message) = (self.app.hub.snapshot().rev, denied.sentence(self.t));
                self.say(&ToBrowser::Refused { id: &id, code: denied.code(), message: &message, rev }).await
            }
        }
    }
}

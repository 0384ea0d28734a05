//! The loop of one panel or overlay: sends views and status, receives commands and receipts. Viewers' sockets, which are many
//! and only listen, belong to `crowd`. Must not know how a socket is opened.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use serde_json::json;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message, Utf8Bytes};
use tokio_util::sync::CancellationToken;

use crate::domain::crew::{Operator, Permission};
use crate::domain::stage::{Command, Rev, permit};
use crate::live::{Denied, FallbackState};
use crate::web::App;
use crate::web::realtime::Realtime;
use crate::web::realtime::admission::Audience;
use crate::web::realtime::encoded_view::{EncodedView, encode};
use crate::web::realtime::heartbeat::{OVERLAY_PING_INTERVAL, OVERLAY_SILENT_AFTER, PING_INTERVAL, SILENCE_TIMEOUT};
use crate::web::realtime::presence::PresenceGuard;
use crate::web::realtime::protocol::{COMMAND_ID_BYTES_MAX, Shown, ToBrowser, ToServer};
use crate::web::realtime::transport::{Disconnected, Transport};
use crate::web::realtime::upgrade::Upgraded;
use crate::words::Words;

/// Most commands of one page that wait for an answer; beyond it the socket is not read. While the store is away no command
/// is answered for seconds, and a panic that was pressed after them must still be received.
const PENDING_MAX: usize = 64;
/// Most frames that a page may send in one [`PING_INTERVAL`]: repeating keys, receipts, pings and pongs stay far below.
const INBOUND_FRAMES_MAX: u32 = 400;

/// The page at the other end of a socket.
pub struct Peer {
    /// The view that it gets.
    pub audience: Audience,
    /// An overlay inside a panel, which is not listed among the overlays.
    pub monitor: bool,
    /// The person who acts through it.
    pub by: Operator,
    /// The language of refusals.
    pub t: Words,
}

/// The socket of one panel or overlay.
pub struct Conversation {
    app: App,
    peer: Peer,
    transport: Transport,
    /// `None` for monitors.
    presence: Option<PresenceGuard>,
    view: watch::Receiver<EncodedView>,
    panel_status: watch::Receiver<Utf8Bytes>,
    fallback: watch::Receiver<FallbackState>,
    reloads: broadcast::Receiver<u64>,
    /// Whether the page was last sent `hidden: true`.
    hidden: bool,
    /// The revision of the newest view that the page was sent.
    sent_rev: Rev,
    /// Commands that have no answer yet.
    pending: FuturesUnordered<BoxFuture<'static, Completed>>,
    stop: CancellationToken,
    last_received: Instant,
    /// Whether panels see this overlay as silent.
    silent: bool,
    /// Frames received since the last ping.
    inbound: u32,
}

/// A command that the hub has answered.
struct Completed {
    id: String,
    command: Command,
    outcome: Result<Rev, Denied>,
}

/// The end of a conversation.
enum Ending {
    /// The peer is gone, or broke a rule that needs no answer.
    Gone,
    /// The peer is disconnected with a reason.
    Close(CloseCode, &'static str),
}

impl From<Disconnected> for Ending {
    fn from(_: Disconnected) -> Self {
        Self::Gone
    }
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

impl Conversation {
    /// Subscribes to everything that the page is sent, and lists it as connected.
    pub async fn new(app: App, peer: Peer, upgraded: Upgraded) -> Self {
        let transport = Transport::open(upgraded).await;
        let Realtime { feeds, registry, stop, .. } = app.realtime.clone();
        let now = app.clock.now().millis();
        let (presence, view) = match peer.audience {
            Audience::Panel => (Some(registry.enter_panel(&peer.by, now)), feeds.panel),
            Audience::Preview => (None, feeds.preview),
            Audience::Overlay | Audience::Public => {
                ((!peer.monitor).then(|| registry.enter_overlay(&peer.by.seat, now)), feeds.overlay)
            }
        };
        let sent_rev = view.borrow().rev;
        Self {
            fallback: app.hub.panic_fallback(),
            app,
            peer,
            transport,
            presence,
            sent_rev,
            view,
            panel_status: feeds.panel_status,
            reloads: registry.reloads(),
            hidden: false,
            pending: FuturesUnordered::new(),
            stop,
            last_received: Instant::now(),
            silent: false,
            inbound: 0,
        }
    }

    /// Serves the page until it disconnects or the server stops.
    pub async fn run(mut self) {
        if let Err(Ending::Close(code, reason)) = self.exchange().await {
            self.transport.close(code, reason).await;
        }
    }

    async fn exchange(&mut self) -> Result<(), Ending> {
        let mut pings = ticks(PING_INTERVAL);
        let mut overlay_pings = ticks(OVERLAY_PING_INTERVAL);
        self.greet().await?;
        let is_panel = self.peer.audience == Audience::Panel;
        let is_watched = self.peer.audience == Audience::Overlay && self.presence.is_some();
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return Err(Ending::Close(CloseCode::Restart, "restarting")),
                Ok(()) = self.view.changed() => self.send_view().await?,
                Ok(()) = self.fallback.changed() => self.send_hidden().await?,
                Ok(id) = self.reloads.recv() => self.send_reload(id).await?,
                Some(completed) = self.pending.next() => self.acknowledge(completed).await?,
                Ok(()) = self.panel_status.changed(), if is_panel => self.send_panel_status().await?,
                message = self.transport.receive(), if self.pending.len() < PENDING_MAX => self.receive(message).await?,
                _ = overlay_pings.tick(), if is_watched => self.ping().await?,
                () = sleep_until(self.last_received + OVERLAY_SILENT_AFTER), if is_watched && !self.silent => {
                    self.set_silent(true);
                }
                _ = pings.tick() => self.check_alive().await?,
            }
        }
    }

    /// Sends the newest view first. `view` was subscribed before, so no change in between is missed.
    async fn greet(&mut self) -> Result<(), Ending> {
        // Before the view, so that nothing of it is painted.
        self.send_hidden().await?;
        let greeting = self.view.borrow_and_update().greeting(self.app.clock.now().millis());
        if let Some(text) = greeting {
            self.send(Message::Text(text)).await?;
        }
        if self.peer.audience == Audience::Panel {
            self.send_panel_status().await?;
        }
        Ok(())
    }

    async fn send_view(&mut self) -> Result<(), Ending> {
        let (rev, text) = {
            let newest = self.view.borrow_and_update();
            (newest.rev, newest.text.clone())
        };
        self.send(Message::Text(text)).await?;
        self.sent_rev = rev;
        self.send_hidden().await
    }

    async fn send_panel_status(&mut self) -> Result<(), Ending> {
        let text = self.panel_status.borrow_and_update().clone();
        self.send(Message::Text(text)).await
    }

    /// Hides the page when a panic begins that the store does not know, until a view that the page was sent contains it.
    async fn send_hidden(&mut self) -> Result<(), Ending> {
        let shows_from = self.fallback.borrow_and_update().shows_from();
        let hidden = self.sent_rev < shows_from;
        if std::mem::replace(&mut self.hidden, hidden) == hidden {
            return Ok(());
        }
        self.send_frame(&ToBrowser::Hidden { hidden }).await
    }

    async fn send_reload(&mut self, overlay: u64) -> Result<(), Ending> {
        if self.presence.as_ref().is_some_and(|presence| presence.id == overlay) {
            self.send_frame(&ToBrowser::Reload).await?;
        }
        Ok(())
    }

    fn set_silent(&mut self, silent: bool) {
        self.silent = silent;
        if let Some(presence) = &self.presence {
            presence.set_silent(silent);
        }
    }

    async fn check_alive(&mut self) -> Result<(), Ending> {
        self.inbound = 0;
        if self.last_received.elapsed() > SILENCE_TIMEOUT {
            return Err(Ending::Gone);
        }
        self.ping().await
    }

    async fn ping(&mut self) -> Result<(), Ending> {
        self.send(Message::Ping(Bytes::new())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Ending> {
        Ok(self.transport.send(message).await?)
    }

    async fn send_frame(&mut self, frame: &ToBrowser<'_>) -> Result<(), Ending> {
        self.send(Message::Text(encode(frame))).await
    }

    async fn receive(&mut self, message: Option<Result<Message, Error>>) -> Result<(), Ending> {
        self.last_received = Instant::now();
        if self.silent {
            self.set_silent(false);
        }
        self.inbound += 1;
        if self.inbound > INBOUND_FRAMES_MAX {
            return Err(Ending::Close(CloseCode::Policy, "too many frames"));
        }
        match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(Ending::Gone),
            Some(Ok(Message::Text(text))) => self.handle(&text).await,
            Some(Ok(Message::Binary(_))) => Err(Ending::Close(CloseCode::Unsupported, "text only")),
            // tungstenite answers pings itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(()),
        }
    }

    async fn handle(&mut self, text: &str) -> Result<(), Ending> {
        match serde_json::from_str(text) {
            Ok(ToServer::Ping) => {
                let now = self.app.clock.now().millis();
                self.send_frame(&ToBrowser::Pong { now }).await
            }
            Ok(ToServer::Shown(shown)) => {
                self.record_receipt(shown);
                Ok(())
            }
            Ok(ToServer::Seen { epoch, rev }) => {
                self.app.hub.note_client_revision(&epoch, rev);
                Ok(())
            }
            Ok(ToServer::Reload { overlay }) => {
                if permit(None, &self.peer.by, Permission::Assist).is_ok() {
                    self.app.realtime.registry.reload(overlay);
                }
                Ok(())
            }
            Ok(ToServer::Command { id, .. }) if id.is_empty() || id.len() > COMMAND_ID_BYTES_MAX => {
                self.refuse_message(&id).await
            }
            Ok(ToServer::Command { id, rev, command }) => {
                let outcome = self.app.hub.command(&id, &self.peer.by, rev, command.clone());
                self.pending.push(Box::pin(async move { Completed { id, command, outcome: outcome.await } }));
                Ok(())
            }
            Err(_) => self.refuse_message("").await,
        }
    }

    fn record_receipt(&self, shown: Shown) {
        self.app.hub.note_client_revision(&shown.epoch, shown.rev);
        if let (Audience::Overlay, Some(presence)) = (self.peer.audience, &self.presence) {
            presence.record_receipt(shown, self.app.clock.now().millis());
        }
    }

    async fn acknowledge(&mut self, Completed { id, command, outcome }: Completed) -> Result<(), Ending> {
        match outcome {
            Ok(rev) => {
                self.send_frame(&ToBrowser::Ack { id: &id, rev }).await?;
                let now = self.app.clock.now().millis();
                self.app.realtime.registry.record_action(&self.peer.by.seat, json!(command), now);
                Ok(())
            }
            Err(denied) => self.refuse(&id, denied.code(), &denied.sentence(self.peer.t)).await,
        }
    }

    async fn refuse_message(&mut self, id: &str) -> Result<(), Ending> {
        self.refuse(id, "bad_message", self.peer.t.common_refused_bad_message()).await
    }

    async fn refuse(&mut self, id: &str, code: &str, message: &str) -> Result<(), Ending> {
        let rev = self.app.hub.snapshot().rev;
        self.send_frame(&ToBrowser::Refused { id, code, message, rev }).await
    }
}

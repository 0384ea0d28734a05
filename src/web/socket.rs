//! The one socket loop of panels and overlays. Viewers, who are many and only listen, are `crowd`'s.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role as End, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};
use tokio_util::sync::CancellationToken;

use super::auth::name_of;
use super::error::Result;
use super::feeds::{Frame, encode};
use super::page::Reader;
use super::presence::Entry;
use super::protocol::{COMMAND_ID_BYTES_MAX, INBOUND_BYTES_MAX, ToBrowser, ToServer};
use super::serve::Slot;
use super::upgrade::{Audience, Upgraded, upgrade};
use super::{App, Live};
use crate::domain::stage::Command;
use crate::words::Words;

/// Bytes read at a time: frames from browsers have some 300. tungstenite's default of 128 KiB is zero-filled on every read.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Bytes that may wait for a peer that reads slowly: two whole views of a full rundown.
const WRITE_BUFFER_BYTES_MAX: usize = 512 * 1024;
/// How long one frame may take to leave.
const WRITE_MAX: Duration = Duration::from_secs(5);
/// Between protocol pings.
pub const PING: Duration = Duration::from_secs(20);
/// After this long without a sign of life the peer is gone: two pings and a bit.
pub const SILENCE_MAX: Duration = Duration::from_secs(45);
/// Most frames that a page may send in one [`PING`] period: keys held down, receipts and pings stay far below.
const INBOUND_FRAMES_MAX: u32 = 400;

/// `GET /ws?view=overlay|panel|live`
pub async fn get_socket(State(app): State<App>, Reader(t): Reader, request: Request) -> Result {
    let audience = Audience::admit(&request, &app.secrets, &app.public_url)?;
    let name = name_of(request.headers());
    let slot = request.extensions().get::<Slot>().cloned();
    let (response, upgraded) = upgrade(request)?;
    let tasks = app.live.tasks.clone();
    // `_slot` counts this connection until the socket is closed.
    if audience == Audience::Live {
        // A task of its own, so that thousands of them are no larger than a viewer needs.
        let crowd = app.live.crowd;
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
                Conversation::new(app, audience, &name, t, upgraded).await.run().await;
            }
        });
    }
    Ok(Response::map(response, axum::body::Body::new).into_response())
}

/// One panel or overlay that is connected.
struct Conversation {
    app: App,
    audience: Audience,
    name: String,
    t: Words,
    socket: WebSocketStream<TcpStream>,
    entry: Entry,
    view: watch::Receiver<Frame>,
    around: watch::Receiver<Utf8Bytes>,
    stop: CancellationToken,
    heard: Instant,
    inbound: u32,
}

/// Why a conversation ends.
enum Ending {
    /// The peer went, or broke a rule that needs no answer.
    Gone,
    Close(CloseCode, &'static str),
}

type Step = std::result::Result<(), Ending>;

impl Conversation {
    async fn new(app: App, audience: Audience, name: &str, t: Words, upgraded: Upgraded) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
            .max_message_size(Some(INBOUND_BYTES_MAX))
            .max_frame_size(Some(INBOUND_BYTES_MAX));
        let Upgraded { stream, read_ahead } = upgraded;
        let socket = WebSocketStream::from_partially_read(stream, read_ahead, End::Server, Some(config)).await;
        let Live { feeds, registry, stop, .. } = app.live.clone();
        let now = app.clock.now().millis();
        let (entry, view) = match audience {
            Audience::Panel => (registry.enter_panel(name, now), feeds.panel),
            Audience::Overlay | Audience::Live => (registry.enter_overlay(now), feeds.overlay),
        };
        let name = name.to_owned();
        let around = feeds.around;
        Self { app, audience, name, t, socket, entry, view, around, stop, heard: Instant::now(), inbound: 0 }
    }

    async fn run(mut self) {
        let end = self.talk().await;
        if let Err(Ending::Close(code, reason)) = end {
            let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
            timeout(WRITE_MAX, self.socket.close(Some(frame))).await.ok();
        }
    }

    async fn talk(&mut self) -> Step {
        let mut pings = interval(PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.greet().await?;
        let panel = self.audience == Audience::Panel;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return Err(Ending::Close(CloseCode::Restart, "restarting")),
                Ok(()) = self.view.changed() => {
                    let text = self.view.borrow_and_update().text.clone();
                    self.send(Message::Text(text)).await?;
                }
                Ok(()) = self.around.changed(), if panel => {
                    let text = self.around.borrow_and_update().clone();
                    self.send(Message::Text(text)).await?;
                }
                message = self.socket.next() => self.hear(message).await?,
                _ = pings.tick() => self.look().await?,
            }
        }
    }

    /// The newest view first: `view` was subscribed before, so nothing between is missed.
    async fn greet(&mut self) -> Step {
        let text = self.view.borrow_and_update().text_at(self.app.clock.now().millis());
        self.send(Message::Text(text)).await?;
        if self.audience == Audience::Panel {
            let around = self.around.borrow_and_update().clone();
            self.send(Message::Text(around)).await?;
        }
        Ok(())
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
                if self.audience == Audience::Overlay {
                    self.entry.painted(shown, self.app.clock.now().millis());
                }
                Ok(())
            }
            Ok(ToServer::Command { id, rev, command }) => self.command(&id, rev, command).await,
            Err(_) => {
                let (rev, message) = (self.app.hub.world().rev, self.t.common_refused_bad_message());
                self.say(&ToBrowser::Refused { id: "", code: "bad_message", message, rev }).await
            }
        }
    }

    async fn command(&mut self, id: &str, rev: u64, command: Command) -> Step {
        let current = self.app.hub.world().rev;
        if self.audience != Audience::Panel {
            let message = self.t.common_refused_not_allowed();
            return self.say(&ToBrowser::Refused { id, code: "not_allowed", message, rev: current }).await;
        }
        if id.is_empty() || id.len() > COMMAND_ID_BYTES_MAX {
            let message = self.t.common_refused_bad_message();
            return self.say(&ToBrowser::Refused { id, code: "bad_message", message, rev: current }).await;
        }
        match self.app.hub.command(id, &self.name, rev, command).await {
            Ok(rev) => self.say(&ToBrowser::Ack { id, rev }).await,
            Err(denied) => {
                let (rev, message) = (self.app.hub.world().rev, denied.sentence(self.t));
                self.say(&ToBrowser::Refused { id, code: denied.code(), message: &message, rev }).await
            }
        }
    }
}

//! The stage in brief as server-sent events, one for each change. Must not know how commands are given.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::IntoResponse as _;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio_util::sync::CancellationToken;

use crate::domain::snapshot::Snapshot;
use crate::live::{FallbackState, Stats};
use crate::web::api::stage::Brief;
use crate::web::http::auth::Caller;
use crate::web::http::error::{AppError, Result};
use crate::web::{App, At};

/// Interval of comments on a quiet stream: below the 30 s after which proxies close a silent response.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);
/// Delay before a client reconnects.
const RECONNECT_DELAY: Duration = Duration::from_secs(1);

/// `GET /api/v1/stage/events`: an event for each change, beginning with the current state.
pub async fn get_events(_: Caller, At(app): At) -> Result {
    app.check_ready()?;
    let permit = app.realtime.listeners.clone().try_acquire_owned().map_err(|_| AppError::TooMany)?;
    let listener = Listener::new(app, permit);
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_INTERVAL)).into_response())
}

/// One client of the stream. Nothing is queued: a slow client receives only the newest state.
struct Listener {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    stats: watch::Receiver<Arc<Stats>>,
    connected: watch::Receiver<()>,
    fallback: watch::Receiver<FallbackState>,
    stop: CancellationToken,
    app: App,
    /// The state that was sent last.
    sent: Option<Brief>,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    fn new(app: App, permit: OwnedSemaphorePermit) -> Self {
        Self {
            snapshots: app.hub.follow(),
            stats: app.hub.stats(),
            connected: app.realtime.registry.follow(),
            fallback: app.hub.panic_fallback(),
            stop: app.realtime.stop.clone(),
            app,
            sent: None,
            _permit: permit,
        }
    }

    /// The next state that differs; `None` when the server shuts down.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // Marked before the state is read, so that a change in between is not missed.
            self.snapshots.mark_unchanged();
            self.stats.mark_unchanged();
            self.connected.mark_unchanged();
            self.fallback.mark_unchanged();
            let brief = Brief::read(&self.app);
            if self.sent.as_ref() != Some(&brief) && !self.stop.is_cancelled() {
                let text = serde_json::to_string(&brief).expect("a struct with text keys, which JSON can always hold");
                let event = Event::default().id(brief.rev.to_string()).retry(RECONNECT_DELAY).data(text);
                self.sent = Some(brief);
                return Some(event);
            }
            tokio::select! {
                () = self.stop.cancelled() => return None,
                changed = self.snapshots.changed() => changed.ok()?,
                changed = self.stats.changed() => changed.ok()?,
                changed = self.connected.changed() => changed.ok()?,
                changed = self.fallback.changed() => changed.ok()?,
            }
        }
    }
}

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
use crate::live::{Hold, Stats};
use crate::web::api::stage::Brief;
use crate::web::http::auth::Caller;
use crate::web::http::error::{AppError, Result};
use crate::web::{App, At};

/// Between two signs of life on a quiet stage: below the 30 s after which proxies give up a silent answer.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon a listener that lost us tries again.
const RETRY: Duration = Duration::from_secs(1);

/// `GET /api/v1/stage/events`
pub async fn get_events(_: Caller, At(app): At) -> Result {
    app.check_ready()?;
    let permit = app.realtime.listeners.clone().try_acquire_owned().map_err(|_| AppError::TooMany)?;
    let listener = Listener::new(app, permit);
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response())
}

/// Somebody who hears every change. Nothing is queued for them: a slow one hears only the newest.
struct Listener {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    stats: watch::Receiver<Arc<Stats>>,
    connected: watch::Receiver<()>,
    holds: watch::Receiver<Hold>,
    stop: CancellationToken,
    app: App,
    told: Option<Brief>,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    fn new(app: App, permit: OwnedSemaphorePermit) -> Self {
        let (snapshots, stats) = (app.hub.follow(), app.hub.stats());
        let (connected, holds, stop) = (app.realtime.registry.follow(), app.hub.hold(), app.realtime.stop.clone());
        Self { snapshots, stats, connected, holds, stop, app, told: None, _permit: permit }
    }

    /// The next state that is news; `None` at the server's end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // Marked as seen before it is read, so that no change falls between.
            self.snapshots.mark_unchanged();
            self.stats.mark_unchanged();
            self.connected.mark_unchanged();
            self.holds.mark_unchanged();
            let brief = Brief::read(&self.app);
            if self.told.as_ref() != Some(&brief) && !self.stop.is_cancelled() {
                let text = serde_json::to_string(&brief).expect("a struct with text keys, which JSON can always hold");
                let event = Event::default().id(brief.rev.to_string()).retry(RETRY).data(text);
                self.told = Some(brief);
                return Some(event);
            }
            tokio::select! {
                () = self.stop.cancelled() => return None,
                changed = self.snapshots.changed() => changed.ok()?,
                changed = self.stats.changed() => changed.ok()?,
                changed = self.connected.changed() => changed.ok()?,
                changed = self.holds.changed() => changed.ok()?,
            }
        }
    }
}

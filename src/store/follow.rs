//! The follow loop: a blocking read that reports every stage entry. After an outage it
//! continues behind the last entry that it read, so that no entry is skipped and nothing has to be polled.

use std::time::Duration;

use redis::Value;
use redis::aio::MultiplexedConnection;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::connect::BLOCK_TIMEOUT;
use super::entry::{StageEntry, read_stream};
use super::{Error, Result, Store};
use crate::domain::stage::Rev;

/// The delay before the first attempt to reconnect; it doubles with each further one.
const RECONNECT_DELAY_MIN: Duration = Duration::from_millis(50);
/// The longest delay between two attempts to reconnect.
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(1);

/// The position before the first entry of a stream.
const BEGINNING: &str = "0-0";

/// A report of the follow loop.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A stage entry was appended, by this server or another one.
    Entry(Box<StageEntry>),
    /// The connection is lost; the loop reconnects until it is stopped.
    Disconnected,
    /// The connection is back: state that was read before must be read again.
    Reconnected,
}

/// The follow loop, with its position in the stream.
pub struct Follower {
    store: Store,
    /// The ID of the last stage entry that was read.
    stage: String,
}

impl Follower {
    /// Follows from a revision on.
    #[must_use]
    pub fn new(store: Store, rev: Rev) -> Self {
        Self { store, stage: format!("{rev}-0") }
    }

    /// Runs until it is stopped or the receiver is dropped.
    pub async fn run(mut self, events: mpsc::Sender<Event>, stop: CancellationToken) {
        let mut delay = RECONNECT_DELAY_MIN;
        let mut disconnected = false;
        loop {
            let failure = tokio::select! {
                () = stop.cancelled() => return,
                failure = self.follow(&events, &mut disconnected, &mut delay) => failure,
            };
            if events.is_closed() {
                return;
            }
            if !disconnected {
                disconnected = true;
                tracing::warn!(why = %failure, "lost the connection that follows the store; new entries do not arrive; reconnecting");
                events.send(Event::Disconnected).await.ok();
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(delay) => {}
            }
            delay = (delay * 2).min(RECONNECT_DELAY_MAX);
        }
    }

    /// Reads until something fails, and returns the failure.
    async fn follow(&mut self, events: &mpsc::Sender<Event>, disconnected: &mut bool, delay: &mut Duration) -> Error {
        let mut conn = match self.store.inner.connections.blocking().await {
            Ok(conn) => conn,
            Err(why) => return why.into(),
        };
        // A blocking read answers only when an entry arrives. A ping shows at once whether the store is back, and fails
        // while the store is still loading its data.
        if let Err(why) = redis::cmd("PING").query_async::<()>(&mut conn).await {
            return why.into();
        }
        if let Err(why) = self.skip_history().await {
            return why;
        }
        if std::mem::take(disconnected) {
            *delay = RECONNECT_DELAY_MIN;
            events.send(Event::Reconnected).await.ok();
        }
        loop {
            // No timeout here: the connection has its own deadline, a little longer than the store's.
            let read = match self.read(&mut conn).await {
                Ok(read) => read,
                Err(why) => return why,
            };
            for event in read {
                if events.send(event).await.is_err() {
                    return Error::Unavailable("the receiver of the follow loop is gone".into());
                }
            }
        }
    }

    /// A follower that begins without a revision reads the newest entry only, and not the whole history.
    async fn skip_history(&mut self) -> Result<()> {
        if self.stage == BEGINNING {
            self.stage = format!("{}-0", self.store.newest().await?.saturating_sub(1));
        }
        Ok(())
    }

    async fn read(&mut self, conn: &mut MultiplexedConnection) -> Result<Vec<Event>> {
        let keys = self.store.keys();
        let mut command = redis::cmd("XREAD");
        command.arg("BLOCK").arg(u64::try_from(BLOCK_TIMEOUT.as_millis()).unwrap_or(u64::MAX)).arg("STREAMS");
        command.arg(keys.stage(self.store.stage)).arg(&self.stage);
        let answer = command.query_async::<Value>(conn).await?;
        if answer == Value::Nil {
            return Ok(Vec::new());
        }
        let streams: Vec<(String, Value)> =
            redis::from_redis_value(answer).map_err(|_| Error::Corrupt("a stream".into()))?;
        let mut events = Vec::new();
        for (_, entries) in streams {
            let entries = read_stream(entries)?;
            for (id, fields) in &entries {
                events.push(Event::Entry(Box::new(StageEntry::read(id, fields)?)));
                self.stage.clone_from(id);
            }
        }
        Ok(events)
    }
}

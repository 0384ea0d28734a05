//! The follow loop: a blocking read that tells of every stage entry and pulse, and goes on after any outage from the last
//! one it saw, so that nothing is skipped and nothing has to be polled.

use std::time::Duration;

use redis::Value;
use redis::aio::MultiplexedConnection;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::connect::BLOCK;
use super::stage::{read_entry, read_value};
use super::{Error, Head, Result, Store};
use crate::domain::stage::Rev;

/// Between attempts to connect again, doubling from the first to the last.
const RETRY_FIRST: Duration = Duration::from_millis(50);
const RETRY_LAST: Duration = Duration::from_secs(1);

/// Where a stream begins.
const BEGINNING: &str = "0-0";

/// What the store tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A command was accepted, here or on another server.
    Stage(Box<Head>),
    /// Applications came or changed.
    Pulse,
    /// The connection is gone; the loop tries again until told to stop.
    Lost,
    /// It is back: what was read before it is to be read again.
    Back,
}

/// Where the loop stands in the two streams.
pub struct Follower {
    store: Store,
    stage: String,
    pulse: String,
}

impl Follower {
    /// Follows from a revision on. The first read also tells of old pulses, as one: whoever follows counts once.
    #[must_use]
    pub fn new(store: Store, rev: Rev) -> Self {
        Self { store, stage: format!("{rev}-0"), pulse: BEGINNING.into() }
    }

    /// Runs until stopped or until nobody listens.
    pub async fn run(mut self, events: mpsc::Sender<Event>, stop: CancellationToken) {
        let mut wait = RETRY_FIRST;
        let mut lost = false;
        loop {
            let failure = tokio::select! {
                () = stop.cancelled() => return,
                failure = self.follow(&events, &mut lost, &mut wait) => failure,
            };
            if events.is_closed() {
                return;
            }
            if !lost {
                lost = true;
                tracing::warn!(why = %failure, "the store is away; following goes on when it is back");
                events.send(Event::Lost).await.ok();
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            wait = (wait * 2).min(RETRY_LAST);
        }
    }

    /// Reads until something fails, and answers what.
    async fn follow(&mut self, events: &mpsc::Sender<Event>, lost: &mut bool, wait: &mut Duration) -> Error {
        let mut conn = match self.store.inner.connections.blocking().await {
            Ok(conn) => conn,
            Err(why) => return why.into(),
        };
        // A read may wait long for news; whether the store is back is known at once. While it loads, this fails.
        if let Err(why) = redis::cmd("PING").query_async::<()>(&mut conn).await {
            return why.into();
        }
        if let Err(why) = self.begin().await {
            return why;
        }
        if std::mem::take(lost) {
            *wait = RETRY_FIRST;
            events.send(Event::Back).await.ok();
        }
        loop {
            // The connection has a deadline of its own, a little after the store's.
            let news = match self.read(&mut conn).await {
                Ok(news) => news,
                Err(why) => return why,
            };
            for event in news {
                if events.send(event).await.is_err() {
                    return Error::Unavailable("nobody listens".into());
                }
            }
        }
    }

    /// Whoever knows nothing yet is told the newest entry, and not the whole history.
    async fn begin(&mut self) -> Result<()> {
        if self.stage == BEGINNING {
            self.stage = format!("{}-0", self.store.newest().await?.saturating_sub(1));
        }
        Ok(())
    }

    async fn read(&mut self, conn: &mut MultiplexedConnection) -> Result<Vec<Event>> {
        let keys = self.store.keys();
        let mut command = redis::cmd("XREAD");
        command.arg("BLOCK").arg(u64::try_from(BLOCK.as_millis()).unwrap_or(u64::MAX)).arg("STREAMS");
        let stage_key = keys.stage(self.store.stage);
        command.arg(&stage_key).arg(keys.pulse()).arg(&self.stage).arg(&self.pulse);
        let answer = command.query_async::<Value>(conn).await?;
        if answer == Value::Nil {
            return Ok(Vec::new());
        }
        let streams: Vec<(String, Value)> =
            redis::from_redis_value(answer).map_err(|_| Error::Corrupt("a stream".into()))?;
        let mut events = Vec::new();
        for (key, entries) in streams {
            let entries = read_value(entries)?;
            let Some((last, _)) = entries.last() else { continue };
            if key == stage_key {
                self.stage.clone_from(last);
                for (id, fields) in &entries {
                    events.push(Event::Stage(Box::new(read_entry(id, fields)?)));
                }
            } else {
                // However many came, they say the same: count again.
                self.pulse.clone_from(last);
                events.push(Event::Pulse);
            }
        }
        Ok(events)
    }
}

//! Deletes the traces of erased people from the append-only file of the own Redis: it has the file rewritten, at most once a
//! minute. Must not know who was erased.

use std::collections::HashMap;
use std::time::Duration;

use redis::aio::ConnectionManager;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::change::EventNumber;
use crate::store::call::ask;
use crate::store::error::{Error, Result};
use crate::store::keys::Keys;

/// The shortest time between two rewrites: each writes the whole data, so that several erasures share one.
const REWRITE_INTERVAL: Duration = Duration::from_secs(60);
/// The delay of a rewrite after an erasure, so that one covers those that come together.
const ERASURE_DELAY: Duration = Duration::from_secs(1);
/// Interval at which a running rewrite is polled: Redis reports its end nowhere else.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// Deadline for a rewrite (about a minute for each 10 GB on a small disk).
const REWRITE_TIMEOUT: Duration = Duration::from_secs(300);

/// Whether copies of what was erased are left on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traces {
    /// The own Redis has rewritten its file since.
    Cleared,
    /// The own Redis is about to rewrite its file.
    Soon,
    /// Another Redis keeps the data, whose files this server does not control.
    External,
}

/// Tells the task that rewrites the file of erasures.
#[derive(Debug, Clone)]
pub(in crate::store) struct TracesFeed(watch::Sender<EventNumber>);

impl TracesFeed {
    /// Starts the task, which ends when the last handle to the store is dropped. `own`: whether this server's Redis is its
    /// own; another one's files are left alone.
    pub fn start(conn: ConnectionManager, keys: Keys, own: bool) -> Self {
        let (feed, erasures) = watch::channel(0);
        if own {
            tokio::spawn(run(conn, keys, erasures));
        }
        Self(feed)
    }

    /// Something was erased, with this event.
    pub fn erased(&self, event: EventNumber) {
        self.0.send_replace(event);
    }
}

/// The newest erasure, and the newest one whose traces are gone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    erased: EventNumber,
    pub(super) rewritten: EventNumber,
}

pub(super) async fn read_progress(conn: &mut ConnectionManager, keys: &Keys) -> Result<Progress> {
    let mut command = redis::cmd("HMGET");
    command.arg(keys.marker()).arg("erased").arg("rewritten");
    let (erased, rewritten): (Option<EventNumber>, Option<EventNumber>) = ask(&command, conn).await?;
    Ok(Progress { erased: erased.unwrap_or_default(), rewritten: rewritten.unwrap_or_default() })
}

async fn run(mut conn: ConnectionManager, keys: Keys, mut erasures: watch::Receiver<EventNumber>) {
    let mut not_before = Instant::now();
    loop {
        match clear(&mut conn, &keys).await {
            Ok(false) => {}
            Ok(true) => not_before = Instant::now() + REWRITE_INTERVAL,
            Err(why) => {
                not_before = Instant::now() + REWRITE_INTERVAL;
                tracing::warn!(%why, "could not rewrite the file of Redis; it still contains what was erased; will retry in a minute");
            }
        }
        // Also without news: an amendment erases too, and another server may have.
        match timeout(REWRITE_INTERVAL, erasures.changed()).await {
            Ok(Err(_)) => return,
            Ok(Ok(())) | Err(_) => sleep_until(not_before.max(Instant::now() + ERASURE_DELAY)).await,
        }
    }
}

/// Rewrites the file if something was erased since the last time; returns whether it did.
async fn clear(conn: &mut ConnectionManager, keys: &Keys) -> Result<bool> {
    let progress = read_progress(conn, keys).await?;
    if progress.erased <= progress.rewritten {
        return Ok(false);
    }
    // A rewrite that is running began before the erasure.
    wait_for_rewrite(conn).await?;
    let _: redis::Value = ask(&redis::cmd("BGREWRITEAOF"), conn).await?;
    wait_for_rewrite(conn).await?;
    let mut done = redis::cmd("HSET");
    done.arg(keys.marker()).arg("rewritten").arg(progress.erased);
    let _: i64 = ask(&done, conn).await?;
    tracing::info!("the file of Redis was rewritten; it no longer contains what was erased");
    Ok(true)
}

async fn wait_for_rewrite(conn: &mut ConnectionManager) -> Result<()> {
    let deadline = Instant::now() + REWRITE_TIMEOUT;
    loop {
        let info: String = ask(redis::cmd("INFO").arg("persistence"), conn).await?;
        let fields: HashMap<&str, &str> = info.lines().filter_map(|line| line.split_once(':')).collect();
        let running =
            ["aof_rewrite_in_progress", "aof_rewrite_scheduled"].iter().any(|name| fields.get(name) == Some(&"1"));
        if !running {
            let ok = fields.get("aof_last_bgrewrite_status") != Some(&"err");
            return if ok { Ok(()) } else { Err(Error::Unavailable("the rewrite failed".into())) };
        }
        if Instant::now() > deadline {
            return Err(Error::Unavailable("the rewrite takes too long".into()));
        }
        sleep(POLL_INTERVAL).await;
    }
}

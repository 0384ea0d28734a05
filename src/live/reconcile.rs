//! Keeps a replica the same as the store: reads entries and records that it missed, and continues after a rollback. A press
//! that no other server disturbs does not come through here.

use chrono::NaiveDate;
use tokio::sync::watch;

use super::replica::{ANSWERED_MAX, EntrySource, Replica};
use super::rollback;
use crate::domain::stage::Rev;
use crate::store::{self, EntryKind, StoreState};

/// The operator name of a new day, for the history.
const CLOCK: &str = "clock";

/// Takes over the entries that other servers appended.
pub(super) async fn catch_up(replica: &mut Replica) -> Result<(), store::Error> {
    if !replica.has_read() {
        // The newest state is enough, without the whole history.
        return refresh(replica).await;
    }
    for entry in replica.store().after(replica.snapshot().rev).await? {
        replica.adopt(entry, EntrySource::Foreign).await;
    }
    Ok(())
}

/// Reads the newest state and its records: at the start, and after the store was away.
pub(super) async fn refresh(replica: &mut Replica) -> Result<(), store::Error> {
    // An emptied store must not blank the screen: the picture stays, and nothing new is accepted.
    if replica.store().state().await == StoreState::Emptied {
        return Err(store::Error::Emptied);
    }
    let entries = replica.store().recent(ANSWERED_MAX).await?;
    replica.load(entries).await
}

/// As [`refresh`], for callers that continue without it.
pub(super) async fn refresh_or_log(replica: &mut Replica) {
    if let Err(why) = refresh(replica).await {
        tracing::warn!(%why, "could not read the newest state; the last picture stays; will retry with the next health check");
    }
}

/// Makes up for what failed earlier, or what the store lost: reads unread records, and recovers from a rollback.
///
/// `newest` is the store's newest revision, if it is known; `client_rev` the highest one that a page has.
pub(super) async fn reconcile(replica: &mut Replica, newest: Option<Rev>, client_rev: &watch::Receiver<Rev>) {
    if let Err(why) = try_reconcile(replica, newest, client_rev).await {
        tracing::warn!(%why, "could not reconcile with the store; will retry with the next health check");
    }
}

async fn try_reconcile(
    replica: &mut Replica,
    newest: Option<Rev>,
    client_rev: &watch::Receiver<Rev>,
) -> Result<(), store::Error> {
    if !replica.has_read() {
        refresh(replica).await?;
    } else if !replica.is_current() {
        replica.catch_up_records().await?;
    }
    let rev = replica.snapshot().rev;
    if newest.is_some_and(|newest| newest < rev) || *client_rev.borrow() > rev {
        recover_from_rollback(replica, client_rev).await?;
    }
    Ok(())
}

/// Continues above all revisions that were lost; `client_rev` is the highest one that a page has.
pub(super) async fn recover_from_rollback(
    replica: &mut Replica,
    client_rev: &watch::Receiver<Rev>,
) -> Result<(), store::Error> {
    let client_rev = *client_rev.borrow();
    match rollback::recover(replica, client_rev).await? {
        Some(entry) => {
            replica.adopt(entry, EntrySource::Foreign).await;
            Ok(())
        }
        None => catch_up(replica).await,
    }
}

/// Announces a new day in a revision of its own, because pages ignore a second view of a revision that they have. `day` is
/// the one that was announced last.
pub(super) async fn begin_new_day(replica: &Replica, day: &mut NaiveDate) {
    let now = replica.clock().now();
    // The rehearsal follows the stage on air.
    if now.today == *day || replica.is_rehearsal() {
        return;
    }
    match replica.store().announce(EntryKind::Day, CLOCK, now.at).await {
        Ok(_) => *day = now.today,
        Err(why) => tracing::debug!(%why, "could not announce the new day; will retry with the next health check"),
    }
}

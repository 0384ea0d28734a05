//! Applies limits of cards: when a host sets one, their places are counted, and those who wait may move up. Must not know sockets.
//!
//! The limit itself is written with the rundown, and the scripts that store forms read it there. What is left to do afterwards
//! changes nothing when it is done twice, so every server does it, also after a start: none of them has to survive.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::application::Wish;
use crate::domain::rundown::Rundown;
use crate::domain::show::ShowId;
use crate::domain::snapshot::Snapshot;
use crate::index::Index;
use crate::store::{LimitSettled, Result, Store};

/// Between two attempts while the store or the index is not ready.
const RETRY_INTERVAL: Duration = Duration::from_millis(200);

/// Applies the limits of every new rundown until stopped. All of its cards: a watch skips states, so a mark that was set and
/// lifted meanwhile leaves no difference to see, and yet people may have joined the waiting list.
pub(super) async fn run(
    store: Store,
    index: Index,
    clock: Clock,
    mut snapshots: watch::Receiver<Arc<Snapshot>>,
    stop: CancellationToken,
) {
    let mut applied = None;
    loop {
        let snapshot = snapshots.borrow_and_update().clone();
        let wanted = (snapshot.stage.show, snapshot.rundown.clone());
        let is_new = applied.as_ref().is_none_or(|known| !is_same(known, &wanted));
        let done = !is_new
            || tokio::select! {
                () = stop.cancelled() => return,
                done = apply(&store, &index, &clock, &wanted) => done,
            };
        if done {
            applied = Some(wanted);
            tokio::select! {
                () = stop.cancelled() => return,
                changed = snapshots.changed() => if changed.is_err() { return },
            }
        } else {
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(RETRY_INTERVAL) => {}
            }
        }
    }
}

/// The show on the stage and its cards.
type ShowCards = (Option<ShowId>, Arc<Rundown>);

/// Whether both are one reading of the records.
fn is_same(known: &ShowCards, wanted: &ShowCards) -> bool {
    known.0 == wanted.0 && Arc::ptr_eq(&known.1, &wanted.1)
}

/// Applies the limits of all cards; returns whether that is done.
async fn apply(store: &Store, index: &Index, clock: &Clock, (show, rundown): &ShowCards) -> bool {
    let Some(show) = *show else { return true };
    let mut done = true;
    for card in &rundown.cards {
        match settle(store, index, clock, &Wish { show, job: card.job.clone() }).await {
            Ok(settled) => done = done && settled,
            Err(why) => {
                tracing::debug!(%why, "could not apply the limit of a card; its waiting list stays as it is; will retry");
                return false;
            }
        }
    }
    done
}

/// Applies the limit of one card; returns whether the index was new enough for it.
async fn settle(store: &Store, index: &Index, clock: &Clock, wish: &Wish) -> Result<bool> {
    let at = clock.now().at;
    if store.settle_limit(wish, None, at).await? != LimitSettled::NeedsPeople {
        return Ok(true);
    }
    let Some((through, people)) = index.applied(wish) else { return Ok(false) };
    let settled = store.settle_limit(wish, Some((through, &people)), at).await?;
    Ok(settled != LimitSettled::NeedsPeople)
}

//! Applies limits of cards: when a host sets one, their places are counted, and those who wait may move up. Must not know sockets.
//!
//! The limit itself is written with the rundown, and the scripts that store forms read it there. What is left to do afterwards
//! changes nothing when it is done twice, so every server does it, also after a start: none of them has to survive.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::application::Wish;
use crate::domain::snapshot::Snapshot;
use crate::index::Index;
use crate::store::{LimitSettled, Result, Store};

/// Between two attempts while the store or the index is not ready.
const RETRY_INTERVAL: Duration = Duration::from_millis(200);

/// The limits of cards that were applied: places, and the host's mark.
type CardLimits = HashMap<Wish, (Option<u16>, bool)>;

/// Applies every change of a limit until stopped.
pub(super) async fn run(
    store: Store,
    index: Index,
    clock: Clock,
    mut snapshots: watch::Receiver<Arc<Snapshot>>,
    stop: CancellationToken,
) {
    let mut applied = CardLimits::new();
    loop {
        let wanted = limits_of(&snapshots.borrow_and_update());
        let done = tokio::select! {
            () = stop.cancelled() => return,
            done = apply(&store, &index, &clock, &mut applied, &wanted) => done,
        };
        if done {
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

fn limits_of(snapshot: &Snapshot) -> CardLimits {
    let Some(show) = snapshot.stage.show else { return CardLimits::new() };
    let cards = snapshot.rundown.cards.iter();
    cards.map(|card| (Wish { show, job: card.job.clone() }, (card.places, card.full))).collect()
}

/// Applies the limits that differ; returns whether all are applied.
async fn apply(store: &Store, index: &Index, clock: &Clock, applied: &mut CardLimits, wanted: &CardLimits) -> bool {
    applied.retain(|wish, _| wanted.contains_key(wish));
    let changed = wanted.iter().filter(|(wish, limit)| applied.get(*wish) != Some(*limit));
    let mut done = true;
    for (wish, limit) in changed.map(|(wish, limit)| (wish.clone(), *limit)).collect::<Vec<_>>() {
        match settle(store, index, clock, &wish).await {
            Ok(true) => {
                applied.insert(wish, limit);
            }
            Ok(false) => done = false,
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

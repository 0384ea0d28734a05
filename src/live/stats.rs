//! State that changes without a revision: counts of sign-ups, and the health of the store. Must not know requests.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::replica::Replica;
use crate::domain::application::Wish;
use crate::domain::job::JobId;
use crate::domain::rundown::{CardPlaces, PlacesByJob};
use crate::domain::show::ShowId;
use crate::domain::stage::Rev;
use crate::index::Index;
use crate::store::{Store, StoreState};

/// Between two counts of the sign-ups, so that a rush of them costs a handful of reads a second.
const RECOUNT_INTERVAL: Duration = Duration::from_millis(300);
/// Between two health checks of the store.
const HEALTH_CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// State that changes without a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many people signed up for each job of the show.
    pub counts: HashMap<JobId, u64>,
    /// The places of each card of the show that has a limit.
    pub places: PlacesByJob,
    /// Whether the store is safe to write to.
    pub store: StoreState,
}

/// Publishes the newest [`Stats`], and knows when to count again.
pub(super) struct StatsFeed {
    feed: watch::Sender<Arc<Stats>>,
    recount_at: Option<Instant>,
}

impl StatsFeed {
    /// A feed without counts, of a store that is assumed to be healthy, and its first reader.
    pub fn new() -> (Self, watch::Receiver<Arc<Stats>>) {
        let (feed, reader) = watch::channel(Arc::default());
        (Self { feed, recount_at: None }, reader)
    }

    /// The store's state as published last.
    pub fn store_state(&self) -> StoreState {
        self.feed.borrow().store
    }

    /// Whether the store accepts writes.
    pub fn store_writes(&self) -> bool {
        matches!(self.store_state(), StoreState::Ok | StoreState::Volatile)
    }

    /// Publishes the store's state, if it is another one.
    pub fn set_store_state(&self, state: StoreState) {
        self.feed.send_if_modified(|stats| {
            let changed = stats.store != state;
            if changed {
                log_state(state);
                *stats = Arc::new(Stats { store: state, ..Stats::clone(stats) });
            }
            changed
        });
    }

    /// When to count again; `None` while nothing has changed.
    pub fn recount_at(&self) -> Option<Instant> {
        self.recount_at
    }

    /// Applications changed: count soon, once for all changes until then.
    pub fn recount_soon(&mut self) {
        self.recount_at.get_or_insert_with(|| Instant::now() + RECOUNT_INTERVAL);
    }

    /// The show or its cards changed: count now.
    pub fn recount_now(&mut self) {
        self.recount_at = Some(Instant::now());
    }

    /// Counts the sign-ups for the jobs of the show, and publishes the counts if they differ. The rehearsal has none. Until the
    /// index is loaded, the last counts stay.
    pub fn recount(&mut self, replica: &Replica, index: &Index) {
        self.recount_at = None;
        let snapshot = replica.snapshot();
        let Some(show) = snapshot.stage.show.filter(|_| !replica.is_rehearsal()) else { return };
        if !index.is_ready() {
            return;
        }
        let mut counted = index.counts(show);
        let jobs = snapshot.rundown.cards.iter().map(|card| card.job.clone());
        let counts: HashMap<JobId, u64> =
            jobs.map(|job| (job.clone(), counted.remove(&job).unwrap_or_default())).collect();
        let places = places_of(replica, index, show);
        self.feed.send_if_modified(|stats| {
            let changed = stats.counts != counts || stats.places != places;
            if changed {
                *stats = Arc::new(Stats { counts, places, ..Stats::clone(stats) });
            }
            changed
        });
    }
}

/// The places of the cards that have a limit.
fn places_of(replica: &Replica, index: &Index, show: ShowId) -> PlacesByJob {
    let limited = replica.snapshot().rundown.cards.iter().filter(|card| card.has_limit());
    let jobs: Vec<JobId> = limited.map(|card| card.job.clone()).collect();
    let wishes: Vec<Wish> = jobs.iter().map(|job| Wish { show, job: job.clone() }).collect();
    let totals = index.places(&wishes).into_iter();
    let places = totals.map(|totals| CardPlaces {
        taken: u32::try_from(totals.taken).unwrap_or(u32::MAX),
        waiting: u32::try_from(totals.waiting).unwrap_or(u32::MAX),
    });
    jobs.into_iter().zip(places).collect()
}

fn log_state(state: StoreState) {
    match state {
        StoreState::Ok => tracing::info!("the store answers, has its data and keeps acknowledged writes"),
        StoreState::Volatile => tracing::warn!(
            "this Redis could lose acknowledged sign-ups; set appendonly yes, appendfsync always, maxmemory-policy noeviction"
        ),
        StoreState::Away => {
            tracing::warn!("the store does not answer; the picture stays, and nothing new is accepted; will retry");
        }
        StoreState::Emptied => tracing::error!(
            "the store came back without its data; the picture stays, and nothing is written; restore a backup, or start with --new-store"
        ),
    }
}

/// The result of one health check.
#[derive(Debug, Clone, Copy)]
pub(super) struct Health {
    /// The store's state.
    pub state: StoreState,
    /// Its newest revision, if it could be read.
    pub newest: Option<Rev>,
}

/// Checks the store's health periodically, so that an empty or a silent one is known before anyone presses a key.
pub(super) async fn check_health(store: Store, health: watch::Sender<Health>, stop: CancellationToken) {
    let mut ticks = interval(HEALTH_CHECK_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let state = store.state().await;
        let newest = store.newest().await.ok();
        // Sent even if it is unchanged: the follow loop may have reported another state in between.
        health.send_replace(Health { state, newest });
    }
}

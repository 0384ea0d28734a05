//! Builds the index from the store and keeps it up to date. Must not know what is read from it.
//!
//! The newest event is noted, then all records are read, then all events; what comes later is followed. Records that were read
//! after the noted event may be newer than it: each carries its revision, so that following the event again changes nothing.

use std::collections::BTreeSet;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::projection::{Projection, SharedProjection};
use super::state::IndexState;
use crate::domain::history::{PersonEvent, PersonEventKind};
use crate::domain::person::PersonId;
use crate::store::{Error, EventNumber, PEOPLE_CHUNK, Result, Store, WordsToRead};

/// The first delay before another attempt after a failure; it doubles with each further one.
const RETRY_DELAY_MIN: Duration = Duration::from_millis(50);
/// The longest delay between two attempts.
const RETRY_DELAY_MAX: Duration = Duration::from_secs(1);
/// The shortest time between two reads of records, so that a rush of sign-ups costs a few dozen reads a second.
const BATCH_DELAY_MIN: Duration = Duration::from_millis(20);
/// The pause after a read of records, in times that it took: in a rush the list may lag, and sign-ups may not.
const BATCH_PAUSE: u32 = 9;

/// Why the projection has to be built anew.
#[derive(Debug, thiserror::Error)]
enum Stale {
    #[error("the store went back behind event {0}")]
    RolledBack(EventNumber),
    #[error("an event is missing after {0}")]
    Gap(EventNumber),
    #[error("a change panicked, and may be half done")]
    Panicked,
}

/// The end of an attempt to follow.
enum Broken {
    Connection(Error),
    Stale(Stale),
}

impl From<Error> for Broken {
    fn from(why: Error) -> Self {
        Self::Connection(why)
    }
}

/// The task that owns the projection.
pub(super) struct Sync {
    store: Store,
    shared: SharedProjection,
    publish: watch::Sender<IndexState>,
    /// The last event in the projection; `None` until it was built.
    last: Option<LastEvent>,
    delay: Duration,
}

/// The last event that was applied, to recognise it after a reconnection.
struct LastEvent {
    number: EventNumber,
    event: Option<PersonEvent>,
}

/// Runs until it is stopped.
pub(super) async fn run(
    store: Store,
    shared: SharedProjection,
    publish: watch::Sender<IndexState>,
    stop: CancellationToken,
) {
    let mut sync = Sync { store, shared, publish, last: None, delay: RETRY_DELAY_MIN };
    loop {
        let broken = tokio::select! {
            () = stop.cancelled() => return,
            broken = sync.build_and_follow() => broken,
        };
        match broken {
            Broken::Stale(why) => {
                tracing::warn!(%why, "the index of people is stale; reading all people again");
                sync.last = None;
                sync.publish.send_replace(IndexState::Loading { done: 0, total: 0 });
            }
            Broken::Connection(why) => {
                tracing::warn!(%why, "lost the connection that follows people; the desk's list does not change; reconnecting");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(sync.delay) => {}
        }
        sync.delay = (sync.delay * 2).min(RETRY_DELAY_MAX);
    }
}

impl Sync {
    /// Returns only when something fails.
    async fn build_and_follow(&mut self) -> Broken {
        match self.try_build_and_follow().await {
            Ok(never) => match never {},
            Err(broken) => broken,
        }
    }

    async fn try_build_and_follow(&mut self) -> std::result::Result<std::convert::Infallible, Broken> {
        let after = match &self.last {
            Some(last) => {
                let number = last.number;
                self.check_continuity().await?;
                number
            }
            None => self.build().await?,
        };
        let mut follower = self.store.follow_events(after).await?;
        self.delay = RETRY_DELAY_MIN;
        loop {
            let events = follower.next().await?;
            let started = Instant::now();
            // Also if nothing came: a store that went back sends nothing until it is ahead again.
            self.check_continuity().await?;
            if !events.is_empty() {
                self.apply(&events).await?;
                sleep(BATCH_DELAY_MIN.max(started.elapsed() * BATCH_PAUSE)).await;
            }
        }
    }

    /// Checks that the last event is still in the store, and is the same: a store that went back may have written others since.
    async fn check_continuity(&self) -> std::result::Result<(), Broken> {
        let Some(LastEvent { number, event: Some(known) }) = &self.last else { return Ok(()) };
        let stored = self.store.events_after(number - 1, *number).await?;
        if stored.first() == Some(known) { Ok(()) } else { Err(Broken::Stale(Stale::RolledBack(*number))) }
    }

    /// Reads all people and all events; returns the newest event.
    async fn build(&mut self) -> Result<EventNumber> {
        let started = Instant::now();
        let scanned = self.store.scan_people().await?;
        let total = scanned.people.len();
        let mut projection = Projection::default();
        for (chunk, people) in scanned.people.chunks(PEOPLE_CHUNK).enumerate() {
            self.publish.send_replace(IndexState::Loading { done: chunk * PEOPLE_CHUNK, total });
            let ids: Vec<PersonId> = people.iter().map(|(id, _)| id.clone()).collect();
            for records in self.store.person_records(&ids, WordsToRead::All).await? {
                projection.set_records(records);
            }
            for (id, at) in people {
                projection.set_last(id, *at);
            }
        }
        projection.set_aliases(&scanned.alias);
        let mut after = 0;
        let mut newest = None;
        while after < scanned.newest {
            let events = self.store.events_after(after, scanned.newest).await?;
            let Some(last) = events.last().cloned() else { break };
            for event in &events {
                projection.append(event);
            }
            after = last.number;
            newest = Some(last);
        }
        *self.shared.write().unwrap_or_else(PoisonError::into_inner) = projection;
        self.last = Some(LastEvent { number: scanned.newest, event: newest });
        self.publish.send_replace(IndexState::Ready { through: scanned.newest });
        tracing::info!(people = total, events = scanned.newest, took = ?started.elapsed(), "the index of people is loaded");
        Ok(scanned.newest)
    }

    /// Changes the projection. On a thread of its own, because it waits for readers, and must not hold up sign-ups meanwhile.
    async fn write(&self, change: impl FnOnce(&mut Projection) + Send + 'static) -> std::result::Result<(), Broken> {
        let shared = self.shared.clone();
        let write = move || change(&mut shared.write().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(write).await.map_err(|_| Broken::Stale(Stale::Panicked))
    }

    /// Applies events: their people are read again, once for all events of the batch.
    async fn apply(&mut self, events: &[PersonEvent]) -> std::result::Result<(), Broken> {
        let mut number = self.last.as_ref().map_or(0, |last| last.number);
        for event in events {
            if event.number != number + 1 {
                return Err(Broken::Stale(Stale::Gap(number)));
            }
            number = event.number;
        }
        let people: Vec<PersonId> = people_of(events).into_iter().cloned().collect();
        let only_forms = events.iter().all(|event| matches!(event.kind, PersonEventKind::SignedUp { .. }));
        let words = if only_forms { WordsToRead::None } else { WordsToRead::All };
        for chunk in people.chunks(PEOPLE_CHUNK) {
            let records = self.store.person_records(chunk, words).await?;
            // A chunk at a time, so that a page waits for the lock some milliseconds at most.
            self.write(move |projection| records.into_iter().for_each(|records| projection.set_records(records)))
                .await?;
        }
        let is_merge = |kind: &_| matches!(kind, PersonEventKind::Merged { .. } | PersonEventKind::Unmerged { .. });
        let merged = events.iter().any(|event| is_merge(&event.kind));
        let alias = if merged { Some(self.store.aliases().await?) } else { None };
        let appended = events.to_vec();
        self.write(move |projection| {
            if let Some(alias) = alias {
                projection.set_aliases(&alias);
            }
            for event in &appended {
                projection.append(event);
                if let Some(person) = event.person.as_ref().filter(|_| is_activity(&event.kind)) {
                    projection.set_last(person, event.at);
                }
            }
        })
        .await?;
        self.last = Some(LastEvent { number, event: events.last().cloned() });
        self.publish.send_replace(IndexState::Ready { through: number });
        Ok(())
    }
}

/// The people that events concern, each once.
fn people_of(events: &[PersonEvent]) -> BTreeSet<&PersonId> {
    let mut people = BTreeSet::new();
    for event in events {
        people.extend(&event.person);
        match &event.kind {
            PersonEventKind::Amended { from, .. } => people.extend(from),
            PersonEventKind::Merged { into } | PersonEventKind::Unmerged { into } => {
                people.insert(into);
            }
            _ => {}
        }
    }
    people
}

/// Whether an event moves its person to the top of the list. The scripts write the same into the store.
fn is_activity(kind: &PersonEventKind) -> bool {
    matches!(
        kind,
        PersonEventKind::SignedUp { .. }
            | PersonEventKind::Amended { .. }
            | PersonEventKind::Withdrew { .. }
            | PersonEventKind::Stage { .. }
            | PersonEventKind::Promoted
            | PersonEventKind::Told { .. }
            | PersonEventKind::Remarked
            | PersonEventKind::ShareGiven { .. }
            | PersonEventKind::ShareWithdrawn { .. }
            | PersonEventKind::HandedOver { .. }
    )
}

//! The index of people: a projection of the events and records of the store into this server's memory. Lists, filters, search,
//! counts and history come from it, so that Redis never sees a clerk's search. Must not know HTTP or pages.
//!
//! It loads in the background and then follows the events. Sign-ups, receipts and `/my` never need it.

mod entry;
mod export;
mod intern;
mod person;
mod places;
mod projection;
mod rows;
mod scope;
mod searchable;
mod selection;
mod state;
mod sync;

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::domain::application::{ApplicationId, Wish};
use crate::domain::channel::SignUpTally;
use crate::domain::desk::Filter;
use crate::domain::exposure::Seconds;
use crate::domain::job::JobId;
use crate::domain::person::PersonId;
use crate::domain::show::ShowId;
use crate::store::{EventNumber, Store};

pub use entry::{HistoryEntry, PersonEntry, PhoneEntry};
pub use export::ExportSelection;
pub use person::HistoryKind;
pub use places::PlaceTotals;
pub use rows::{ListedApplication, PhoneRow, RowPage, WaitingForm};
pub use scope::{InScope, Scope};
pub use selection::MatchedJobs;
pub use state::IndexState;

use projection::{Projection, SharedProjection};
use selection::Selection;

/// How long a page waits for the index to contain a change that was just made; then it says that the list lags.
pub const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(1);

/// A handle to the index; cheap to clone.
#[derive(Clone)]
pub struct Index {
    projection: SharedProjection,
    state: watch::Receiver<IndexState>,
}

impl Index {
    /// Starts to load in the background, and to follow the events.
    #[must_use]
    pub fn start(store: Store, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let projection = SharedProjection::default();
        let (publish, state) = watch::channel(IndexState::Loading { done: 0, total: 0 });
        tasks.spawn(sync::run(store, projection.clone(), publish, stop));
        Self { projection, state }
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> IndexState {
        *self.state.borrow()
    }

    /// Watches [`Self::state`]. Each change of people is a change of it.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<IndexState> {
        self.state.clone()
    }

    /// Whether it is loaded.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.state(), IndexState::Ready { .. })
    }

    /// Waits until it contains an event, at most [`CATCH_UP_TIMEOUT`]; returns whether it does.
    pub async fn contains(&self, event: EventNumber) -> bool {
        let mut state = self.state.clone();
        let reached = |state: &IndexState| matches!(state, IndexState::Ready { through } if *through >= event);
        matches!(tokio::time::timeout(CATCH_UP_TIMEOUT, state.wait_for(reached)).await, Ok(Ok(_)))
    }

    /// Reads the projection. The lock is held for the call only, and never across an await.
    fn read<T>(&self, read: impl FnOnce(&Projection) -> T) -> T {
        // A panic in a reader leaves nothing half written, and one in the writer ends in a reload.
        read(&self.projection.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// One page of the list: at most `limit` phones after the first `skip`. Runs on a thread of its own, because a search reads
    /// all people and must not delay sign-ups.
    pub async fn rows(&self, filter: Filter, jobs: MatchedJobs, skip: usize, limit: usize) -> RowPage {
        let index = self.clone();
        let read = move || {
            let selection = index.read(|projection| Selection::new(projection, &filter, &jobs));
            let mut page = RowPage::default();
            let mut cursor = None;
            while index.read(|projection| projection.add_rows(&mut page, &mut cursor, &selection, (skip, limit))) {
                std::thread::yield_now();
            }
            page
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }

    /// How many selected applications have their first form after `since`, up to `most`.
    #[must_use]
    pub fn newer(&self, filter: &Filter, jobs: &MatchedJobs, since: i64, most: usize) -> usize {
        self.read(|projection| projection.newer(filter, jobs, since, most))
    }

    /// The applications that a filter selects, to be exported in chunks.
    pub async fn select(&self, filter: Filter, jobs: MatchedJobs) -> ExportSelection {
        let index = self.clone();
        let selected = move || index.read(|projection| projection.select(&filter, &jobs));
        let ids = tokio::task::spawn_blocking(selected).await.unwrap_or_default();
        ExportSelection::new(self.projection.clone(), ids)
    }

    /// The entry of a person's phone; `None` if the person was erased, is not known, or is out of scope.
    #[must_use]
    pub fn entry(&self, person: &PersonId, scope: Scope) -> Option<PhoneEntry> {
        self.read(|projection| projection.entry(person, scope))
    }

    /// The proof that a clerk may work on a person.
    #[must_use]
    pub fn in_scope(&self, person: &PersonId, scope: Scope) -> Option<InScope> {
        self.read(|projection| {
            projection.find(person).filter(|found| scope.includes(found)).map(|_| InScope(person.clone()))
        })
    }

    /// The application with its person; `None` if it is not known.
    #[must_use]
    pub fn application(&self, id: &ApplicationId) -> Option<ListedApplication> {
        self.read(|projection| projection.application(id))
    }

    /// Applications per job of a show that count: neither suspect nor withdrawn.
    #[must_use]
    pub fn counts(&self, show: ShowId) -> HashMap<JobId, u64> {
        self.read(|projection| projection.counts(show))
    }

    /// The places of some cards.
    #[must_use]
    pub fn places(&self, wishes: &[Wish]) -> Vec<PlaceTotals> {
        self.read(|projection| wishes.iter().map(|wish| projection.places.totals(wish)).collect())
    }

    /// Everyone who has applied to a card, as of an event that the index contains; `None` until it is loaded.
    #[must_use]
    pub fn applied(&self, wish: &Wish) -> Option<(EventNumber, Vec<PersonId>)> {
        // Read first: the people are at least as new.
        let IndexState::Ready { through } = self.state() else { return None };
        Some((through, self.read(|projection| projection.applied(wish))))
    }

    /// Forms that a clerk has to judge.
    #[must_use]
    pub fn to_judge(&self) -> usize {
        self.read(Projection::to_judge)
    }

    /// Applications that got a place, and whose person does not know yet.
    #[must_use]
    pub fn to_tell(&self) -> usize {
        self.read(|projection| projection.places.to_tell())
    }

    /// The sources that forms came by, with the number of applications, most first.
    #[must_use]
    pub fn sources(&self) -> Vec<(String, usize)> {
        self.read(Projection::sources)
    }

    /// The sign-ups of a show by source: people and applications that count, neither suspect nor withdrawn. Reads all people,
    /// on a thread of its own.
    pub async fn sign_ups_by_source(&self, show: ShowId) -> HashMap<String, SignUpTally> {
        let index = self.clone();
        let read = move || index.read(|projection| projection.sign_ups_by_source(show));
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }

    /// How many people signed up for each job of a show in each second. As in the desk's list, applications that were
    /// withdrawn later count, and those that look like a robot's do not.
    #[must_use]
    pub fn signed_up(&self, show: ShowId) -> HashMap<JobId, Seconds> {
        self.read(|projection| projection.signed_up(show))
    }

    /// A text of everything in it, in a fixed order: two equal indexes have equal texts. For tests, and for a comparison by an
    /// operator; it contains personal data.
    #[must_use]
    pub fn dump(&self) -> String {
        self.read(Projection::dump)
    }
}

//! The Hub: follows the store, holds the newest state, accepts commands. Must not know sockets or HTML.
//!
//! One task owns the state and takes requests in turn, so that two hosts on one server need no lock; two servers are
//! serialized by the store's compare-and-append. All other parts read whole states from `watch` channels: a slow reader
//! skips some.
//!
//! A press: [`Hub::command`] -> `request` -> `actor` -> `decision` -> the store -> `replica`, which informs `panic_fallback`
//! and publishes the snapshot.

mod actor;
mod decision;
pub mod exposure;
mod limits;
mod panic_fallback;
mod reconcile;
mod records;
mod rehearsal;
mod replica;
mod request;
mod rollback;
pub mod sources;
mod stats;
mod timers;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::domain::crew::Operator;
use crate::domain::job::JobId;
use crate::domain::layout::Layout;
use crate::domain::rundown::Edit;
use crate::domain::show::{Show, ShowId};
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::{Command, Rev, StageName};
use crate::index::Index;
use crate::store::{self, Store};
use actor::Actor;
use panic_fallback::PanicFallback;
use replica::Replica;
use request::{Envelope, Pending, Request};

pub use panic_fallback::{FallbackState, PANIC_TIMEOUT};
pub use request::Denied;
pub use stats::Stats;

/// Most requests that wait for their turn; hosts are few, so a longer queue means a fault.
const QUEUE_MAX: usize = 256;
/// How long a caller waits for an answer before the outcome counts as unknown.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// How far a page's revision may be ahead of ours and still be believed: years of shows, and far below the largest
/// integer that JavaScript can count.
const CLIENT_LEAD_MAX: Rev = 1_000_000;

/// Accepts commands and holds the newest state. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    requests: mpsc::Sender<Pending>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    stats_feed: watch::Receiver<Arc<Stats>>,
    fallback: PanicFallback,
    index: Index,
    highest_client_rev: Arc<watch::Sender<Rev>>,
}

impl Hub {
    /// Reads the newest state and begins to follow. If the store is away, this continues in the background.
    /// `panic_timeout` is how long the store may take for a panic before everything is hidden without it.
    pub async fn start(
        store: Store,
        index: Index,
        clock: Clock,
        panic_timeout: Duration,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self::launch(store, index, clock, None, PanicFallback::new(panic_timeout), tasks, stop).await
    }

    /// A second stage beside this one. It follows this one's show and rundown, and has a stream of its own.
    pub async fn rehearsal(&self, store: &Store, clock: Clock, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let fallback = PanicFallback::new(self.fallback.timeout());
        let store = store.on(StageName::Rehearsal);
        Self::launch(store, self.index.clone(), clock, Some(self.follow()), fallback, tasks, stop).await
    }

    async fn launch(
        store: Store,
        index: Index,
        clock: Clock,
        air: Option<watch::Receiver<Arc<Snapshot>>>,
        fallback: PanicFallback,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        let (requests, inbox) = mpsc::channel(QUEUE_MAX);
        let (highest_client_rev, client_rev) = watch::channel(0);
        let replica = Replica::new(store, clock, air, fallback.clone());
        let snapshots = replica.subscribe();
        // The rehearsal shows the cards of the stage on air, whose limits that stage applies.
        if !replica.is_rehearsal() {
            let store = replica.store().clone();
            let clock = replica.clock().clone();
            tasks.spawn(limits::run(store, index.clone(), clock, snapshots.clone(), stop.clone()));
        }
        let (actor, stats_feed) = Actor::new(replica, fallback.clone(), index.clone(), client_rev).await;
        actor.spawn(inbox, tasks, stop);
        Self { requests, snapshots, stats_feed, fallback, index, highest_client_rev: Arc::new(highest_client_rev) }
    }

    /// Notes the revision that a page has. If the store has no such revision, it rolled back, and continues above.
    pub fn note_client_revision(&self, epoch: &str, rev: Rev) {
        let snapshot = self.snapshot();
        if *snapshot.epoch == *epoch && (snapshot.rev + 1..=snapshot.rev + CLIENT_LEAD_MAX).contains(&rev) {
            self.highest_client_rev.send_if_modified(|highest| {
                let higher = rev > *highest;
                *highest = rev.max(*highest);
                higher
            });
        }
    }

    /// The newest state. Its epoch is empty until one was read; such a state is shown on no page.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshots.borrow().clone()
    }

    /// Follows the newest state.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Follows state that changes without a revision.
    #[must_use]
    pub fn stats(&self) -> watch::Receiver<Arc<Stats>> {
        self.stats_feed.clone()
    }

    /// Follows whether everything is hidden because of a panic that the store could not accept.
    #[must_use]
    pub fn panic_fallback(&self) -> watch::Receiver<FallbackState> {
        self.fallback.subscribe()
    }

    /// Does a command that was decided on `rev`, and returns its revision. A repeated `id` gets the same answer again.
    ///
    /// It takes its place in the queue when this is called, not when the future is polled: two calls are answered in the
    /// order of the calls.
    pub fn command(
        &self,
        id: &str,
        by: &Operator,
        rev: Rev,
        command: Command,
    ) -> impl Future<Output = Result<Rev, Denied>> + Send + use<> {
        let releases_fallback = command == Command::Release && self.fallback.hides();
        let is_panic = command == Command::Panic;
        if is_panic {
            self.fallback.begin_panic(by);
        }
        let since = self.snapshot().rev;
        let request = (!releases_fallback).then(|| self.request(id, by, Request::Command { rev, command }));
        let hub = self.clone();
        let id = id.to_owned();
        let by = by.clone();
        async move {
            let Some(request) = request else { return hub.fallback.release(id, by, &hub.snapshot()) };
            if !is_panic {
                return request.await;
            }
            let rev = hub.fallback.panic_or_fall_back(id, by, since, request).await?;
            Ok(rev.unwrap_or_else(|| hub.snapshot().rev))
        }
    }

    /// Changes the rundown of the show on the stage, or shows a notice.
    pub async fn edit(&self, id: &str, by: &Operator, rev: Rev, edit: Edit) -> Result<Rev, Denied> {
        self.request(id, by, Request::Edit { rev, edit }).await
    }

    /// Changes where and how the overlay draws.
    pub async fn layout(&self, id: &str, by: &Operator, rev: Rev, layout: Layout) -> Result<Rev, Denied> {
        self.request(id, by, Request::Layout { rev, layout }).await
    }

    /// Makes the next show by the weekly rule, with the still valid jobs of `carry`, and puts it on the stage. Refused as
    /// stale if the next one is not `number` any more.
    pub async fn next_show(&self, by: &Operator, number: ShowId, carry: Vec<JobId>) -> Result<Rev, Denied> {
        self.request("", by, Request::NextShow { number, carry }).await
    }

    /// Makes a show and puts it on the stage.
    pub async fn open_show(&self, by: &Operator, show: Show, jobs: Vec<JobId>) -> Result<Rev, Denied> {
        self.request("", by, Request::OpenShow { show, jobs }).await
    }

    /// Queues a request now; the future waits for its answer.
    fn request(
        &self,
        id: &str,
        by: &Operator,
        request: Request,
    ) -> impl Future<Output = Result<Rev, Denied>> + Send + use<> {
        let unanswered = || Denied::Store(store::Error::Unavailable("the hub does not answer".into()));
        let (answer, answered) = oneshot::channel();
        let envelope = Envelope { id: id.to_owned(), by: by.clone(), request };
        let queued = self.requests.try_send(Pending { envelope, answer }).is_ok();
        async move {
            if !queued {
                return Err(unanswered());
            }
            match tokio::time::timeout(ANSWER_TIMEOUT, answered).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) | Err(_) => Err(unanswered()),
            }
        }
    }
}

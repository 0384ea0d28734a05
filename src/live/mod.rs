//! The Hub: follows the store, holds the newest state, accepts commands. Must not know sockets or HTML.
//!
//! One task owns the state and takes requests in turn, so that two hosts on one server need no lock, and two servers meet
//! at the store's compare-and-append. Everybody else reads whole states from `watch` channels: a slow reader skips some.

mod actor;
pub mod exposure;
mod hold;
mod keeping;
mod outcome;
mod records;
mod rehearsal;
mod timers;

use std::collections::HashMap;
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
use crate::domain::stage::{Command, Refusal, Rev};
use crate::store::{self, Store, StoreState};
use actor::{Actor, Ask, Asked, Request};
pub use hold::Hold;

/// Most requests that wait for their turn; hosts are few, so more means something is wrong.
const WAITING_MAX: usize = 256;
/// How long a host waits for an answer before being told that nobody knows.
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// How far a page's revision may be ahead of ours and be believed: years of shows, and nowhere near the end of what
/// JavaScript can count.
const LOST_MAX: Rev = 1_000_000;

/// What changes without a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    pub counts: HashMap<JobId, u64>,
    pub store: StoreState,
}

/// Why a command or an edit was not done.
#[derive(Debug)]
pub enum Denied {
    Refused(Refusal),
    /// Nobody knows: it may be done already, or be done yet. The same command id can be sent again.
    Store(store::Error),
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<store::Error> for Denied {
    fn from(why: store::Error) -> Self {
        Self::Store(why)
    }
}

/// Accepts commands and holds the newest state. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    requests: mpsc::Sender<Request>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    stats_feed: watch::Receiver<Arc<Stats>>,
    holds: Arc<watch::Sender<Hold>>,
    seen: Arc<watch::Sender<Rev>>,
}

impl Hub {
    /// Reads the newest state and begins to follow. A store that is away is waited for in the background.
    pub async fn start(store: Store, clock: Clock, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (requests, inbox) = mpsc::channel(WAITING_MAX);
        let (holds, seen) = (Arc::new(watch::channel(Hold::default()).0), Arc::new(watch::channel(0).0));
        let (actor, snapshots, stats_feed) = Actor::new(store, clock, holds.clone(), seen.clone(), None).await;
        actor.spawn(inbox, tasks, stop);
        Self { requests, snapshots, stats_feed, holds, seen }
    }

    /// A page has this revision. Where the store never heard of it, it went back, and goes on above.
    pub fn saw(&self, epoch: &str, rev: Rev) {
        let snapshot = self.snapshot();
        if *snapshot.epoch == *epoch && (snapshot.rev + 1..=snapshot.rev + LOST_MAX).contains(&rev) {
            self.seen.send_if_modified(|seen| rev > std::mem::replace(seen, rev.max(*seen)));
        }
    }

    /// The newest state. Its epoch is empty until one was read; nobody is shown that.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshots.borrow().clone()
    }

    /// Follows the newest state.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Follows what changes without a revision.
    #[must_use]
    pub fn stats(&self) -> watch::Receiver<Arc<Stats>> {
        self.stats_feed.clone()
    }

    /// Follows whether everything is hidden because of a panic that the store could not take.
    #[must_use]
    pub fn hold(&self) -> watch::Receiver<Hold> {
        self.holds.subscribe()
    }

    /// Does a command that was decided on `rev`; answers the revision it is in. The same `id` gets the same answer again.
    ///
    /// It waits in line from the call on, so that whoever calls twice is answered in that order.
    pub fn command(
        &self,
        id: &str,
        by: &Operator,
        rev: Rev,
        command: Command,
    ) -> impl Future<Output = Result<Rev, Denied>> + Send + use<> {
        let released = command == Command::Release && self.holds.borrow().hides();
        let panic = command == Command::Panic;
        if panic {
            self.begin_panic(by);
        }
        let (hub, id, by, since) = (self.clone(), id.to_owned(), by.clone(), self.snapshot().rev);
        let asked = (!released).then(|| self.ask(&id, &by, Ask::Command { rev, command }));
        async move {
            match asked {
                None => hub.let_go(id, by),
                Some(asked) if panic => hub.insist(id, by, since, asked).await,
                Some(asked) => asked.await,
            }
        }
    }

    /// Changes the rundown of the show on the stage, or shows a notice.
    pub async fn edit(&self, id: &str, by: &Operator, rev: Rev, edit: Edit) -> Result<Rev, Denied> {
        self.ask(id, by, Ask::Edit { rev, edit }).await
    }

    /// Changes where and how the overlay draws.
    pub async fn layout(&self, id: &str, by: &Operator, rev: Rev, layout: Layout) -> Result<Rev, Denied> {
        self.ask(id, by, Ask::Layout { rev, layout }).await
    }

    /// Makes the next show by the weekly rule, with the still valid jobs of `carry`, and puts it on the stage. Refused as
    /// stale where the next one is not `number` any more.
    pub async fn next_show(&self, by: &Operator, number: ShowId, carry: Vec<JobId>) -> Result<Rev, Denied> {
        self.ask("", by, Ask::NextShow { number, carry }).await
    }

    /// Makes a show and puts it on the stage.
    pub async fn open_show(&self, by: &Operator, show: Show, jobs: Vec<JobId>) -> Result<Rev, Denied> {
        self.ask("", by, Ask::OpenShow { show, jobs }).await
    }

    fn ask(&self, id: &str, by: &Operator, ask: Ask) -> impl Future<Output = Result<Rev, Denied>> + Send + use<> {
        let away = || Denied::Store(store::Error::Unavailable("the hub does not answer".into()));
        let (answer, answered) = oneshot::channel();
        let request = Request { asked: Asked { id: id.to_owned(), by: by.clone(), ask }, answer };
        let sent = self.requests.try_send(request).is_ok();
        async move {
            if !sent {
                return Err(away());
            }
            match tokio::time::timeout(ANSWER_MAX, answered).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) | Err(_) => Err(away()),
            }
        }
    }
}

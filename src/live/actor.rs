//! The task that owns the state: requests from hosts and news from the store, in turn. What either does to the state is
//! decided elsewhere.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::hold::Hold;
use super::keeping::Known;
use super::rehearsal::changed;
use super::timers::Timing;
use super::{Denied, Snapshot, Stats};
use crate::clock::Clock;
use crate::domain::crew::Operator;
use crate::domain::job::JobId;
use crate::domain::layout::Layout;
use crate::domain::rundown::Edit;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Command, Refusal, Rev};
use crate::store::{Commit, Committed, EntryKind, Event, Follower, StageEntry, Store, StoreState};

/// How many answered command ids are remembered: a browser repeats only its last.
pub(super) const ANSWERED_MAX: usize = 256;
/// How many events of the store wait; the loop that brings them then waits too.
const EVENTS_MAX: usize = 64;
/// Between two counts of the sign-ups, so that a rush of them costs a handful of reads a second.
const RECOUNT: Duration = Duration::from_millis(300);
/// Between two looks at the store's health.
const HEALTH: Duration = Duration::from_secs(1);
/// Who brings a new day, for the history.
const BY_CLOCK: &str = "clock";
/// How often a command that holds on any revision is decided anew before we give up.
const TRIES_MAX: usize = 8;

/// What is asked of the state's owner.
#[derive(Debug)]
pub(super) enum Ask {
    Command {
        rev: Rev,
        command: Command,
    },
    Edit {
        rev: Rev,
        edit: Edit,
    },
    Layout {
        rev: Rev,
        layout: Layout,
    },
    NextShow {
        number: ShowId,
        carry: Vec<JobId>,
    },
    OpenShow {
        show: Show,
        jobs: Vec<JobId>,
    },
    /// Do what the timer says, if its time has come.
    Fire,
    /// Rehearsal only: go on with what the show on air has become.
    Follow,
}

impl Ask {
    /// Whether it is decided on records, which must not be older than the stage then.
    const fn reads_records(&self) -> bool {
        match self {
            Self::Command { command, .. } => !matches!(
                command,
                Command::Panic
                    | Command::Release
                    | Command::Out
                    | Command::Undo
                    | Command::Close
                    | Command::Hold
                    | Command::Resume
                    | Command::Extend { .. }
                    | Command::Contact { .. }
                    | Command::Guides { .. }
                    | Command::Drive
                    | Command::Share
                    | Command::Lock
                    | Command::Unlock
            ),
            Self::Edit { .. } | Self::Layout { .. } | Self::NextShow { .. } | Self::OpenShow { .. } | Self::Fire => {
                true
            }
            Self::Follow => false,
        }
    }

    const fn panics(&self) -> bool {
        matches!(self, Self::Command { command: Command::Panic, .. })
    }
}

/// A question, and who asks.
#[derive(Debug)]
pub(super) struct Asked {
    /// Empty: not to be remembered.
    pub id: String,
    pub by: Operator,
    pub ask: Ask,
}

/// A question, and where the answer goes.
#[derive(Debug)]
pub(super) struct Request {
    pub asked: Asked,
    pub answer: oneshot::Sender<Result<Rev, Denied>>,
}

pub(super) struct Actor {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) snapshot: Snapshot,
    pub(super) known: Known,
    /// When the newest entry was made, in milliseconds, by the clock of the server that made it.
    pub(super) made_at: i64,
    pub(super) snapshots: watch::Sender<Arc<Snapshot>>,
    stats_feed: watch::Sender<Arc<Stats>>,
    /// Newest last.
    pub(super) answered: VecDeque<(String, Rev)>,
    pub(super) recount_at: Option<Instant>,
    pub(super) timing: Timing,
    pub(super) holds: Arc<watch::Sender<Hold>>,
    /// The highest revision that a page of this server says it has.
    pub(super) seen: Arc<watch::Sender<Rev>>,
    /// The day that the newest views are of: at midnight offers run out.
    day: NaiveDate,
    /// At the rehearsal: the stage on air, whose show and rundown are practised.
    pub(super) air: Option<watch::Receiver<Arc<Snapshot>>>,
}

/// The store as it was at a look.
#[derive(Debug, Clone, Copy)]
struct Health {
    state: StoreState,
    /// Its newest revision; `None`: nobody knows.
    newest: Option<Rev>,
}

type Started = (Actor, watch::Receiver<Arc<Snapshot>>, watch::Receiver<Arc<Stats>>);

impl Actor {
    pub(super) async fn new(
        store: Store,
        clock: Clock,
        holds: Arc<watch::Sender<Hold>>,
        seen: Arc<watch::Sender<Rev>>,
        air: Option<watch::Receiver<Arc<Snapshot>>>,
    ) -> Started {
        let (snapshots, follow) = watch::channel(Arc::default());
        let (stats_feed, receiver) = watch::channel(Arc::default());
        let snapshot = Snapshot { epoch: store.epoch().clone(), ..Snapshot::default() };
        let day = clock.now().today;
        let mut actor = Self {
            store,
            clock,
            snapshot,
            known: Known::Nothing,
            made_at: 0,
            snapshots,
            stats_feed,
            answered: VecDeque::with_capacity(ANSWERED_MAX),
            recount_at: None,
            timing: Timing::default(),
            holds,
            seen,
            day,
            air,
        };
        actor.refresh().await;
        let state = actor.store.state().await;
        actor.set_store_state(state);
        (actor, follow, receiver)
    }

    /// Starts three tasks: this one, the loop that follows the store, and the one that looks after its health.
    pub(super) fn spawn(self, inbox: mpsc::Receiver<Request>, tasks: &TaskTracker, stop: CancellationToken) {
        let (sender, events) = mpsc::channel(EVENTS_MAX);
        let (health, healths) = watch::channel(Health { state: self.store_state(), newest: None });
        let follower = Follower::new(self.store.clone(), self.snapshot.rev);
        tasks.spawn(follower.run(sender, stop.clone()));
        tasks.spawn(look_after(self.store.clone(), health, stop.clone()));
        tasks.spawn(self.run(inbox, events, healths, stop));
    }

    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Request>,
        mut events: mpsc::Receiver<Event>,
        mut healths: watch::Receiver<Health>,
        stop: CancellationToken,
    ) {
        let (mut holds, mut seen) = (self.holds.subscribe(), self.seen.subscribe());
        let mut air = self.air.clone();
        self.follow_air().await;
        loop {
            let recount = self.recount_at.unwrap_or_else(Instant::now);
            let timer = self.timer_look();
            tokio::select! {
                () = stop.cancelled() => return,
                Some(request) = inbox.recv() => self.serve(request).await,
                Some(event) = events.recv() => self.hear(event).await,
                Ok(()) = healths.changed() => {
                    let health = *healths.borrow_and_update();
                    self.set_store_state(health.state);
                    self.mend(health.newest).await;
                    self.settle().await;
                    self.turn_day().await;
                }
                Ok(()) = seen.changed() => self.mend(None).await,
                Ok(()) = holds.changed() => self.settle().await,
                () = changed(&mut air) => self.follow_air().await,
                () = sleep(timer.unwrap_or_default()), if timer.is_some() => self.fire().await,
                () = sleep_until(recount), if self.recount_at.is_some() => self.recount().await,
            }
        }
    }

    async fn serve(&mut self, request: Request) {
        // Who was told that nobody knows has looked, and may have pressed something else: only a panic is done so late.
        if request.answer.is_closed() && !request.asked.ask.panics() {
            return;
        }
        let answer = match self.already(&request.asked) {
            Some(rev) => Ok(rev),
            None => self.decide(&request.asked).await,
        };
        // The host may have closed the page; what was done stays done.
        request.answer.send(answer).ok();
    }

    /// What a command of this id was answered, here or on another server.
    pub(super) fn answered(&self, id: &str) -> Option<Rev> {
        self.answered.iter().rev().find(|(known, _)| !id.is_empty() && known == id).map(|(_, rev)| *rev)
    }

    /// The answer to a request that was done before. A panic is done only while everything is hidden.
    fn already(&self, asked: &Asked) -> Option<Rev> {
        let over = asked.ask.panics() && !self.snapshot.stage.screen.panic;
        self.answered(&asked.id).filter(|_| !over)
    }

    pub(super) async fn decide(&mut self, asked: &Asked) -> Result<Rev, Denied> {
        self.be_ready(asked.ask.reads_records()).await?;
        for _ in 0..TRIES_MAX {
            let outcome = self.outcome(&asked.by, &asked.ask).await?;
            let commit = Commit {
                expect: Some(self.snapshot.rev),
                above: 0,
                stage: Some(&outcome.stage),
                at: self.clock.now().at,
                by: &asked.by.name,
                id: &asked.id,
                kind: outcome.kind,
                action: outcome.what,
                writes: outcome.writes,
            };
            match self.store.commit(&commit).await? {
                Committed::Done { rev } => {
                    let (at, scope) = (commit.at.timestamp_millis(), commit.scope());
                    let Commit { kind, action, writes, .. } = commit;
                    self.keep_aired(writes);
                    let (id, by) = (asked.id.clone(), asked.by.name.clone());
                    self.adopt_own(StageEntry { rev, stage: outcome.stage, id, by, at, kind, action, scope }).await;
                    return Ok(rev);
                }
                // Another server was faster: look again. A request that insists on its revision is then refused.
                Committed::Stale { rev } => {
                    self.catch_up().await?;
                    if rev < self.snapshot.rev {
                        self.make_up().await?;
                    }
                    // Or it was this very command, whose first answer was lost on the way.
                    if let Some(rev) = self.already(asked) {
                        return Ok(rev);
                    }
                }
            }
        }
        Err(Refusal::Stale { rev: self.snapshot.rev }.into())
    }

    async fn hear(&mut self, event: Event) {
        match event {
            Event::Entry(head) => self.adopt_foreign(*head).await,
            Event::Applications => self.recount_soon(),
            Event::Disconnected => self.set_store_state(StoreState::Away),
            Event::Reconnected => {
                let state = self.store.state().await;
                self.set_store_state(state);
                self.mend(self.store.newest().await.ok()).await;
                self.refresh().await;
                self.settle().await;
                self.follow_air().await;
            }
        }
    }

    pub(super) fn store_state(&self) -> StoreState {
        self.stats_feed.borrow().store
    }

    fn set_store_state(&self, state: StoreState) {
        self.stats_feed.send_if_modified(|stats| {
            let changed = stats.store != state;
            if changed {
                log_state(state);
                *stats = Arc::new(Stats { store: state, ..Stats::clone(stats) });
            }
            changed
        });
    }

    /// A new day in a revision of its own, because pages take no other picture of one that they have.
    async fn turn_day(&mut self) {
        let now = self.clock.now();
        // The rehearsal follows; a store that is away is asked again at the next look.
        if now.today == self.day || self.air.is_some() {
            return;
        }
        match self.store.announce(EntryKind::Day, BY_CLOCK, now.at).await {
            Ok(_) => self.day = now.today,
            Err(why) => tracing::debug!(%why, "the new day could not be stored yet"),
        }
    }

    fn recount_soon(&mut self) {
        self.recount_at.get_or_insert_with(|| Instant::now() + RECOUNT);
    }

    pub(super) async fn recount(&mut self) {
        self.recount_at = None;
        // Practice has no sign-ups.
        let Some(show) = self.snapshot.stage.show.filter(|_| self.air.is_none()) else { return };
        let jobs: Vec<JobId> = self.snapshot.rundown.cards.iter().map(|card| card.job.clone()).collect();
        match self.store.counts(show, &jobs).await {
            Ok(counts) => {
                self.stats_feed.send_if_modified(|stats| {
                    let changed = stats.counts != counts;
                    if changed {
                        *stats = Arc::new(Stats { counts, ..Stats::clone(stats) });
                    }
                    changed
                });
            }
            Err(why) => tracing::warn!(%why, "the sign-ups could not be counted"),
        }
    }
}

/// What an operator should know, and do.
fn log_state(state: StoreState) {
    match state {
        StoreState::Ok => tracing::info!("the store answers, has its data and keeps what it acknowledges"),
        StoreState::Volatile => tracing::warn!(
            "this Redis could lose acknowledged sign-ups; set appendonly yes, appendfsync always, maxmemory-policy noeviction"
        ),
        StoreState::Away => tracing::warn!("the store does not answer; the picture stays, nothing new is kept"),
        StoreState::Emptied => tracing::error!(
            "the store came back without its data; the picture stays, nothing is written; restore it, or start with --new-store"
        ),
    }
}

/// Looks at the store once a second, so that an empty or a silent one is known before somebody presses.
async fn look_after(store: Store, health: watch::Sender<Health>, stop: CancellationToken) {
    let mut ticks = interval(HEALTH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        // Also where it is as it was: the follower may have said something else in between.
        let (state, newest) = (store.state().await, store.newest().await.ok());
        health.send_replace(Health { state, newest });
    }
}

//! The task that owns the state: requests from hosts and news from the store, in turn.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::hold::Hold;
use super::rehearsal::changed;
use super::{Denied, Tally, World};
use crate::clock::Clock;
use crate::domain::crew::By;
use crate::domain::job::JobId;
use crate::domain::layout::Layout;
use crate::domain::rundown::Edit;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Command, Refusal, Rev};
use crate::store::{self, Commit, Committed, Event, Extent, Follower, Head, Store, StoreState};
use crate::view::Last;

/// How many answered command ids are remembered: a browser repeats only its last.
const ANSWERED_MAX: usize = 256;
/// How many events of the store wait; the loop that brings them then waits too.
const EVENTS_MAX: usize = 64;
/// Between two counts of the sign-ups, so that a rush of them costs a handful of reads a second.
const RECOUNT: Duration = Duration::from_millis(300);
/// Between two looks at the store's health.
const HEALTH: Duration = Duration::from_secs(1);
/// What a new day is in the history, and who brings it.
const NEW_DAY: &str = "\"day\"";
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
    const fn panics(&self) -> bool {
        matches!(self, Self::Command { command: Command::Panic, .. })
    }
}

/// A question, and who asks.
#[derive(Debug)]
pub(super) struct Asked {
    /// Empty: not to be remembered.
    pub id: String,
    pub by: By,
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
    pub(super) world: World,
    worlds: watch::Sender<Arc<World>>,
    tallies: watch::Sender<Arc<Tally>>,
    /// Newest last.
    answered: VecDeque<(String, Rev)>,
    recount_at: Option<Instant>,
    /// The next try of a timer that the store did not take.
    pub(super) fire_at: Option<Instant>,
    pub(super) holds: Arc<watch::Sender<Hold>>,
    /// The day that the newest views are of: at midnight offers run out.
    day: NaiveDate,
    /// At the rehearsal: the stage on air, whose show and rundown are practised.
    pub(super) air: Option<watch::Receiver<Arc<World>>>,
}

type Started = (Actor, watch::Receiver<Arc<World>>, watch::Receiver<Arc<Tally>>);

impl Actor {
    pub(super) async fn new(
        store: Store,
        clock: Clock,
        holds: Arc<watch::Sender<Hold>>,
        air: Option<watch::Receiver<Arc<World>>>,
    ) -> Started {
        let (worlds, follow) = watch::channel(Arc::default());
        let (tallies, tally) = watch::channel(Arc::default());
        let world = World { epoch: store.epoch().clone(), ..World::default() };
        let answered = VecDeque::with_capacity(ANSWERED_MAX);
        let (recount_at, fire_at, day) = (None, None, clock.now().today);
        let mut actor = Self { store, clock, world, worlds, tallies, answered, recount_at, fire_at, holds, day, air };
        actor.refresh().await;
        let state = actor.store.state().await;
        actor.set_store_state(state);
        (actor, follow, tally)
    }

    /// Starts three tasks: this one, the loop that follows the store, and the one that looks after its health.
    pub(super) fn spawn(self, inbox: mpsc::Receiver<Request>, tasks: &TaskTracker, stop: CancellationToken) {
        let (sender, events) = mpsc::channel(EVENTS_MAX);
        let (health, healths) = watch::channel(self.tallies.borrow().store);
        let follower = Follower::new(self.store.clone(), self.world.rev);
        tasks.spawn(follower.run(sender, stop.clone()));
        tasks.spawn(look_after(self.store.clone(), health, stop.clone()));
        tasks.spawn(self.run(inbox, events, healths, stop));
    }

    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Request>,
        mut events: mpsc::Receiver<Event>,
        mut healths: watch::Receiver<StoreState>,
        stop: CancellationToken,
    ) {
        let mut holds = self.holds.subscribe();
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
                    let state = *healths.borrow_and_update();
                    self.set_store_state(state);
                    self.settle().await;
                    self.turn_day().await;
                }
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
        let over = asked.ask.panics() && !self.world.stage.screen.panic;
        self.answered(&asked.id).filter(|_| !over)
    }

    pub(super) async fn decide(&mut self, asked: &Asked) -> Result<Rev, Denied> {
        for _ in 0..TRIES_MAX {
            let outcome = self.outcome(&asked.by, &asked.ask).await?;
            let commit = Commit {
                expect: Some(self.world.rev),
                stage: Some(&outcome.stage),
                at: self.clock.now().at,
                by: &asked.by.name,
                id: &asked.id,
                what: outcome.what,
                writes: outcome.writes,
            };
            match self.store.commit(&commit).await? {
                Committed::Done { rev } => {
                    let (at, extent) = (commit.at.timestamp_millis(), Extent::of(&commit.writes));
                    let Commit { what, writes, .. } = commit;
                    self.keep_aired(writes);
                    let (id, by) = (asked.id.clone(), asked.by.name.clone());
                    self.adopt(Head { rev, stage: outcome.stage, id, by, at, what, extent }).await;
                    return Ok(rev);
                }
                // Another server was faster: look again. A request that insists on its revision is then refused.
                Committed::Stale { .. } => {
                    self.catch_up().await?;
                    // Or it was this very command, whose first answer was lost on the way.
                    if let Some(rev) = self.already(asked) {
                        return Ok(rev);
                    }
                }
            }
        }
        Err(Refusal::Stale { rev: self.world.rev }.into())
    }

    /// Reads what other servers did since.
    pub(super) async fn catch_up(&mut self) -> Result<(), store::Error> {
        for head in self.store.after(self.world.rev).await? {
            self.adopt_foreign(head).await;
        }
        Ok(())
    }

    /// Takes a state that another server made, with the copy of the job that it put on screen.
    async fn adopt_foreign(&mut self, head: Head) {
        if head.rev > self.world.rev && head.extent == Extent::Aired {
            self.read_aired(&head.stage).await;
        }
        self.adopt(head).await;
    }

    /// Takes a newer state, and tells everybody.
    async fn adopt(&mut self, head: Head) {
        if head.rev <= self.world.rev {
            return;
        }
        let records = self.air.is_some() || head.extent == Extent::Records || head.stage.show != self.world.stage.show;
        self.world.rev = head.rev;
        self.world.last = last(&head).or(self.world.last.take());
        self.world.stage = Arc::new(head.stage);
        self.notice_overtaken(&head.id);
        if !head.id.is_empty() {
            if self.answered.len() == ANSWERED_MAX {
                self.answered.pop_front();
            }
            self.answered.push_back((head.id, head.rev));
        }
        if records {
            if let Err(why) = self.read_records().await {
                // The screen follows all the same; the next event or the store's return reads them.
                tracing::warn!(%why, "the rundown could not be read");
            }
            self.recount_at = Some(Instant::now());
        }
        self.publish();
        self.settle_known();
    }

    async fn hear(&mut self, event: Event) {
        match event {
            Event::Stage(head) => self.adopt_foreign(*head).await,
            Event::Pulse => self.recount_soon(),
            Event::Lost => self.set_store_state(StoreState::Away),
            Event::Back => {
                self.refresh().await;
                let state = self.store.state().await;
                self.set_store_state(state);
                self.settle().await;
                self.follow_air().await;
            }
        }
    }

    /// Reads everything anew: at the start, and when the store was away.
    async fn refresh(&mut self) {
        if let Err(why) = self.try_refresh().await {
            tracing::warn!(%why, "the newest state could not be read");
        }
    }

    async fn try_refresh(&mut self) -> Result<(), store::Error> {
        // An emptied store must not blank the screen: what was on air stays, and nothing new is accepted.
        if self.store.state().await == StoreState::Emptied {
            return Err(store::Error::Emptied);
        }
        for head in self.store.recent(ANSWERED_MAX).await? {
            self.world.last = last(&head).or(self.world.last.take());
            self.answered.push_back((head.id, head.rev));
            if head.rev > self.world.rev {
                self.world.rev = head.rev;
                self.world.stage = Arc::new(head.stage);
            }
        }
        let surplus = self.answered.len().saturating_sub(ANSWERED_MAX);
        self.answered.drain(..surplus);
        self.read_records().await?;
        self.publish();
        self.recount().await;
        Ok(())
    }

    fn publish(&self) {
        self.worlds.send_replace(Arc::new(self.world.clone()));
    }

    pub(super) fn store_state(&self) -> StoreState {
        self.tallies.borrow().store
    }

    fn set_store_state(&self, state: StoreState) {
        self.tallies.send_if_modified(|tally| {
            let changed = tally.store != state;
            if changed {
                log_state(state);
                *tally = Arc::new(Tally { store: state, ..Tally::clone(tally) });
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
        match self.store.announce(NEW_DAY, BY_CLOCK, now.at).await {
            Ok(_) => self.day = now.today,
            Err(why) => tracing::debug!(%why, "the new day could not be stored yet"),
        }
    }

    fn recount_soon(&mut self) {
        self.recount_at.get_or_insert_with(|| Instant::now() + RECOUNT);
    }

    async fn recount(&mut self) {
        self.recount_at = None;
        // Practice has no sign-ups.
        let Some(show) = self.world.stage.show.filter(|_| self.air.is_none()) else { return };
        let jobs: Vec<JobId> = self.world.rundown.cards.iter().map(|card| card.job.clone()).collect();
        match self.store.counts(show, &jobs).await {
            Ok(counts) => {
                self.tallies.send_if_modified(|tally| {
                    let changed = tally.counts != counts;
                    if changed {
                        *tally = Arc::new(Tally { counts, ..Tally::clone(tally) });
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

/// What an entry did, where it was a command or an edit; jobs and settings that changed are not what hosts ask about.
fn last(head: &Head) -> Option<Arc<Last>> {
    let what = serde_json::from_str(&head.what).ok()?;
    Some(Arc::new(Last { by: head.by.clone(), what, at: head.at }))
}

/// Looks at the store once a second, so that an empty or a silent one is known before somebody presses.
async fn look_after(store: Store, health: watch::Sender<StoreState>, stop: CancellationToken) {
    let mut ticks = interval(HEALTH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        // Also where it is as it was: the follower may have said something else in between.
        health.send_replace(store.state().await);
    }
}

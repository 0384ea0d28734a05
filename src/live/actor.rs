//! The task that owns one stage's state: it takes requests, events of the store and timers in turn, decides and commits.
//! Must not know sockets, pages or the rules of the stage.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::decision::Decider;
use super::panic_fallback::PanicFallback;
use super::reconcile::{begin_new_day, catch_up, reconcile, recover_from_rollback, refresh, refresh_or_log};
use super::rehearsal;
use super::replica::{EntrySource, Replica};
use super::request::{Denied, Envelope, Pending, Request};
use super::stats::{Health, Stats, StatsFeed, check_health};
use super::timers::{self, Timing};
use crate::domain::stage::{Refusal, Rev};
use crate::index::Index;
use crate::store::{self, Committed, Event, Follower, StoreState};

/// The longest queue of store events; the follow loop waits while it is full.
const EVENTS_MAX: usize = 64;
/// How often a command that is valid on any revision is decided anew, if other servers keep committing first.
const DECIDE_ATTEMPTS_MAX: usize = 8;

/// Owns one stage's state.
pub(super) struct Actor {
    replica: Replica,
    fallback: PanicFallback,
    timing: Timing,
    stats: StatsFeed,
    index: Index,
    /// The highest revision that a page of this server says it has.
    highest_client_rev: watch::Receiver<Rev>,
    /// The date of the newest views: at midnight offers expire.
    day: NaiveDate,
}

impl Actor {
    /// Reads the newest state, if the store answers.
    pub async fn new(
        replica: Replica,
        fallback: PanicFallback,
        index: Index,
        highest_client_rev: watch::Receiver<Rev>,
    ) -> (Self, watch::Receiver<Arc<Stats>>) {
        let (stats, reader) = StatsFeed::new();
        let day = replica.clock().now().today;
        let mut actor = Self { replica, fallback, timing: Timing::default(), stats, index, highest_client_rev, day };
        refresh_or_log(&mut actor.replica).await;
        if actor.replica.take_records_changed() {
            actor.stats.recount(&actor.replica, &actor.index);
        }
        actor.stats.set_store_state(actor.replica.store().state().await);
        (actor, reader)
    }

    /// Starts three tasks: the actor, the loop that follows the store, and the health checks.
    pub fn spawn(self, inbox: mpsc::Receiver<Pending>, tasks: &TaskTracker, stop: CancellationToken) {
        let (sender, events) = mpsc::channel(EVENTS_MAX);
        let (health, health_reader) = watch::channel(Health { state: self.stats.store_state(), newest: None });
        let store = self.replica.store();
        tasks.spawn(Follower::new(store.clone(), self.replica.snapshot().rev).run(sender, stop.clone()));
        tasks.spawn(check_health(store.clone(), health, stop.clone()));
        tasks.spawn(self.run(inbox, events, health_reader, stop));
    }

    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Pending>,
        mut events: mpsc::Receiver<Event>,
        mut health: watch::Receiver<Health>,
        stop: CancellationToken,
    ) {
        let mut fallback = self.fallback.subscribe();
        let mut client_rev = self.highest_client_rev.clone();
        let mut air = self.replica.subscribe_air();
        let mut people = self.index.follow();
        self.follow_air().await;
        loop {
            if self.replica.take_records_changed() {
                self.stats.recount_now();
            }
            let recount_at = self.stats.recount_at();
            let recount = recount_at.unwrap_or_else(Instant::now);
            let timer_delay = self.timer_delay();
            tokio::select! {
                () = stop.cancelled() => return,
                Some(pending) = inbox.recv() => self.serve(pending).await,
                Some(event) = events.recv() => self.handle_event(event).await,
                Ok(()) = health.changed() => {
                    let checked = *health.borrow_and_update();
                    self.handle_health(checked).await;
                }
                Ok(()) = client_rev.changed() => self.reconcile(None).await,
                Ok(()) = fallback.changed() => self.sync_fallback().await,
                Ok(()) = people.changed() => self.stats.recount_soon(),
                () = rehearsal::air_changed(&mut air) => self.follow_air().await,
                () = sleep(timer_delay.unwrap_or_default()), if timer_delay.is_some() => self.fire_timer().await,
                () = sleep_until(recount), if recount_at.is_some() => self.stats.recount(&self.replica, &self.index),
            }
        }
    }

    async fn serve(&mut self, pending: Pending) {
        // The caller timed out and may have acted since: drop the request. A panic is always safe to apply late.
        if pending.answer.is_closed() && !pending.envelope.request.is_panic() {
            return;
        }
        let answer = match self.already_done(&pending.envelope) {
            Some(rev) => Ok(rev),
            None => self.decide(&pending.envelope).await,
        };
        // The caller may be gone; the change stays.
        pending.answer.send(answer).ok();
    }

    /// The revision of a request that was done before. A panic counts as done only while everything is hidden.
    fn already_done(&self, envelope: &Envelope) -> Option<Rev> {
        let lapsed = envelope.request.is_panic() && !self.replica.panics();
        self.replica.answered(&envelope.id).filter(|_| !lapsed)
    }

    /// Decides a request on the newest state, commits it, and publishes the result.
    async fn decide(&mut self, envelope: &Envelope) -> Result<Rev, Denied> {
        self.prepare(envelope.request.reads_records()).await?;
        for _ in 0..DECIDE_ATTEMPTS_MAX {
            let decision = Decider::new(&self.replica).decide(envelope).await?;
            let commit = decision.into_commit(envelope, self.replica.snapshot().rev, self.replica.clock().now().at);
            match self.replica.store().commit(&commit).await? {
                Committed::Done { rev } => {
                    let (entry, writes) = commit.into_entry(rev);
                    self.replica.remember_aired(writes);
                    self.replica.adopt(entry, EntrySource::Own).await;
                    return Ok(rev);
                }
                // Another server committed first. Decide again; a request that names its revision is then refused.
                Committed::Stale { rev } => {
                    catch_up(&mut self.replica).await?;
                    if rev < self.replica.snapshot().rev {
                        recover_from_rollback(&mut self.replica, &self.highest_client_rev).await?;
                    }
                    // Or it was this very command, whose first answer was lost on the way.
                    if let Some(rev) = self.already_done(envelope) {
                        return Ok(rev);
                    }
                }
            }
        }
        Err(Refusal::Stale { rev: self.replica.snapshot().rev }.into())
    }

    /// Makes sure that there is a state to decide on, with current records if the decision depends on them.
    async fn prepare(&mut self, reads_records: bool) -> Result<(), store::Error> {
        if !self.replica.has_read() {
            refresh(&mut self.replica).await?;
        }
        if reads_records && !self.replica.is_current() {
            return Err(store::Error::Unavailable("the records are not read yet".into()));
        }
        Ok(())
    }

    async fn handle_event(&mut self, event: Event) {
        match event {
            Event::Entry(entry) => self.replica.adopt(*entry, EntrySource::Foreign).await,
            Event::Disconnected => self.stats.set_store_state(StoreState::Away),
            Event::Reconnected => {
                self.stats.set_store_state(self.replica.store().state().await);
                let newest = self.replica.store().newest().await.ok();
                self.reconcile(newest).await;
                refresh_or_log(&mut self.replica).await;
                self.sync_fallback().await;
                self.follow_air().await;
            }
        }
    }

    async fn handle_health(&mut self, health: Health) {
        self.stats.set_store_state(health.state);
        self.reconcile(health.newest).await;
        self.sync_fallback().await;
        begin_new_day(&self.replica, &mut self.day).await;
    }

    async fn reconcile(&mut self, newest: Option<Rev>) {
        if self.stats.store_writes() {
            reconcile(&mut self.replica, newest, &self.highest_client_rev).await;
        }
    }

    /// Writes the panic or the release that the store does not have yet, if it accepts writes again.
    async fn sync_fallback(&mut self) {
        self.replica.clear_fallback_if_logged();
        let state = self.fallback.state();
        let Some((id, by, command)) = state.unstored() else { return };
        if !self.stats.store_writes() || catch_up(&mut self.replica).await.is_err() {
            return;
        }
        let rev = self.replica.snapshot().rev;
        if self.replica.panics() == state.hides() {
            return self.fallback.clear(state, rev);
        }
        let envelope = Envelope { id: id.to_owned(), by: by.clone(), request: Request::Command { rev, command } };
        match self.decide(&envelope).await {
            // Another server committed first; the next health check tries again.
            Err(Denied::Refused(Refusal::Stale { .. })) => {}
            Ok(_) | Err(Denied::Refused(_)) => self.fallback.clear(state, self.replica.snapshot().rev),
            Err(Denied::Store(why)) => {
                tracing::debug!(%why, "could not write the pending panic or release; will retry with the next health check");
            }
        }
    }

    /// At the rehearsal: takes over the show on air in a revision of its own, so that every page gets it.
    async fn follow_air(&mut self) {
        let Some(air) = self.replica.air() else { return };
        if air.epoch.is_empty() || rehearsal::is_current(self.replica.snapshot(), &air) {
            return;
        }
        if let Err(why) = self.decide(&Envelope::from_rehearsal()).await {
            tracing::debug!(?why, "the rehearsal could not follow the stage on air; will retry after its next change");
        }
    }

    /// How long to sleep until the timer is worth a look; `None` while no timer runs.
    fn timer_delay(&self) -> Option<Duration> {
        let due_at = timers::due_at(&self.replica.snapshot().stage, self.replica.timer());
        // The timer of a hidden picture is paused, and the store gets the panic before the timer's change.
        let due_at = due_at.filter(|_| !self.fallback.hides())?;
        Some(self.timing.delay(due_at, self.replica.timer(), self.replica.clock().now().millis(), Instant::now()))
    }

    /// Carries out the timer, if it is due and this server may.
    async fn fire_timer(&mut self) {
        let is_due = timers::is_due(&self.replica.snapshot().stage, self.replica.timer(), self.replica.clock().now());
        if !is_due || !self.timing.may_fire(self.replica.timer(), Instant::now()) {
            return;
        }
        match self.decide(&Envelope::from_timer()).await {
            // Refused: another server or a host was faster.
            Ok(_) | Err(Denied::Refused(_)) => {}
            Err(Denied::Store(why)) => {
                tracing::debug!(%why, "could not write the timer's change; will retry in 1 s");
                self.timing.retry_later(self.replica.timer(), Instant::now());
            }
        }
    }
}

//! This server's copy of one stage: the newest snapshot, whether its records are current, and the answered command ids.
//! Adopts entries of the store and publishes the result. Must not know requests, or when to read the store.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch;

use super::panic_fallback::PanicFallback;
use super::{records, rehearsal};
use crate::clock::Clock;
use crate::domain::snapshot::{LastChange, Snapshot};
use crate::domain::stage::Rev;
use crate::store::{self, ChangeScope, EntryKind, StageEntry, Store, Write};

/// How many answered command ids are remembered: a browser repeats only its last.
pub(super) const ANSWERED_MAX: usize = 256;
/// The operator name of entries that a server makes by itself.
pub(super) const SERVER: &str = "server";

/// How current the records of the snapshot are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Records {
    /// They were never read. Nothing is published, so that pages keep the picture that they have.
    Unread,
    /// They are older than the stage: the screen follows, and nothing is decided on them.
    Stale,
    /// They are as of the snapshot's revision.
    Current,
}

/// Which entry set the running timer, and how its server's clock relates to this one's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TimerOrigin {
    /// The revision that set it.
    pub rev: Rev,
    /// This server made that revision.
    pub own: bool,
    /// How far this server's clock is ahead of the clock that it was set by, in milliseconds.
    pub clock_lead: i64,
}

/// Which server made an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntrySource {
    /// This one, just now.
    Own,
    /// Another one.
    Foreign,
}

/// The state of one stage as this server knows it.
pub(super) struct Replica {
    store: Store,
    clock: Clock,
    snapshot: Snapshot,
    records: Records,
    /// When the newest entry was made, in milliseconds by the clock of the server that made it.
    entry_at: i64,
    /// Newest last.
    answered: VecDeque<(String, Rev)>,
    timer: TimerOrigin,
    /// At the rehearsal: the stage on air, whose show and rundown are practised.
    air: Option<watch::Receiver<Arc<Snapshot>>>,
    feed: watch::Sender<Arc<Snapshot>>,
    fallback: PanicFallback,
    /// Since [`Self::take_records_changed`] was called.
    records_changed: bool,
}

impl Replica {
    /// An empty replica, of the rehearsal if `air` is given.
    pub fn new(
        store: Store,
        clock: Clock,
        air: Option<watch::Receiver<Arc<Snapshot>>>,
        fallback: PanicFallback,
    ) -> Self {
        let snapshot = Snapshot { epoch: store.epoch().clone(), ..Snapshot::default() };
        Self {
            store,
            clock,
            snapshot,
            records: Records::Unread,
            entry_at: 0,
            answered: VecDeque::with_capacity(ANSWERED_MAX),
            timer: TimerOrigin::default(),
            air,
            feed: watch::channel(Arc::default()).0,
            fallback,
            records_changed: false,
        }
    }

    /// The store that it follows.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The clock of this server.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The newest state.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Follows the newest state, once its records were read.
    pub fn subscribe(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.feed.subscribe()
    }

    /// Whether everything is hidden in the newest revision.
    pub fn panics(&self) -> bool {
        self.snapshot.stage.screen.panic
    }

    /// Which entry set the running timer.
    pub fn timer(&self) -> TimerOrigin {
        self.timer
    }

    /// When the newest entry was made, in milliseconds by the clock of the server that made it.
    pub fn entry_at(&self) -> i64 {
        self.entry_at
    }

    /// Whether the records were read at least once.
    pub fn has_read(&self) -> bool {
        self.records != Records::Unread
    }

    /// Whether the records are as new as the stage.
    pub fn is_current(&self) -> bool {
        self.records == Records::Current
    }

    /// Whether this is the rehearsal's stage.
    pub fn is_rehearsal(&self) -> bool {
        self.air.is_some()
    }

    /// At the rehearsal: the newest state of the stage on air.
    pub fn air(&self) -> Option<Arc<Snapshot>> {
        self.air.as_ref().map(|air| air.borrow().clone())
    }

    /// At the rehearsal: follows the stage on air.
    pub fn subscribe_air(&self) -> Option<watch::Receiver<Arc<Snapshot>>> {
        self.air.clone()
    }

    /// Whether records may have changed since the last call.
    pub fn take_records_changed(&mut self) -> bool {
        std::mem::take(&mut self.records_changed)
    }

    /// The revision of the command with this id, if it was done here or on another server.
    pub fn answered(&self, id: &str) -> Option<Rev> {
        self.answered.iter().rev().find(|(known, _)| !id.is_empty() && known == id).map(|(_, rev)| *rev)
    }

    /// Takes over an entry and publishes the new state; ignores an entry that is not newer.
    pub async fn adopt(&mut self, entry: StageEntry, source: EntrySource) {
        if entry.rev <= self.snapshot.rev {
            return;
        }
        if source == EntrySource::Foreign && entry.scope == ChangeScope::Aired {
            records::read_aired(&mut self.snapshot, &entry.stage, &self.store).await;
        }
        let clock_lead = match source {
            EntrySource::Foreign if self.has_read() => self.clock.now().millis() - entry.at,
            // Before the first read, the entry may have been made long ago.
            EntrySource::Foreign | EntrySource::Own => 0,
        };
        // The entries in between may have changed records.
        let gap = entry.rev != self.snapshot.rev + 1;
        let records_changed = gap
            || self.is_rehearsal()
            || entry.scope == ChangeScope::Records
            || entry.stage.show != self.snapshot.stage.show;
        let id = entry.id.clone();
        self.apply(entry, source == EntrySource::Own, clock_lead);
        self.fallback.re_release_if_replayed(&id, self.panics());
        self.remember_answered(id);
        if records_changed {
            // On failure the screen follows all the same; the records are read again when the store is reconciled.
            self.reread().await.ok();
            self.records_changed = true;
        }
        self.publish();
        self.clear_fallback_if_logged();
    }

    fn remember_answered(&mut self, id: String) {
        if id.is_empty() {
            return;
        }
        if self.answered.len() == ANSWERED_MAX {
            self.answered.pop_front();
        }
        self.answered.push_back((id, self.snapshot.rev));
    }

    fn publish(&self) {
        if self.has_read() {
            self.feed.send_replace(Arc::new(self.snapshot.clone()));
        }
    }

    /// Ends the panic fallback if the store has its panic.
    pub fn clear_fallback_if_logged(&self) {
        self.fallback.clear_if_logged(self.snapshot.rev, self.panics(), |id| self.answered(id));
    }

    fn apply(&mut self, entry: StageEntry, own: bool, clock_lead: i64) {
        if entry.stage.fires_at() != self.snapshot.stage.fires_at() {
            self.timer = TimerOrigin { rev: entry.rev, own, clock_lead };
        }
        if let Some(last) = last_change(&entry) {
            self.snapshot.last = Some(Arc::new(last));
        }
        self.snapshot.rev = entry.rev;
        self.entry_at = entry.at;
        self.snapshot.stage = entry.stage;
    }

    /// Remembers the copies of jobs that a commit has written, so that they need not be read.
    pub fn remember_aired(&mut self, writes: Vec<Write>) {
        for write in writes {
            if let Write::Aired(_, id, job) = write {
                Arc::make_mut(&mut self.snapshot.aired).insert(id, job);
            }
        }
    }

    /// Takes over the newest entries of the store with their records, and publishes the result.
    pub async fn load(&mut self, entries: Vec<StageEntry>) -> Result<(), store::Error> {
        let before = self.snapshot.rev;
        if self.has_read() && entries.last().is_none_or(|entry| entry.rev < before) {
            // Its records are older than ours too.
            return Err(store::Error::Unavailable("the store rolled back".into()));
        }
        for entry in entries {
            self.answered.push_back((entry.id.clone(), entry.rev));
            if entry.rev > self.snapshot.rev {
                self.apply(entry, false, 0);
            }
        }
        let surplus = self.answered.len().saturating_sub(ANSWERED_MAX);
        self.answered.drain(..surplus);
        let is_published = self.records == Records::Stale && self.snapshot.rev == before;
        let read = if is_published { self.catch_up_records().await } else { self.reread().await };
        self.publish();
        self.records_changed |= read.is_ok();
        read
    }

    /// Reads the records of a revision that is not published yet. On failure they are stale; the screen follows anyway.
    async fn reread(&mut self) -> Result<(), store::Error> {
        let read = self.read_records().await;
        match &read {
            Ok(()) => self.records = Records::Current,
            Err(why) => {
                tracing::warn!(
                    %why,
                    "could not read the records of the newest revision; requests that depend on them are refused until a retry succeeds"
                );
                if self.records == Records::Current {
                    self.records = Records::Stale;
                }
                records::drop_other_show(&mut self.snapshot);
            }
        }
        read
    }

    /// Reads the records of a revision that was published with stale ones. Pages ignore a second view of a revision that
    /// they have, so the records are announced in a new one.
    pub async fn catch_up_records(&mut self) -> Result<(), store::Error> {
        self.read_records().await?;
        self.store.announce(EntryKind::Reread, SERVER, self.clock.now().at).await?;
        self.records = Records::Current;
        Ok(())
    }

    async fn read_records(&mut self) -> Result<(), store::Error> {
        match self.air() {
            Some(air) if air.epoch.is_empty() => {
                Err(store::Error::Unavailable("the stage on air is not read yet".into()))
            }
            Some(air) => {
                rehearsal::copy_records(&mut self.snapshot, &air);
                Ok(())
            }
            None => records::read(&mut self.snapshot, &self.store, &self.clock).await,
        }
    }
}

/// The change that an entry shows to hosts, if it is part of the history.
fn last_change(entry: &StageEntry) -> Option<LastChange> {
    if !entry.kind.is_history() {
        return None;
    }
    let what = serde_json::from_str(&entry.action).ok()?;
    Some(LastChange { by: entry.by.clone(), what, at: entry.at })
}

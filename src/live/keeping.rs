//! How this server's state and the store's stay the same: entries taken over, records read, lost revisions made up for.
//! Must not know what a request asks.

use std::sync::Arc;

use tokio::time::Instant;

use super::Snapshot;
use super::actor::{ANSWERED_MAX, Actor};
use crate::domain::rundown::Rundown;
use crate::domain::snapshot::LastChange;
use crate::domain::stage::{Rev, Stage};
use crate::store::{self, ChangeScope, Commit, Committed, EntryKind, StageEntry, StoreState, Write};

/// Who makes entries that no host made.
const BY: &str = "server";

/// What is known of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing was ever read. Nothing is published either, so that pages that come keep the picture that they have.
    Nothing,
    /// What was read is older than the stage: the screen goes on, and nothing is decided on it.
    Older,
    All,
}

impl Actor {
    /// Reads what other servers did since.
    pub(super) async fn catch_up(&mut self) -> Result<(), store::Error> {
        if self.known == Known::Nothing {
            // Not the whole history.
            return self.try_refresh().await;
        }
        for head in self.store.after(self.snapshot.rev).await? {
            self.adopt_foreign(head).await;
        }
        Ok(())
    }

    /// Takes a state that this server made.
    pub(super) async fn adopt_own(&mut self, head: StageEntry) {
        self.time(&head.stage, None, true);
        self.adopt(head).await;
    }

    /// Takes a state that another server made, with the copy of the job that it put on screen.
    pub(super) async fn adopt_foreign(&mut self, head: StageEntry) {
        if head.rev <= self.snapshot.rev {
            return;
        }
        if head.scope == ChangeScope::Aired {
            self.read_aired(&head.stage).await;
        }
        let ahead = (self.known != Known::Nothing).then(|| self.clock.now().millis() - head.at);
        self.time(&head.stage, ahead, false);
        self.adopt(head).await;
    }

    /// Takes a newer state, and tells everybody.
    async fn adopt(&mut self, head: StageEntry) {
        if head.rev <= self.snapshot.rev {
            return;
        }
        // What was left out may have changed records.
        let gap = head.rev != self.snapshot.rev + 1;
        let records = gap
            || self.air.is_some()
            || head.scope == ChangeScope::Records
            || head.stage.show != self.snapshot.stage.show;
        self.snapshot.rev = head.rev;
        self.made_at = head.at;
        self.snapshot.last = last(&head).or(self.snapshot.last.take());
        self.snapshot.stage = Arc::new(head.stage);
        self.notice_overtaken(&head.id);
        if !head.id.is_empty() {
            if self.answered.len() == ANSWERED_MAX {
                self.answered.pop_front();
            }
            self.answered.push_back((head.id, head.rev));
        }
        if records {
            // The screen follows all the same; `mend` reads again.
            self.read_again().await.ok();
            self.recount_at = Some(Instant::now());
        }
        self.publish();
        self.settle_known();
    }

    /// Reads everything anew: at the start, and when the store was away.
    pub(super) async fn refresh(&mut self) {
        if let Err(why) = self.try_refresh().await {
            tracing::warn!(%why, "the newest state could not be read");
        }
    }

    async fn try_refresh(&mut self) -> Result<(), store::Error> {
        // An emptied store must not blank the screen: what was on air stays, and nothing new is accepted.
        if self.store.state().await == StoreState::Emptied {
            return Err(store::Error::Emptied);
        }
        let before = self.snapshot.rev;
        let heads = self.store.recent(ANSWERED_MAX).await?;
        if self.known != Known::Nothing && heads.last().is_none_or(|head| head.rev < before) {
            // Its records are older than ours too.
            return Err(store::Error::Unavailable("the store went back".into()));
        }
        for head in heads {
            if head.rev > self.snapshot.rev {
                self.time(&head.stage, None, false);
                self.snapshot.last = last(&head).or(self.snapshot.last.take());
                self.snapshot.rev = head.rev;
                self.made_at = head.at;
                self.snapshot.stage = Arc::new(head.stage);
            }
            self.answered.push_back((head.id, head.rev));
        }
        let surplus = self.answered.len().saturating_sub(ANSWERED_MAX);
        self.answered.drain(..surplus);
        let read = if self.known == Known::Older && self.snapshot.rev == before {
            self.read_late().await
        } else {
            self.read_again().await
        };
        self.publish();
        read?;
        self.recount().await;
        Ok(())
    }

    /// Tells everybody, once there is something to tell.
    fn publish(&self) {
        if self.known != Known::Nothing {
            self.snapshots.send_replace(Arc::new(self.snapshot.clone()));
        }
    }

    /// Reads the records of a state that is being taken.
    async fn read_again(&mut self) -> Result<(), store::Error> {
        let read = self.read_records().await;
        match &read {
            Ok(()) => self.known = Known::All,
            Err(why) => {
                tracing::warn!(%why, "the records could not be read; until they are, nothing is decided on them");
                if self.known == Known::All {
                    self.known = Known::Older;
                }
                self.leave_other_show();
            }
        }
        read
    }

    /// Another show's cards under this one's number would be put on air by mistake.
    fn leave_other_show(&mut self) {
        let shown = self.snapshot.show.as_ref().map(|show| show.id);
        if shown.is_some() && shown != self.snapshot.stage.show {
            self.snapshot.show = None;
            self.snapshot.rundown = Arc::new(Rundown::default());
            (self.snapshot.notices, self.snapshot.aired) = Default::default();
        }
    }

    /// Reads the records of a state that was told without them. Pages take no other picture of a revision that they have,
    /// so there is a new one.
    async fn read_late(&mut self) -> Result<(), store::Error> {
        self.read_records().await?;
        self.store.announce(EntryKind::Reread, BY, self.clock.now().at).await?;
        self.known = Known::All;
        Ok(())
    }

    /// Before anything is decided: `records` says that it is decided on them.
    pub(super) async fn be_ready(&mut self, records: bool) -> Result<(), store::Error> {
        if self.known == Known::Nothing {
            self.try_refresh().await?;
        }
        if records && self.known == Known::Older {
            return Err(store::Error::Unavailable("the records are not read yet".into()));
        }
        Ok(())
    }

    /// Does what could not be done before, where the store answers: reads what is unread, makes up for what is lost.
    pub(super) async fn mend(&mut self, newest: Option<Rev>) {
        if !matches!(self.store_state(), StoreState::Ok | StoreState::Volatile) {
            return;
        }
        let mended = match self.known {
            Known::Nothing => self.try_refresh().await,
            Known::Older => self.read_late().await,
            Known::All => Ok(()),
        };
        let behind = newest.is_some_and(|newest| newest < self.snapshot.rev) || *self.seen.borrow() > self.snapshot.rev;
        let mended = match mended {
            Ok(()) if behind => self.make_up().await,
            mended => mended,
        };
        if let Err(why) = mended {
            tracing::warn!(%why, "what is not the same as in the store stays so for now");
        }
    }

    /// Goes on above all that pages have, where the store went back: a failover to a replica that lagged, or a backup.
    ///
    /// What viewers see must not go back by itself: our stage goes on, with the records that are written together with
    /// stages, unless the store has a later word of a host. People, jobs and sign-ups stay as the store has them.
    pub(super) async fn make_up(&mut self) -> Result<(), store::Error> {
        let mut heads = self.store.recent(ANSWERED_MAX).await?;
        let made_at = since(&heads);
        let head = heads.pop().unwrap_or_default();
        let above = self.snapshot.rev.max(*self.seen.borrow());
        if head.rev >= above {
            // Only this server was behind.
            return self.catch_up().await;
        }
        let ours = head.rev < self.snapshot.rev && made_at <= self.made_at && self.known != Known::Nothing;
        let stage = if ours { Arc::clone(&self.snapshot.stage) } else { Arc::new(head.stage) };
        let commit = Commit {
            expect: Some(head.rev),
            above,
            stage: Some(&stage),
            at: self.clock.now().at,
            by: BY,
            id: "",
            kind: EntryKind::Rollback,
            action: EntryKind::Rollback.action(),
            writes: if ours { self.kept() } else { Vec::new() },
        };
        let at = commit.at.timestamp_millis();
        match self.store.commit(&commit).await? {
            // Another server was faster.
            Committed::Stale { .. } => self.catch_up().await,
            Committed::Done { rev } => {
                let (lost, kept) = (above - head.rev, if ours { "this server's" } else { "the store's" });
                tracing::error!(
                    "the store went back by {lost} revisions; {kept} stage goes on as revision {rev}; sign-ups of that time may be missing"
                );
                let (by, kind, stage) = (BY.to_owned(), EntryKind::Rollback, Stage::clone(&stage));
                let (action, scope) = (kind.action(), ChangeScope::Records);
                let head = StageEntry { rev, stage, id: String::new(), by, at, kind, action, scope };
                self.adopt_foreign(head).await;
                Ok(())
            }
        }
    }

    /// Every record that is written together with a stage. Practice has none.
    fn kept(&self) -> Vec<Write> {
        let Snapshot { show, rundown, settings, aired, notices, layout, .. } = &self.snapshot;
        if self.air.is_some() || self.known != Known::All {
            return Vec::new();
        }
        let mut writes = vec![Write::Settings(settings.as_ref().clone()), Write::Layout(*layout)];
        if let Some(show) = show {
            writes.push(Write::Show(show.as_ref().clone()));
            writes.push(Write::Rundown(show.id, rundown.cards.clone()));
            writes.extend(notices.iter().map(|notice| Write::Notice(show.id, notice.clone())));
            writes.extend(aired.iter().map(|(id, job)| Write::Aired(show.id, id.clone(), job.clone())));
        }
        writes
    }
}

/// When the newest of these stages was made: an import or a new day repeats it, and is no host's word.
fn since(heads: &[StageEntry]) -> i64 {
    let newest = heads.last();
    let same = heads.iter().rev().take_while(|head| newest.is_some_and(|newest| newest.stage == head.stage));
    same.last().map_or(0, |head| head.at)
}

/// What an entry did, where it was a command or an edit; jobs and settings that changed are not what hosts ask about.
fn last(head: &StageEntry) -> Option<Arc<LastChange>> {
    if !head.kind.is_history() {
        return None;
    }
    let what = serde_json::from_str(&head.action).ok()?;
    Some(Arc::new(LastChange { by: head.by.clone(), what, at: head.at }))
}

//! A panic while the store is away: everything is hidden at once, and the real panic is written when the store is back.
//!
//! The one thing that lives in a process and not in the store, and only until the store can take it.

use std::pin::pin;
use std::time::Duration;

use super::actor::{Actor, Ask, Asked};
use super::{Denied, Hub};
use crate::domain::crew::{Operator, Permission, permit};
use crate::domain::stage::{Command, Refusal, Rev};
use crate::store::StoreState;

/// How long the store may take for a panic before everything is hidden without it: ten times a slow disk's sync.
const PANIC_PATIENCE: Duration = Duration::from_millis(150);

/// What the last word was that the store has not heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// The store knows all; views tell it from revision `from` on.
    Off { from: Rev },
    /// Everything is hidden, whatever the views say. Pressed at revision `since`: a script's id may name older panics too.
    Panic { id: String, by: Operator, since: Rev },
    /// Released again, while the store may still find the panic of that id among what it was sent.
    Release { id: String, by: Operator, panic: String },
    /// As `Off`: the store has the release, or needs none. Should that panic come to it after all, it is released again.
    Released { from: Rev, id: String, by: Operator, panic: String },
}

impl Default for Hold {
    fn default() -> Self {
        Self::Off { from: 0 }
    }
}

impl Hold {
    #[must_use]
    pub fn hides(&self) -> bool {
        matches!(self, Self::Panic { .. })
    }

    /// The revision that a page must have before what was hidden may show.
    #[must_use]
    pub fn shows_from(&self) -> Rev {
        match self {
            Self::Off { from } | Self::Released { from, .. } => *from,
            Self::Panic { .. } => Rev::MAX,
            Self::Release { .. } => 0,
        }
    }
}

impl Hub {
    /// A panic begins: whatever was released before, it is not this one.
    pub(super) fn begin_panic(&self, by: &Operator) {
        if permit(None, by, Permission::Panic).is_err() {
            return;
        }
        self.holds.send_if_modified(|hold| {
            let from = match hold {
                Hold::Release { .. } => 0,
                Hold::Released { from, .. } => *from,
                Hold::Off { .. } | Hold::Panic { .. } => return false,
            };
            *hold = Hold::Off { from };
            true
        });
    }

    /// A panic is done, or it holds without the store; either way everything is hidden when this returns.
    pub(super) async fn insist(
        self,
        id: String,
        by: Operator,
        since: Rev,
        asked: impl Future<Output = Result<Rev, Denied>>,
    ) -> Result<Rev, Denied> {
        permit(None, &by, Permission::Panic)?;
        let mut asked = pin!(asked);
        let in_time = tokio::time::timeout(PANIC_PATIENCE, &mut asked).await;
        if let Ok(Ok(rev)) = in_time {
            return Ok(rev);
        }
        tracing::warn!("the store did not take a panic in time; everything is hidden without it");
        self.holds.send_replace(Hold::Panic { id, by, since });
        // A store that was only slow still says in which revision it is.
        let later = if in_time.is_err() { asked.await.ok() } else { None };
        Ok(later.unwrap_or_else(|| self.snapshot().rev))
    }

    /// Ends a panic that only this process knows.
    pub(super) fn let_go(&self, id: String, by: Operator) -> Result<Rev, Denied> {
        let snapshot = self.snapshot();
        permit(snapshot.stage.driver.as_ref(), &by, Permission::Control)?;
        self.holds.send_if_modified(|hold| {
            let Hold::Panic { id: panic, .. } = hold else { return false };
            *hold = Hold::Release { id, by, panic: std::mem::take(panic) };
            true
        });
        Ok(snapshot.rev)
    }
}

impl Actor {
    /// Brings the store and what was held to the same, where the store answers again.
    pub(super) async fn settle(&mut self) {
        self.settle_known();
        let hold = self.holds.borrow().clone();
        let (id, by, command) = match &hold {
            Hold::Off { .. } | Hold::Released { .. } => return,
            Hold::Panic { id, by, .. } => (id, by, Command::Panic),
            Hold::Release { id, by, .. } => (id, by, Command::Release),
        };
        if !matches!(self.store_state(), StoreState::Ok | StoreState::Volatile) || self.catch_up().await.is_err() {
            return;
        }
        if self.snapshot.stage.screen.panic == hold.hides() {
            return self.settled(hold);
        }
        let asked = Asked { id: id.clone(), by: by.clone(), ask: Ask::Command { rev: self.snapshot.rev, command } };
        match self.decide(&asked).await {
            // Another server was faster: once more at the next look.
            Err(Denied::Refused(Refusal::Stale { .. })) => {}
            Ok(_) | Err(Denied::Refused(_)) => self.settled(hold),
            Err(Denied::Store(why)) => tracing::debug!(%why, "what is held could not be stored yet"),
        }
    }

    /// The panic was stored after all, also by the store itself among what it was sent, and may have been released since.
    pub(super) fn settle_known(&mut self) {
        let hold = self.holds.borrow().clone();
        if let Hold::Panic { id, since, .. } = &hold
            && (self.snapshot.stage.screen.panic || self.answered(id).is_some_and(|rev| rev > *since))
        {
            self.settled(hold);
        }
    }

    fn settled(&self, hold: Hold) {
        let from = self.snapshot.rev;
        self.holds.send_if_modified(|now| {
            // Another press in between is settled in its own turn.
            let same = *now == hold;
            if same {
                *now = match hold {
                    Hold::Release { id, by, panic } => Hold::Released { from, id, by, panic },
                    Hold::Off { .. } | Hold::Panic { .. } | Hold::Released { .. } => Hold::Off { from },
                };
            }
            same
        });
    }

    /// A panic that was released before the store had read it is released again when the store comes to it.
    pub(super) fn notice_overtaken(&self, entry: &str) {
        let panics = self.snapshot.stage.screen.panic;
        self.holds.send_if_modified(|hold| {
            let Hold::Released { id, by, panic, .. } = hold else { return false };
            let overtaken = panics && !entry.is_empty() && *panic == *entry;
            if overtaken {
                *hold = Hold::Release { id: std::mem::take(id), by: by.clone(), panic: std::mem::take(panic) };
            }
            overtaken
        });
    }
}

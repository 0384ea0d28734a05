//! The panic fallback: if the store does not accept a panic in time, this server hides everything at once by itself, and
//! the real panic is written as soon as the store is back. Must not know the actor or the store.
//!
//! This is the one state that lives in a process and not in the store, and only until the store has it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::request::Denied;
use crate::domain::crew::{Operator, Permission};
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::{Command, Rev, permit};

/// How long the store may take for a panic before everything is hidden without it: ten times a slow disk's sync.
pub const PANIC_TIMEOUT: Duration = Duration::from_millis(150);

/// The newest panic or release that the store does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FallbackState {
    /// The store has everything; from revision `from` on, the view's own `panic` flag decides.
    Off {
        /// The first revision whose view shows the true state.
        from: Rev,
    },
    /// Everything is hidden, whatever the views show.
    Panic {
        /// The id of the panic command; scripts reuse theirs, so it may also name older panics.
        id: String,
        /// The operator who sent it.
        by: Operator,
        /// The revision at the time of the press: only a panic after it is this one.
        since: Rev,
    },
    /// Released again, while the store may still find the panic among the commands that it was sent.
    Release {
        /// The id of the release command.
        id: String,
        /// The operator who sent it.
        by: Operator,
        /// The id of the panic that it releases.
        panic: String,
    },
    /// As `Off`: the store has the release, or needs none. If that panic is replayed after all, it is released again.
    Released {
        /// The first revision whose view shows the true state.
        from: Rev,
        /// The id of the release command.
        id: String,
        /// The operator who sent it.
        by: Operator,
        /// The id of the panic that was released.
        panic: String,
    },
}

impl Default for FallbackState {
    fn default() -> Self {
        Self::Off { from: 0 }
    }
}

impl FallbackState {
    /// Whether everything is hidden without the store.
    #[must_use]
    pub fn hides(&self) -> bool {
        matches!(self, Self::Panic { .. })
    }

    /// The lowest revision whose view may be shown; pages with an older view stay hidden.
    #[must_use]
    pub fn shows_from(&self) -> Rev {
        match self {
            Self::Off { from } | Self::Released { from, .. } => *from,
            Self::Panic { .. } => Rev::MAX,
            Self::Release { .. } => 0,
        }
    }

    /// The panic or release that was applied here but is not stored yet, with its id and operator; `None` if there is none.
    pub(super) fn unstored(&self) -> Option<(&str, &Operator, Command)> {
        match self {
            Self::Off { .. } | Self::Released { .. } => None,
            Self::Panic { id, by, .. } => Some((id, by, Command::Panic)),
            Self::Release { id, by, .. } => Some((id, by, Command::Release)),
        }
    }
}

/// Owns the fallback's state; the Hub and its actor share it. Cheap to clone.
#[derive(Clone)]
pub(super) struct PanicFallback {
    state: Arc<watch::Sender<FallbackState>>,
    timeout: Duration,
}

impl PanicFallback {
    /// Nothing is hidden yet. The store may take `timeout` for a panic.
    pub fn new(timeout: Duration) -> Self {
        Self { state: Arc::new(watch::channel(FallbackState::default()).0), timeout }
    }

    /// How long the store may take for a panic.
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Follows the state.
    pub fn subscribe(&self) -> watch::Receiver<FallbackState> {
        self.state.subscribe()
    }

    /// The state as it is now.
    pub fn state(&self) -> FallbackState {
        self.state.borrow().clone()
    }

    /// Whether everything is hidden without the store.
    pub fn hides(&self) -> bool {
        self.state.borrow().hides()
    }

    /// A new panic begins, to which earlier releases do not apply.
    pub fn begin_panic(&self, by: &Operator) {
        if permit(None, by, Permission::Panic).is_err() {
            return;
        }
        self.state.send_if_modified(|state| {
            let from = match state {
                FallbackState::Release { .. } => 0,
                FallbackState::Released { from, .. } => *from,
                FallbackState::Off { .. } | FallbackState::Panic { .. } => return false,
            };
            *state = FallbackState::Off { from };
            true
        });
    }

    /// Waits until the store has the panic, or hides everything without it; either way everything is hidden on return.
    /// `request` is the panic under way, decided on revision `since`. Returns its revision, if the store answered with one.
    pub async fn panic_or_fall_back(
        &self,
        id: String,
        by: Operator,
        since: Rev,
        request: impl Future<Output = Result<Rev, Denied>>,
    ) -> Result<Option<Rev>, Denied> {
        permit(None, &by, Permission::Panic)?;
        let mut request = pin!(request);
        let in_time = tokio::time::timeout(self.timeout, &mut request).await;
        if let Ok(Ok(rev)) = in_time {
            return Ok(Some(rev));
        }
        tracing::warn!(
            "the store did not accept a panic in time; everything is hidden without it; the panic is written once the store is back"
        );
        self.state.send_replace(FallbackState::Panic { id, by, since });
        match in_time {
            // It was refused, or failed: there is no later answer.
            Ok(_) => Ok(None),
            // A store that was only slow still answers with the revision.
            Err(_) => Ok(request.await.ok()),
        }
    }

    /// Ends a panic that only this process has. Returns the snapshot's revision, as the stage did not change.
    pub fn release(&self, id: String, by: Operator, snapshot: &Snapshot) -> Result<Rev, Denied> {
        permit(snapshot.stage.driver.as_ref(), &by, Permission::Control)?;
        self.state.send_if_modified(|state| {
            let FallbackState::Panic { id: panic, .. } = state else { return false };
            *state = FallbackState::Release { id, by, panic: std::mem::take(panic) };
            true
        });
        Ok(snapshot.rev)
    }

    /// Ends the fallback if the store has its panic: the stage panics in revision `rev`, or the command `answered` was
    /// done after the press, also if it was released since.
    pub fn clear_if_logged(&self, rev: Rev, stage_panics: bool, answered: impl Fn(&str) -> Option<Rev>) {
        let state = self.state();
        if let FallbackState::Panic { id, since, .. } = &state
            && (stage_panics || answered(id).is_some_and(|rev| rev > *since))
        {
            self.clear(state, rev);
        }
    }

    /// The store has the pending panic or release, as of revision `from`. Does nothing if the state has changed since: the
    /// newer press is written in its own turn.
    pub fn clear(&self, cleared: FallbackState, from: Rev) {
        self.state.send_if_modified(|state| {
            let same = *state == cleared;
            if same {
                *state = match cleared {
                    FallbackState::Release { id, by, panic } => FallbackState::Released { from, id, by, panic },
                    FallbackState::Off { .. } | FallbackState::Panic { .. } | FallbackState::Released { .. } => {
                        FallbackState::Off { from }
                    }
                };
            }
            same
        });
    }

    /// Releases a panic again that was released before the store had read it, and that the store replayed now. `entry` is
    /// the id of the newest entry.
    pub fn re_release_if_replayed(&self, entry: &str, stage_panics: bool) {
        self.state.send_if_modified(|state| {
            let FallbackState::Released { id, by, panic, .. } = state else { return false };
            let replayed = stage_panics && !entry.is_empty() && *panic == *entry;
            if replayed {
                *state =
                    FallbackState::Release { id: std::mem::take(id), by: by.clone(), panic: std::mem::take(panic) };
            }
            replayed
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crew::Role;
    use crate::domain::stage::Refusal;

    fn host() -> Operator {
        Operator::new(Role::Host, "", "seat")
    }

    async fn fall_back(fallback: &PanicFallback) {
        let refused = async { Err(Denied::Refused(Refusal::NoShow)) };
        let rev = fallback.panic_or_fall_back("p".into(), host(), 4, refused).await.expect("a host may");
        assert_eq!((rev, fallback.hides()), (None, true));
    }

    #[tokio::test]
    async fn a_panic_hides_until_the_store_has_it() {
        let fallback = PanicFallback::new(PANIC_TIMEOUT);
        fall_back(&fallback).await;
        fallback.clear_if_logged(5, false, |_| Some(4));
        assert!(fallback.hides(), "an older panic of the same id is another one");
        fallback.clear_if_logged(5, false, |_| Some(5));
        assert_eq!(fallback.state(), FallbackState::Off { from: 5 });
    }

    #[tokio::test]
    async fn a_released_panic_that_is_replayed_is_released_again() {
        let fallback = PanicFallback::new(PANIC_TIMEOUT);
        fall_back(&fallback).await;
        fallback.release("r".into(), host(), &Snapshot::default()).expect("a host may");
        assert_eq!(
            fallback.state().unstored().map(|(id, _, command)| (id.to_owned(), command)),
            Some(("r".into(), Command::Release))
        );
        fallback.clear(fallback.state(), 6);
        assert_eq!(fallback.state().shows_from(), 6);
        fallback.re_release_if_replayed("other", true);
        assert_eq!(fallback.state().unstored(), None);
        fallback.re_release_if_replayed("p", true);
        assert!(matches!(fallback.state(), FallbackState::Release { .. }));
        fallback.begin_panic(&host());
        assert_eq!(fallback.state(), FallbackState::Off { from: 0 }, "a new panic is not released by it");
    }
}

//! The timer of the card on screen, fired by a server's clock: of several servers, by that of the one that set it.
//!
//! Their clocks differ, by seconds where nobody keeps them, and a card taken off early is seen by everybody. So the server
//! that set the timer fires it. The others reckon by that server's clock, whose difference they know from when its entry
//! came, and fire only where it is gone. Of two that fire one wins: both commit on the same revision.

use std::time::Duration;

use tokio::time::Instant;

use super::Denied;
use super::actor::{Actor, Ask, Asked};
use crate::domain::Now;
use crate::domain::crew::Operator;
use crate::domain::stage::Stage;

/// The longest wait between two looks at the clock while a timer runs: it may be set, and then no sleep would be right.
const LOOK_MAX: Duration = Duration::from_millis(100);
/// Between two tries of a timer that the store did not take.
const RETRY: Duration = Duration::from_secs(1);
/// How long a server waits for the one that set the timer: longer than a commit takes, shorter than a host's patience.
const OTHERS: Duration = Duration::from_secs(2);
/// Who did it, for the history.
const BY: &str = "timer";

/// Whose clock the timer goes by, and when to try next.
#[derive(Debug, Default)]
pub(super) struct Timing {
    /// This server has set it.
    own: bool,
    /// How far this server's clock is ahead of the one that it was set by, in milliseconds.
    ahead: i64,
    fire_at: Option<Instant>,
}

impl Actor {
    /// Notes whose clock a stage's timer goes by. `ahead`: how far this one is; `None`: nobody knows.
    pub(super) fn time(&mut self, stage: &Stage, ahead: Option<i64>, own: bool) {
        if stage.fires_at() != self.snapshot.stage.fires_at() {
            self.timing = Timing { own, ahead: ahead.unwrap_or(0), fire_at: None };
        }
    }

    /// When the timer's time has come, by this server's clock.
    fn due_at(&self) -> Option<i64> {
        Some(self.snapshot.stage.fires_at()? + self.timing.ahead)
    }

    /// How long until the clock is worth a look; `None` while no timer runs.
    pub(super) fn timer_look(&self) -> Option<Duration> {
        // What a panic hides stands still; the store learns of that panic before it learns of the timer.
        let due_at = self.due_at().filter(|_| !self.holds.borrow().hides())?;
        let left = due_at - self.clock.now().millis();
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(LOOK_MAX);
        let retry = self.timing.fire_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()));
        Some(left.max(retry))
    }

    /// Does what the timer says, if its time has come.
    pub(super) async fn fire(&mut self) {
        if self.due_at().is_none_or(|at| at > self.clock.now().millis()) {
            return;
        }
        if !self.timing.own && self.timing.fire_at.is_none() {
            self.timing.fire_at = Some(Instant::now() + OTHERS);
            return;
        }
        let asked = Asked { id: String::new(), by: Operator::server(BY), ask: Ask::Fire };
        match self.decide(&asked).await {
            // Refused: another server was faster, or a host.
            Ok(_) | Err(Denied::Refused(_)) => {}
            Err(Denied::Store(why)) => {
                tracing::debug!(%why, "a timer could not be stored yet");
                self.timing.fire_at = Some(Instant::now() + RETRY);
            }
        }
    }

    /// Now, but not before what is due by the clock that the timer was set by.
    pub(super) fn now_fired(&self) -> Now {
        let now = self.clock.now();
        let late = self.snapshot.stage.fires_at().filter(|_| self.due_at().is_some_and(|at| at <= now.millis()));
        let at = late.and_then(chrono::DateTime::from_timestamp_millis).map_or(now.at, |ends_at| now.at.max(ends_at));
        Now { at, ..now }
    }
}

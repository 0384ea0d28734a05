//! The timer of the card on screen, fired by the server's clock. Of two servers one wins: both commit on the same revision.

use std::time::Duration;

use tokio::time::Instant;

use super::Denied;
use super::actor::{Actor, Ask, Asked};
use crate::domain::crew::By;

/// The longest wait between two looks at the clock while a timer runs: it may be set, and then no sleep would be right.
const LOOK_MAX: Duration = Duration::from_millis(100);
/// Between two tries of a timer that the store did not take.
const RETRY: Duration = Duration::from_secs(1);
/// Who did it, for the history.
const BY: &str = "timer";

impl Actor {
    /// How long until the clock is worth a look; `None` while no timer runs.
    pub(super) fn timer_look(&self) -> Option<Duration> {
        // What a panic hides stands still; the store learns of that panic before it learns of the timer.
        let ends_at = self.world.stage.fires_at().filter(|_| !self.holds.borrow().hides())?;
        let left = ends_at - self.clock.now().millis();
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(LOOK_MAX);
        let retry = self.fire_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()));
        Some(left.max(retry))
    }

    /// Does what the timer says, if its time has come.
    pub(super) async fn fire(&mut self) {
        let due = self.world.stage.fires_at().is_some_and(|at| at <= self.clock.now().millis());
        if !due {
            return;
        }
        self.fire_at = None;
        let asked = Asked { id: String::new(), by: By::server(BY), ask: Ask::Fire };
        match self.decide(&asked).await {
            // Refused: another server was faster, or a host.
            Ok(_) | Err(Denied::Refused(_)) => {}
            Err(Denied::Store(why)) => {
                tracing::debug!(%why, "a timer could not be stored yet");
                self.fire_at = Some(Instant::now() + RETRY);
            }
        }
    }
}

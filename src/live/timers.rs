//! When the timer of the card on screen is carried out, and by which server. Pure: both clocks are arguments.
//!
//! The clocks of servers differ, by seconds if they are not synchronised, and viewers would see a card that is taken off
//! early. So the server that set the timer carries it out. The other servers convert its due time to their own clock by the
//! difference that they saw when its entry arrived, and act only after a grace period, in case that server is gone. If two
//! servers act, one wins, because both commit on the same revision.

use std::time::Duration;

use tokio::time::Instant;

use super::replica::TimerOrigin;
use crate::domain::Now;
use crate::domain::stage::{Rev, Stage};

/// The longest sleep before the clock is read again: the clock may be set, which makes any longer sleep wrong.
const CLOCK_POLL_INTERVAL: Duration = Duration::from_millis(100);
/// The delay before a timer is tried again after the store did not accept it.
const RETRY_DELAY: Duration = Duration::from_secs(1);
/// How long a server waits for the one that set the timer: longer than a commit takes, shorter than a host's patience.
const FAILOVER_GRACE: Duration = Duration::from_secs(2);

/// When the running timer may be tried next.
#[derive(Debug, Default)]
pub(super) struct Timing {
    /// The revision that set the timer which `not_before` is about.
    set_in: Rev,
    not_before: Option<Instant>,
}

/// When the timer is due, in milliseconds by this server's clock; `None` while no timer runs.
pub(super) fn due_at(stage: &Stage, origin: TimerOrigin) -> Option<i64> {
    Some(stage.fires_at()? + origin.clock_lead)
}

/// Whether a timer runs and is due.
pub(super) fn is_due(stage: &Stage, origin: TimerOrigin, now: Now) -> bool {
    due_at(stage, origin).is_some_and(|due_at| due_at <= now.millis())
}

/// The moment that a due timer is decided at: not before its due time by the clock that it was set by.
pub(super) fn decision_time(stage: &Stage, origin: TimerOrigin, now: Now) -> Now {
    let ends_at =
        stage.fires_at().filter(|_| is_due(stage, origin, now)).and_then(chrono::DateTime::from_timestamp_millis);
    Now { at: ends_at.map_or(now.at, |ends_at| now.at.max(ends_at)), ..now }
}

impl Timing {
    /// How long to sleep until the timer is worth a look.
    pub fn delay(&self, due_at: i64, origin: TimerOrigin, now_ms: i64, now: Instant) -> Duration {
        let left = Duration::from_millis(u64::try_from(due_at - now_ms).unwrap_or(0)).min(CLOCK_POLL_INTERVAL);
        let wait = self.not_before(origin).map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        left.max(wait)
    }

    /// Whether this server may carry out a due timer now. The first call for another server's timer begins its grace period.
    pub fn may_fire(&mut self, origin: TimerOrigin, now: Instant) -> bool {
        let allowed = origin.own || self.not_before(origin).is_some();
        if !allowed {
            *self = Self { set_in: origin.rev, not_before: Some(now + FAILOVER_GRACE) };
        }
        allowed
    }

    /// The store did not accept it: try again later.
    pub fn retry_later(&mut self, origin: TimerOrigin, now: Instant) {
        *self = Self { set_in: origin.rev, not_before: Some(now + RETRY_DELAY) };
    }

    fn not_before(&self, origin: TimerOrigin) -> Option<Instant> {
        self.not_before.filter(|_| self.set_in == origin.rev)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: TimerOrigin = TimerOrigin { rev: 7, own: true, clock_lead: 0 };
    const OTHER: TimerOrigin = TimerOrigin { rev: 7, own: false, clock_lead: 0 };

    #[test]
    fn the_server_that_set_a_timer_fires_it_and_the_others_wait() {
        let (mut timing, now) = (Timing::default(), Instant::now());
        assert!(timing.may_fire(OWN, now));
        assert!(!timing.may_fire(OTHER, now), "the grace period begins");
        assert_eq!(timing.delay(0, OTHER, 0, now), FAILOVER_GRACE);
        assert!(timing.may_fire(OTHER, now + FAILOVER_GRACE));
        let next = TimerOrigin { rev: 8, ..OTHER };
        assert!(!timing.may_fire(next, now), "another timer has a grace period of its own");
    }

    #[test]
    fn a_timer_that_was_not_stored_is_tried_again_later() {
        let (mut timing, now) = (Timing::default(), Instant::now());
        assert_eq!(timing.delay(50, OWN, 0, now), Duration::from_millis(50));
        assert_eq!(timing.delay(5_000, OWN, 0, now), CLOCK_POLL_INTERVAL, "the clock may be set");
        timing.retry_later(OWN, now);
        assert_eq!(timing.delay(0, OWN, 0, now), RETRY_DELAY);
        assert_eq!(timing.delay(0, TimerOrigin { rev: 8, ..OWN }, 0, now), Duration::ZERO);
    }
}

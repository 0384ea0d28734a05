//! The timer of the card on screen: started from the card's plan, counted in server time, paused and extended by hosts. Must
//! not know what happens when it ends.

use super::refusal::Refusal;
use super::state::{OnAir, Screen, Stage, Then, Timer};
use crate::domain::Now;
use crate::domain::dwell::Dwell;
use crate::domain::quantity::Quantity;

fn millis(seconds: u32) -> i64 {
    1000 * i64::from(seconds)
}

impl Timer {
    /// The timer of a card that goes on screen now; `None` if its plan is to stay.
    pub(super) fn planned(dwell: Dwell, now: Now) -> Option<Self> {
        let (then, seconds) = match dwell {
            Dwell::Stay => return None,
            Dwell::Out { seconds } => (Then::Out, seconds),
            Dwell::Next { seconds } => (Then::Next, seconds),
        };
        Some(Self { then, ends_at: now.millis() + millis(seconds), held: None, hidden: false })
    }

    fn paused(self, now: Now) -> Self {
        Self { held: self.held.or(Some((self.ends_at - now.millis()).max(0))), ..self }
    }

    fn resumed(self, now: Now) -> Self {
        let ends_at = self.held.map_or(self.ends_at, |left| now.millis() + left);
        Self { ends_at, held: None, hidden: false, ..self }
    }

    fn extended(self, seconds: u32) -> Self {
        let more = millis(seconds);
        Self { ends_at: self.ends_at + more, held: self.held.map(|left| left + more), ..self }
    }

    /// Paused because its card is hidden; one that a host paused stays paused by the host.
    fn paused_while_hidden(self, now: Now) -> Self {
        if self.held.is_some() { self } else { Self { hidden: true, ..self.paused(now) } }
    }

    /// The reverse of [`Timer::paused_while_hidden`].
    fn resumed_if_hidden(self, now: Now) -> Self {
        if self.hidden { self.resumed(now) } else { self }
    }

    fn expired(&self, now: Now) -> bool {
        self.held.is_none() && self.ends_at <= now.millis()
    }
}

pub(super) fn hold(screen: &Screen, now: Now) -> Result<Screen, Refusal> {
    change_timer(screen, |timer| timer.paused(now))
}

pub(super) fn resume(screen: &Screen, now: Now) -> Result<Screen, Refusal> {
    change_timer(screen, |timer| timer.resumed(now))
}

pub(super) fn extend(screen: &Screen, seconds: u32) -> Result<Screen, Refusal> {
    Quantity::ExtendSeconds.check(seconds).map_err(Refusal::OutOfRange)?;
    change_timer(screen, |timer| timer.extended(seconds))
}

fn change_timer(screen: &Screen, change: impl FnOnce(Timer) -> Timer) -> Result<Screen, Refusal> {
    let timer = screen.on_air.and_then(|on| on.timer).ok_or(Refusal::NoTimer)?;
    Ok(with_timer(screen, |_| Some(change(timer))))
}

/// A panic pauses the timer, so that the released card has as much time left as before.
pub(super) fn hide(screen: &Screen, now: Now) -> Screen {
    Screen { panic: true, ..suspend(screen, now) }
}

pub(super) fn unhide(screen: &Screen, now: Now) -> Screen {
    Screen { panic: false, ..with_timer(screen, |timer| timer.map(|timer| timer.resumed_if_hidden(now))) }
}

/// A screen for [`restore`], which may come any time later: its timer keeps the time that is left.
pub(super) fn suspend(screen: &Screen, now: Now) -> Screen {
    with_timer(screen, |timer| timer.map(|timer| timer.paused_while_hidden(now)))
}

/// A suspended screen, shown again. An expired timer is dropped: it would take the card off at once, but `undo` was pressed
/// to get it back.
pub(super) fn restore(screen: &Screen, now: Now) -> Screen {
    with_timer(screen, |timer| timer.map(|timer| timer.resumed_if_hidden(now)).filter(|timer| !timer.expired(now)))
}

/// The screen with another timer for its card.
pub(super) fn with_timer(screen: &Screen, change: impl FnOnce(Option<Timer>) -> Option<Timer>) -> Screen {
    let on_air = screen.on_air.map(|on| OnAir { timer: change(on.timer), ..on });
    Screen { on_air, ..screen.clone() }
}

impl Stage {
    /// When the running timer ends; `None` if none runs.
    #[must_use]
    pub fn fires_at(&self) -> Option<i64> {
        let timer = self.screen.on_air?.timer?;
        (timer.held.is_none() && !self.screen.panic).then_some(timer.ends_at)
    }
}

//! How long a card stays: planned with the card, counted in server time, held and stretched by the host.

use serde::{Deserialize, Serialize};

use super::apply::apply;
use super::command::Command;
use super::refusal::Refusal;
use super::values::{OnAir, Screen, Stage};
use crate::domain::Now;
use crate::domain::crew::Operator;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::Rundown;

/// What a timer's commands are done by, in the history.
const TIMER: &str = "timer";

/// What is planned for a card. On the wire: `"stay"`, `{"out":{"seconds":30}}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dwell {
    /// Until somebody presses.
    #[default]
    Stay,
    /// Off screen after so long.
    Out { seconds: u32 },
    /// The next card after so long.
    Next { seconds: u32 },
}

/// What happens when a timer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    Out,
    Next,
}

/// The rest of a card's time on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    pub then: Then,
    /// In server milliseconds; means nothing while it is held.
    pub ends_at: i64,
    /// Stopped, with so many milliseconds left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<i64>,
    /// Held while nobody sees its card, by a panic or in what `undo` remembers, and not by a hand: it goes on by itself
    /// when the card comes back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

impl Dwell {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(in crate::domain) fn is_default(&self) -> bool {
        *self == Self::Stay
    }

    /// # Errors
    /// [`Quantity::DwellSeconds`] where the time is too short or too long.
    pub fn check(self) -> Result<(), Quantity> {
        match self {
            Self::Stay => Ok(()),
            Self::Out { seconds } | Self::Next { seconds } => Quantity::DwellSeconds.check(seconds),
        }
    }

    /// The timer of a card that goes on screen now.
    #[must_use]
    pub fn timer(self, now: Now) -> Option<Timer> {
        let (then, seconds) = match self {
            Self::Stay => return None,
            Self::Out { seconds } => (Then::Out, seconds),
            Self::Next { seconds } => (Then::Next, seconds),
        };
        Some(Timer { then, ends_at: now.millis() + millis(seconds), held: None, hidden: false })
    }
}

fn millis(seconds: u32) -> i64 {
    1000 * i64::from(seconds)
}

impl Timer {
    fn held(self, now: Now) -> Self {
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

    fn out_of_sight(self, now: Now) -> Self {
        if self.held.is_some() { self } else { Self { hidden: true, ..self.held(now) } }
    }

    fn in_sight(self, now: Now) -> Self {
        if self.hidden { self.resumed(now) } else { self }
    }

    fn over(&self, now: Now) -> bool {
        self.held.is_none() && self.ends_at <= now.millis()
    }
}

pub(super) fn hold(screen: &Screen, now: Now) -> Result<Screen, Refusal> {
    turn(screen, |timer| timer.held(now))
}

pub(super) fn resume(screen: &Screen, now: Now) -> Result<Screen, Refusal> {
    turn(screen, |timer| timer.resumed(now))
}

pub(super) fn extend(screen: &Screen, seconds: u32) -> Result<Screen, Refusal> {
    Quantity::ExtendSeconds.check(seconds).map_err(Refusal::OutOfRange)?;
    turn(screen, |timer| timer.extended(seconds))
}

fn turn(screen: &Screen, change: impl FnOnce(Timer) -> Timer) -> Result<Screen, Refusal> {
    let timer = screen.on_air.and_then(|on| on.timer).ok_or(Refusal::NoTimer)?;
    Ok(with(screen, |_| Some(change(timer))))
}

/// A panic stops the time: what comes back has as much of it left as when it went.
pub(super) fn hide(screen: &Screen, now: Now) -> Screen {
    Screen { panic: true, ..put_by(screen, now) }
}

pub(super) fn unhide(screen: &Screen, now: Now) -> Screen {
    Screen { panic: false, ..with(screen, |timer| timer.map(|timer| timer.in_sight(now))) }
}

/// A screen to be brought back later: its timer keeps what is left of it, however long that takes.
pub(super) fn put_by(screen: &Screen, now: Now) -> Screen {
    with(screen, |timer| timer.map(|timer| timer.out_of_sight(now)))
}

/// What is brought back has no timer that is over: it would be gone again at once, and whoever pressed `undo` wants it back.
pub(super) fn bring_back(screen: &Screen, now: Now) -> Screen {
    with(screen, |timer| timer.map(|timer| timer.in_sight(now)).filter(|timer| !timer.over(now)))
}

fn with(screen: &Screen, change: impl FnOnce(Option<Timer>) -> Option<Timer>) -> Screen {
    let on_air = screen.on_air.map(|on| OnAir { timer: change(on.timer), ..on });
    Screen { on_air, ..screen.clone() }
}

impl Stage {
    /// When the running timer ends; `None` where none runs.
    #[must_use]
    pub fn fires_at(&self) -> Option<i64> {
        let timer = self.screen.on_air?.timer?;
        (timer.held.is_none() && !self.screen.panic).then_some(timer.ends_at)
    }

    /// What the timer does now, if its time has come. Where nothing follows, the card stays, without a timer.
    #[must_use]
    pub fn fired(&self, rundown: &Rundown, now: Now) -> Option<(Command, Self)> {
        let timer = self.screen.on_air?.timer.filter(|_| self.fires_at().is_some_and(|at| at <= now.millis()))?;
        let command = match timer.then {
            Then::Out => Command::Out,
            Then::Next => Command::Next,
        };
        let stage = apply(self, rundown, &command, &Operator::server(TIMER), now)
            .unwrap_or_else(|_| Self { screen: with(&self.screen, |_| None), ..self.clone() });
        Some((command, stage))
    }
}

//! The effect when the timer of the card on screen ends.

use super::apply::apply;
use super::command::Command;
use super::state::{Stage, Then};
use super::timer::with_timer;
use crate::domain::Now;
use crate::domain::crew::Operator;
use crate::domain::rundown::Rundown;

/// The author of a timer's commands, in the history.
const TIMER: &str = "timer";

impl Stage {
    /// The command of an expired timer and the stage after it; `None` before its time. A card without a successor stays,
    /// without a timer.
    #[must_use]
    pub fn fired(&self, rundown: &Rundown, now: Now) -> Option<(Command, Self)> {
        let timer = self.screen.on_air?.timer.filter(|_| self.fires_at().is_some_and(|at| at <= now.millis()))?;
        let command = match timer.then {
            Then::Out => Command::Out,
            Then::Next => Command::Next,
        };
        let stage = apply(self, rundown, &command, &Operator::server(TIMER), now)
            .unwrap_or_else(|_| Self { screen: with_timer(&self.screen, |_| None), ..self.clone() });
        Some((command, stage))
    }
}

//! The way back: what was done, and the screen as it was before.

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::refusal::Refusal;
use super::timer;
use super::values::{Screen, Stage};
use crate::domain::Now;

/// How many commands back `undo` can go. Each costs some 60 to 150 bytes in every stage entry.
pub const UNDO_STEPS_MAX: usize = 10;

/// A command that was done, and the screen as it was before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    #[serde(rename = "do")]
    pub command: Command,
    pub before: Screen,
}

pub(super) fn undo(stage: &Stage, now: Now) -> Result<Stage, Refusal> {
    let mut next = stage.clone();
    let done = next.undo.pop().ok_or(Refusal::NothingToUndo)?;
    next.screen = match done.command {
        // Beneath a panic the time stands: taking it back is a release.
        Command::Panic => timer::unhide(&stage.screen, now),
        _ => timer::without_over(&done.before, now),
    };
    next.closed &= done.command != Command::Close;
    Ok(next)
}

/// Remembers a command, where it changed the screen.
pub(super) fn remember(stage: &mut Stage, command: &Command, before: &Screen) {
    if stage.screen == *before {
        return;
    }
    if stage.undo.len() == UNDO_STEPS_MAX {
        stage.undo.remove(0);
    }
    stage.undo.push(Done { command: command.clone(), before: before.clone() });
}

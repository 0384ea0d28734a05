//! The way back: what was done, and what it changed as that was before.

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::refusal::Refusal;
use super::timer;
use super::values::{Screen, Stage};
use crate::domain::Now;

/// How many commands back `undo` can go. Each costs some 60 to 150 bytes in every stage entry.
pub const UNDO_STEPS_MAX: usize = 10;

/// A command that was done, and what it changed as that was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    #[serde(rename = "do")]
    pub command: Command,
    /// Its timer stands: it has what was left of it.
    pub before: Screen,
    /// Whether the show was closed before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

pub(super) fn undo(stage: &Stage, now: Now) -> Result<Stage, Refusal> {
    let mut next = stage.clone();
    let done = next.undo.pop().ok_or(Refusal::NothingToUndo)?;
    next.screen = match done.command {
        // Beneath a panic the time stands: taking it back is a release, and the other way round.
        Command::Panic => timer::unhide(&stage.screen, now),
        Command::Release => timer::hide(&stage.screen, now),
        // Its card is still there, and so is its time: a cue that is taken back gives none and takes none away.
        _ if same_card(&stage.screen, &done.before) && !done.command.sets_time() => {
            Screen { on_air: stage.screen.on_air, ..done.before }
        }
        _ => timer::bring_back(&done.before, now),
    };
    next.closed = done.closed;
    Ok(next)
}

fn same_card(now: &Screen, before: &Screen) -> bool {
    let shown = |screen: &Screen| screen.on_air.map(|on| (on.card, on.shown_at));
    shown(now) == shown(before)
}

/// Remembers a command, where it changed the screen, or whether the show is closed.
pub(super) fn remember(stage: &mut Stage, command: &Command, before: &Stage, now: Now) {
    if stage.screen == before.screen && stage.closed == before.closed {
        return;
    }
    if stage.undo.len() == UNDO_STEPS_MAX {
        stage.undo.remove(0);
    }
    stage.undo.push(Done {
        command: command.clone(),
        before: timer::put_by(&before.screen, now),
        closed: before.closed,
    });
}

//! Undo: remembers each command with the screen before it, and restores that screen.

use super::command::Command;
use super::refusal::Refusal;
use super::state::{Done, Screen, Stage, UNDO_STEPS_MAX};
use super::timer;
use crate::domain::Now;

pub(super) fn undo(stage: &Stage, now: Now) -> Result<Stage, Refusal> {
    let mut next = stage.clone();
    let done = next.undo.pop().ok_or(Refusal::NothingToUndo)?;
    next.screen = match done.command {
        // The timer is paused during a panic: undoing the panic is a release, and undoing a release is a panic.
        Command::Panic => timer::unhide(&stage.screen, now),
        Command::Release => timer::hide(&stage.screen, now),
        // The card never left the screen, so its timer must neither gain nor lose time.
        _ if same_card(&stage.screen, &done.before) && !done.command.changes_timer() => {
            Screen { on_air: stage.screen.on_air, ..done.before }
        }
        _ => timer::restore(&done.before, now),
    };
    next.closed = done.closed;
    Ok(next)
}

fn same_card(now: &Screen, before: &Screen) -> bool {
    let shown = |screen: &Screen| screen.on_air.map(|on| (on.card, on.shown_at));
    shown(now) == shown(before)
}

/// Remembers a command, unless it changed neither the screen nor whether the show is closed.
pub(super) fn remember(stage: &mut Stage, command: &Command, before: &Stage, now: Now) {
    if stage.screen == before.screen && stage.closed == before.closed {
        return;
    }
    if stage.undo.len() == UNDO_STEPS_MAX {
        stage.undo.remove(0);
    }
    let screen = timer::suspend(&before.screen, now);
    stage.undo.push(Done { command: command.clone(), before: screen, closed: before.closed });
}

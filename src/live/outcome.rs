//! What a request would make of the state as it is now. Nothing is written here, and a press reads nothing.

use std::sync::Arc;

use super::Denied;
use super::actor::{Actor, Ask};
use crate::domain::crew::{Operator, Permission, permit};
use crate::domain::notice::Notice;
use crate::domain::rundown::Edit;
use crate::domain::stage::{Command, FaceAsked, Refusal, Rev, Stage, apply};
use crate::store::{self, EntryKind, Write};

/// What a request would make of the state.
pub(super) struct Outcome {
    pub stage: Stage,
    pub kind: EntryKind,
    /// For the history.
    pub what: String,
    pub writes: Vec<Write>,
}

impl Actor {
    pub(super) async fn outcome(&self, by: &Operator, ask: &Ask) -> Result<Outcome, Denied> {
        self.check_practice(ask)?;
        match ask {
            Ask::Command { rev, command } => {
                // Who never may is told so, and not to look again.
                self.permit(by, command.permission())?;
                if !command.any_revision() {
                    self.insist(*rev)?;
                }
                self.command_outcome(by, command).await
            }
            Ask::Edit { rev, edit } => {
                self.permit(by, edit.permission())?;
                self.insist(*rev)?;
                self.edit_outcome(by, edit).await
            }
            Ask::Layout { rev, layout } => {
                self.permit(by, Permission::Control)?;
                self.insist(*rev)?;
                layout.check().map_err(Refusal::OutOfRange)?;
                let stage = Stage::clone(&self.snapshot.stage);
                Ok(Outcome {
                    stage,
                    kind: EntryKind::Layout,
                    what: EntryKind::Layout.action(),
                    writes: vec![Write::Layout(*layout)],
                })
            }
            Ask::NextShow { number, carry } => {
                let show = self.next_show().await?;
                // Somebody made that show in between, and a second press must not make one more.
                if show.id != *number {
                    return Err(Refusal::Stale { rev: self.snapshot.rev }.into());
                }
                self.open_outcome(by, &show, carry).await
            }
            Ask::OpenShow { show, jobs } => self.open_outcome(by, show, jobs).await,
            Ask::Follow => Ok(self.followed()),
            Ask::Fire => {
                let (command, stage) =
                    self.snapshot.stage.fired(&self.snapshot.rundown, self.now_fired()).ok_or(Refusal::NoTimer)?;
                let writes = self.aired_write(&command, &stage);
                Ok(Outcome { stage, kind: EntryKind::Command, what: json(&command)?, writes })
            }
        }
    }

    pub(super) fn permit(&self, by: &Operator, right: Permission) -> Result<(), Refusal> {
        permit(self.snapshot.stage.driver.as_ref(), by, right)
    }

    /// A stale request is refused as stale, whatever else would be wrong with it.
    fn insist(&self, rev: Rev) -> Result<(), Refusal> {
        if rev == self.snapshot.rev { Ok(()) } else { Err(Refusal::Stale { rev: self.snapshot.rev }) }
    }

    async fn command_outcome(&self, by: &Operator, command: &Command) -> Result<Outcome, Denied> {
        let stage = apply(&self.snapshot.stage, &self.snapshot.rundown, command, by, self.clock.now())?;
        match command {
            Command::Open { show } => return self.reopen_outcome(stage, *show).await,
            Command::Face { face: FaceAsked::Notice { notice } } => {
                let known = self.snapshot.notices.iter().any(|known| known.notice == *notice);
                known.then_some(()).ok_or(Refusal::NoSuchNotice)?;
            }
            Command::Update if self.aired_write(command, &stage).is_empty() => {
                return Err(Refusal::NothingToUpdate.into());
            }
            _ => {}
        }
        let writes = self.aired_write(command, &stage);
        Ok(Outcome { stage, kind: EntryKind::Command, what: json(command)?, writes })
    }

    /// The copy of the job that goes on screen, where it is not the one that is kept already.
    fn aired_write(&self, command: &Command, stage: &Stage) -> Vec<Write> {
        let shows = matches!(command, Command::Take { .. } | Command::Next | Command::Update);
        // The copies are the air's: practice shows the newest text.
        if !shows || self.air.is_some() {
            return Vec::new();
        }
        let card = stage.screen.card().and_then(|number| self.snapshot.rundown.card(number));
        let (Some((card, job)), Some(show)) = (card, stage.show) else { return Vec::new() };
        if self.snapshot.aired.get(&card.job) == Some(job) {
            return Vec::new();
        }
        vec![Write::Aired(show, card.job.clone(), job.clone())]
    }

    /// Remembers the copies that a commit has written, so that none is read.
    pub(super) fn keep_aired(&mut self, writes: Vec<Write>) {
        for write in writes {
            if let Write::Aired(_, id, job) = write {
                Arc::make_mut(&mut self.snapshot.aired).insert(id, job);
            }
        }
    }

    async fn edit_outcome(&self, by: &Operator, edit: &Edit) -> Result<Outcome, Denied> {
        let stage = &self.snapshot.stage;
        let show = stage.show.ok_or(Refusal::NoShow)?;
        if stage.locked && edit.locks() {
            return Err(Refusal::Locked.into());
        }
        match edit {
            Edit::Notice { text } => {
                let notice = Notice::new(text, &self.snapshot.notices)?;
                let face = FaceAsked::Notice { notice: notice.notice };
                let command = Command::Face { face: face.clone() };
                let stage = apply(stage, &self.snapshot.rundown, &command, by, self.clock.now())?;
                // Not the edit itself: its text must not be in a stream.
                return Ok(Outcome {
                    stage,
                    kind: EntryKind::Edit,
                    what: json(&face)?,
                    writes: vec![Write::Notice(show, notice)],
                });
            }
            Edit::Add { jobs } => self.check_known(jobs).await?,
            Edit::Move { .. } | Edit::Remove { .. } | Edit::Full { .. } | Edit::Plan { .. } => {}
        }
        let in_use = stage.screen.in_use();
        let cards = self.snapshot.rundown.edited(edit, stage.said(), &in_use).map_err(Refusal::Edit)?;
        let stage = stage.renumbered(&self.snapshot.rundown, &cards);
        Ok(Outcome { stage, kind: EntryKind::Edit, what: json(edit)?, writes: vec![Write::Rundown(show, cards)] })
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, store::Error> {
    Ok(serde_json::to_string(value)?)
}

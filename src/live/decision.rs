//! The meaning of a request on the newest snapshot: the next stage, and the records to write with it. Writes nothing, and
//! reads the store only for requests that name shows or jobs, never for a press.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::rehearsal::followed_stage;
use super::replica::{Replica, TimerOrigin};
use super::request::{Denied, Envelope, Request};
use super::timers;
use crate::clock::Clock;
use crate::domain::crew::{Operator, Permission};
use crate::domain::job::JobId;
use crate::domain::layout::Layout;
use crate::domain::notice::{Notice, NoticeId};
use crate::domain::rundown::{CARDS_MAX, Card, Edit, EditRefusal};
use crate::domain::show::{Show, ShowId};
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::{Command, FaceRequest, Refusal, Rev, Stage, apply, permit};
use crate::store::{self, Commit, EntryKind, Store, Write};

/// The state that a request is decided on.
pub(super) struct Decider<'a> {
    snapshot: &'a Snapshot,
    store: &'a Store,
    clock: &'a Clock,
    /// Which entry set the running timer.
    timer: TimerOrigin,
    /// At the rehearsal: the newest state of the stage on air.
    rehearsal: Option<Arc<Snapshot>>,
}

/// The entry that an accepted request appends.
pub(super) struct Decision {
    stage: Stage,
    kind: EntryKind,
    /// The command or the edit as JSON, for the history.
    action: String,
    /// The records to write together with it.
    writes: Vec<Write>,
}

impl Decision {
    /// The entry to append, if the newest revision is still `rev`.
    pub fn into_commit(self, envelope: &Envelope, rev: Rev, at: DateTime<Utc>) -> Commit<'_> {
        Commit {
            expect: Some(rev),
            above: 0,
            stage: Some(Arc::new(self.stage)),
            at,
            by: &envelope.by.name,
            id: &envelope.id,
            kind: self.kind,
            action: self.action,
            writes: self.writes,
        }
    }

    fn of_command(stage: Stage, command: &Command, writes: Vec<Write>) -> Result<Self, Denied> {
        Ok(Self { stage, kind: EntryKind::Command, action: json(command)?, writes })
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, store::Error> {
    Ok(serde_json::to_string(value)?)
}

impl<'a> Decider<'a> {
    /// Decides on the newest state of a replica.
    pub fn new(replica: &'a Replica) -> Self {
        Self {
            snapshot: replica.snapshot(),
            store: replica.store(),
            clock: replica.clock(),
            timer: replica.timer(),
            rehearsal: replica.air(),
        }
    }

    /// Checks a request, and applies it to the stage.
    pub async fn decide(&self, envelope: &Envelope) -> Result<Decision, Denied> {
        let Envelope { by, request, .. } = envelope;
        self.check_rehearsal(request)?;
        match request {
            Request::Command { rev, command } => {
                // Permission first: an operator who may never do this must not be sent to reload.
                self.check_permission(by, command.policy().permission)?;
                if !command.policy().any_revision() {
                    self.check_revision(*rev)?;
                }
                self.decide_command(by, command).await
            }
            Request::Edit { rev, edit } => {
                self.check_permission(by, edit.policy().permission)?;
                self.check_revision(*rev)?;
                self.decide_edit(by, edit).await
            }
            Request::Layout { rev, layout } => {
                self.check_permission(by, Permission::Control)?;
                self.check_revision(*rev)?;
                self.decide_layout(layout)
            }
            Request::NextShow { number, carry } => {
                let show = self.next_show().await?;
                // That show was made in the meantime, and a second press must not make one more.
                if show.id != *number {
                    return Err(Refusal::Stale { rev: self.snapshot.rev }.into());
                }
                self.decide_open(by, &show, carry).await
            }
            Request::OpenShow { show, jobs } => self.decide_open(by, show, jobs).await,
            Request::Follow => self.decide_follow(),
            Request::Fire => self.decide_fire(),
        }
    }

    /// The rehearsal changes no records: they belong to the stage on air.
    fn check_rehearsal(&self, request: &Request) -> Result<(), Refusal> {
        let refused = match request {
            Request::Command { command, .. } => self.rehearsal.is_some() && command.policy().refused_in_rehearsal(),
            Request::Edit { edit, .. } => self.rehearsal.is_some() && edit.policy().refused_in_rehearsal(),
            Request::Layout { .. } | Request::NextShow { .. } | Request::OpenShow { .. } => self.rehearsal.is_some(),
            Request::Fire => false,
            Request::Follow => self.rehearsal.is_none(),
        };
        if refused { Err(Refusal::Rehearsal) } else { Ok(()) }
    }

    fn check_permission(&self, by: &Operator, permission: Permission) -> Result<(), Refusal> {
        permit(self.snapshot.stage.driver.as_ref(), by, permission)
    }

    /// A stale request is refused as stale, whatever else would be wrong with it.
    fn check_revision(&self, rev: Rev) -> Result<(), Refusal> {
        if rev == self.snapshot.rev { Ok(()) } else { Err(Refusal::Stale { rev: self.snapshot.rev }) }
    }

    async fn decide_command(&self, by: &Operator, command: &Command) -> Result<Decision, Denied> {
        let stage = self.apply(command, by)?;
        let writes = self.aired_write(command, &stage);
        match command {
            Command::Open { show } => return self.decide_reopen(stage, *show).await,
            Command::Face { face: FaceRequest::Notice { notice } } if !self.has_notice(*notice) => {
                return Err(Refusal::NoSuchNotice.into());
            }
            Command::Update if writes.is_empty() => return Err(Refusal::NothingToUpdate.into()),
            _ => {}
        }
        Decision::of_command(stage, command, writes)
    }

    fn has_notice(&self, number: NoticeId) -> bool {
        self.snapshot.notices.iter().any(|notice| notice.notice == number)
    }

    fn apply(&self, command: &Command, by: &Operator) -> Result<Stage, Refusal> {
        apply(&self.snapshot.stage, &self.snapshot.rundown, command, by, self.clock.now())
    }

    /// The copy of the job that goes on screen, unless the same copy is stored already.
    fn aired_write(&self, command: &Command, stage: &Stage) -> Vec<Write> {
        let shows = matches!(command, Command::Take { .. } | Command::Next | Command::Update);
        // The copies belong to the stage on air: the rehearsal shows the newest text.
        if !shows || self.rehearsal.is_some() {
            return Vec::new();
        }
        let card = stage.screen.card().and_then(|number| self.snapshot.rundown.card(number));
        let (Some((card, job)), Some(show)) = (card, stage.show) else { return Vec::new() };
        if self.snapshot.aired.get(&card.job) == Some(job) {
            return Vec::new();
        }
        vec![Write::Aired(show, card.job.clone(), job.clone())]
    }

    async fn decide_edit(&self, by: &Operator, edit: &Edit) -> Result<Decision, Denied> {
        let stage = &self.snapshot.stage;
        let show = stage.show.ok_or(Refusal::NoShow)?;
        if stage.locked && edit.locks() {
            return Err(Refusal::Locked.into());
        }
        match edit {
            Edit::Notice { text } => return self.decide_notice(by, show, text),
            Edit::Add { jobs } => self.check_jobs_exist(jobs).await?,
            Edit::Move { .. } | Edit::Remove { .. } | Edit::Full { .. } | Edit::Places { .. } | Edit::Plan { .. } => {}
        }
        let in_use = stage.screen.in_use();
        let cards = self.snapshot.rundown.edited(edit, stage.said(), &in_use).map_err(Refusal::Edit)?;
        let removed = stage.live().then(|| self.removed_write(show, edit)).flatten();
        let stage = stage.renumbered(&self.snapshot.rundown, &cards);
        let writes = removed.into_iter().chain([Write::Rundown(show, cards)]).collect();
        Ok(Decision { stage, kind: EntryKind::Edit, action: json(edit)?, writes })
    }

    /// The number of the card that an edit removes, with its job. Before a show is live its numbers change, and mean nothing.
    fn removed_write(&self, show: ShowId, edit: &Edit) -> Option<Write> {
        let Edit::Remove { card } = edit else { return None };
        let (card, _) = self.snapshot.rundown.card(*card)?;
        Some(Write::Removed(show, card.number, card.job.clone()))
    }

    /// A new notice, on screen at once. The history has its number only: its text must not be in a stream.
    fn decide_notice(&self, by: &Operator, show: ShowId, text: &str) -> Result<Decision, Denied> {
        let notice = Notice::new(text, &self.snapshot.notices)?;
        let face = FaceRequest::Notice { notice: notice.notice };
        let action = json(&face)?;
        let stage = self.apply(&Command::Face { face }, by)?;
        Ok(Decision { stage, kind: EntryKind::Edit, action, writes: vec![Write::Notice(show, notice)] })
    }

    async fn check_jobs_exist(&self, jobs: &[JobId]) -> Result<(), Denied> {
        for job in jobs.iter().take(CARDS_MAX + 1) {
            if self.store.job(job).await?.is_none() {
                return Err(Refusal::Edit(EditRefusal::UnknownJob).into());
            }
        }
        Ok(())
    }

    fn decide_layout(&self, layout: &Layout) -> Result<Decision, Denied> {
        layout.check().map_err(Refusal::OutOfRange)?;
        let stage = Stage::clone(&self.snapshot.stage);
        let kind = EntryKind::Layout;
        Ok(Decision { stage, kind, action: kind.action(), writes: vec![Write::Layout(*layout)] })
    }

    fn decide_follow(&self) -> Result<Decision, Denied> {
        let air = self.rehearsal.as_ref().ok_or(Refusal::Rehearsal)?;
        let stage = followed_stage(self.snapshot, air);
        Ok(Decision { stage, kind: EntryKind::Follow, action: EntryKind::Follow.action(), writes: Vec::new() })
    }

    fn decide_fire(&self) -> Result<Decision, Denied> {
        let stage = &self.snapshot.stage;
        let now = timers::decision_time(stage, self.timer, self.clock.now());
        let (command, stage) = stage.fired(&self.snapshot.rundown, now).ok_or(Refusal::NoTimer)?;
        let writes = self.aired_write(&command, &stage);
        Decision::of_command(stage, &command, writes)
    }

    /// The next show by the weekly rule.
    async fn next_show(&self) -> Result<Show, Denied> {
        let shows = self.store.shows().await?;
        let settings = self.store.settings().await?;
        Ok(Show::next(&shows, &settings, self.clock.now().at, self.clock.zone()))
    }

    /// Puts a show back on the stage that was made before: its numbers stay as they were said aloud.
    async fn decide_reopen(&self, opened: Stage, id: ShowId) -> Result<Decision, Denied> {
        let show = self.store.show(id).await?.ok_or(Refusal::NoShow)?;
        let already_open = self.snapshot.stage.show == Some(id);
        let stage = if already_open { opened } else { opened.recalling(show.live) };
        let writes = self.parting_write().filter(|_| !already_open).into_iter().collect();
        Decision::of_command(stage, &Command::Open { show: id }, writes)
    }

    /// The show that leaves the stage, with the facts that only the stage has about it.
    fn parting_write(&self) -> Option<Write> {
        let show = self.snapshot.show.as_deref()?;
        let live = self.snapshot.stage.parting(&self.snapshot.rundown);
        (show.live != live).then(|| Write::Show(Show { live, ..show.clone() }))
    }

    /// Makes a show with those of the jobs that are still valid, on an empty stage.
    async fn decide_open(&self, by: &Operator, show: &Show, jobs: &[JobId]) -> Result<Decision, Denied> {
        let today = self.clock.now().today;
        let command = Command::Open { show: show.id };
        let stage = self.apply(&command, by)?;
        let mut cards = Vec::new();
        let mut added = HashSet::new();
        for id in jobs {
            let valid = self.store.job(id).await?.is_some_and(|job| !job.expired(today));
            if valid && added.insert(id) && cards.len() < CARDS_MAX {
                let number = u16::try_from(cards.len() + 1).unwrap_or(u16::MAX);
                cards.push(Card::new(number, id.clone()));
            }
        }
        let opened = [Write::Show(show.clone()), Write::Rundown(show.id, cards)];
        let writes = self.parting_write().into_iter().chain(opened).collect();
        Decision::of_command(stage, &command, writes)
    }
}

//! The stage stream: one entry per accepted command, its ID the revision. Appends to it and reads it.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use redis::Script;

use super::entry::{ChangeScope, EntryKind, StageEntry};
use super::script::ScriptAnswer;
use super::{Result, Store};
use crate::domain::job::{Job, JobId};
use crate::domain::layout::Layout;
use crate::domain::notice::Notice;
use crate::domain::rundown::{Card, CardNumber};
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Rev, Stage};

static COMMIT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/commit.lua")));

/// A record that is written together with the stage, so that no view is ever made from one without the other.
#[derive(Debug, Clone)]
pub enum Write {
    /// A show.
    Show(Show),
    /// All cards of a show, and their limits for the scripts of people.
    Rundown(ShowId, Vec<Card>),
    /// A card that was removed from a live show: its number still means its job.
    Removed(ShowId, CardNumber, JobId),
    /// The settings.
    Settings(Settings),
    /// Where and how the overlay draws.
    Layout(Layout),
    /// A notice of a show.
    Notice(ShowId, Notice),
    /// The text of a card as it goes on screen: a later import does not change the picture.
    Aired(ShowId, JobId, Arc<Job>),
}

/// The result of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// The entry was appended as this revision.
    Done {
        /// The new revision.
        rev: Rev,
    },
    /// Nothing was written: the store's newest revision is not the expected one.
    Stale {
        /// The newest revision in the store.
        rev: Rev,
    },
}

/// The answer of `lua/commit.lua`.
impl ScriptAnswer for Committed {
    fn read(word: &str, values: Vec<String>) -> Option<Self> {
        let [rev] = values.as_slice() else { return None };
        let rev = rev.parse().ok()?;
        match word {
            "ok" => Some(Self::Done { rev }),
            "stale" => Some(Self::Stale { rev }),
            _ => None,
        }
    }
}

/// One entry to append.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The revision that it was decided on; `None` accepts any.
    pub expect: Option<Rev>,
    /// The new revision is higher than this one, even if the store's newest is lower; 0 where it does not matter.
    pub above: Rev,
    /// The stage after it; `None` leaves it unchanged.
    pub stage: Option<Arc<Stage>>,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The name of the operator, or of the part of the server that made it.
    pub by: &'a str,
    /// The command's id, by which a repeated command is recognised.
    pub id: &'a str,
    /// The kind of change.
    pub kind: EntryKind,
    /// The command or the edit as JSON; for the other kinds [`EntryKind::action`].
    pub action: String,
    /// The records to write together with it.
    pub writes: Vec<Write>,
}

impl Commit<'_> {
    /// The entry that it was appended as, and the records that were written with it. Only for commits that set a stage.
    #[must_use]
    pub fn into_entry(self, rev: Rev) -> (StageEntry, Vec<Write>) {
        let entry = StageEntry {
            rev,
            scope: self.scope(),
            stage: self.stage.unwrap_or_default(),
            id: self.id.to_owned(),
            by: self.by.to_owned(),
            at: self.at.timestamp_millis(),
            kind: self.kind,
            action: self.action,
        };
        (entry, self.writes)
    }

    /// How much changes with it.
    #[must_use]
    pub fn scope(&self) -> ChangeScope {
        let aired_only = self.writes.iter().all(|write| matches!(write, Write::Aired(..)));
        if self.kind.announces_records() || !aired_only {
            ChangeScope::Records
        } else if self.writes.is_empty() {
            ChangeScope::Stage
        } else {
            ChangeScope::Aired
        }
    }
}

impl Store {
    /// The entries after a revision, oldest first.
    pub async fn after(&self, rev: Rev) -> Result<Vec<StageEntry>> {
        let mut command = redis::cmd("XRANGE");
        command.arg(self.keys().stage(self.stage)).arg(format!("({rev}-0")).arg("+");
        let entries: Vec<(String, Vec<String>)> = self.ask(&command).await?;
        entries.iter().map(|(id, fields)| StageEntry::read(id, fields)).collect()
    }

    /// The newest entries, oldest first, at most `count`.
    pub async fn recent(&self, count: usize) -> Result<Vec<StageEntry>> {
        let mut command = redis::cmd("XREVRANGE");
        command.arg(self.keys().stage(self.stage)).arg("+").arg("-").arg("COUNT").arg(count);
        let entries: Vec<(String, Vec<String>)> = self.ask(&command).await?;
        entries.iter().rev().map(|(id, fields)| StageEntry::read(id, fields)).collect()
    }

    /// The newest revision.
    pub async fn newest(&self) -> Result<Rev> {
        Ok(self.recent(1).await?.pop().map_or(0, |entry| entry.rev))
    }

    /// Appends an entry and writes the records that belong to it, or does nothing.
    pub async fn commit(&self, commit: &Commit<'_>) -> Result<Committed> {
        let stage = commit.stage.as_deref().map(serde_json::to_string).transpose()?.unwrap_or_default();
        let expect = commit.expect.map(|rev| rev.to_string()).unwrap_or_default();
        let mut operations = Vec::new();
        for write in &commit.writes {
            operations.extend(self.operation(write)?);
        }
        self.call(&COMMIT, |script| {
            script.key(self.keys().marker()).key(self.keys().stage(self.stage));
            script.arg(&**self.epoch()).arg(expect).arg(commit.above);
            script.arg(commit.at.timestamp_millis()).arg(commit.by).arg(commit.id);
            script.arg(commit.kind.word()).arg(commit.scope().word()).arg(&commit.action).arg(stage);
            script.arg(operations);
        })
        .await
    }

    /// Appends an entry that only announces a change of records, so that every server reads them again.
    pub async fn announce(&self, kind: EntryKind, by: &str, at: DateTime<Utc>) -> Result<Committed> {
        let action = kind.action();
        let writes = Vec::new();
        self.commit(&Commit { expect: None, above: 0, stage: None, at, by, id: "", kind, action, writes }).await
    }

    fn operation(&self, write: &Write) -> Result<Vec<String>> {
        Ok(match write {
            Write::Show(show) => {
                vec!["HSET".into(), self.keys().shows(), show.id.to_string(), serde_json::to_string(show)?]
            }
            Write::Rundown(show, cards) => {
                let mut operations = vec!["SET".into(), self.keys().rundown(*show), serde_json::to_string(cards)?];
                operations.extend(["LIMITS".into(), self.keys().places(*show), cards.len().to_string()]);
                operations.extend(cards.iter().flat_map(|card| [card.job.0.clone(), limit_of(card)]));
                operations
            }
            Write::Removed(show, card, job) => {
                vec!["HSET".into(), self.keys().removed(*show), card.to_string(), job.0.clone()]
            }
            Write::Settings(settings) => vec!["SET".into(), self.keys().settings(), serde_json::to_string(settings)?],
            Write::Layout(layout) => vec!["SET".into(), self.keys().layout(), serde_json::to_string(layout)?],
            Write::Notice(show, notice) => {
                let key = self.keys().notices(*show);
                let field = notice.notice.to_string();
                vec!["HSET".into(), key, field, serde_json::to_string(notice)?]
            }
            Write::Aired(show, id, job) => {
                vec!["HSET".into(), self.keys().aired(*show), id.0.clone(), serde_json::to_string(job)?]
            }
        })
    }
}

/// The limit of a card as the scripts of people read it: `{places}|{full}`; empty without one.
fn limit_of(card: &Card) -> String {
    if !card.has_limit() {
        return String::new();
    }
    let places = card.places.map(|places| places.to_string()).unwrap_or_default();
    format!("{places}|{}", if card.full { "full" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(kind: EntryKind, writes: Vec<Write>) -> Commit<'static> {
        let at = DateTime::default();
        Commit { expect: None, above: 0, stage: None, at, by: "", id: "", kind, action: String::new(), writes }
    }

    #[test]
    fn the_scope_follows_from_the_kind_and_the_writes() {
        let aired = || Write::Aired(ShowId(1), JobId("1".into()), Arc::default());
        let cards = Write::Rundown(ShowId(1), Vec::new());
        assert_eq!(commit(EntryKind::Command, vec![]).scope(), ChangeScope::Stage);
        assert_eq!(commit(EntryKind::Command, vec![aired()]).scope(), ChangeScope::Aired);
        assert_eq!(commit(EntryKind::Command, vec![aired(), cards]).scope(), ChangeScope::Records);
        assert_eq!(commit(EntryKind::Follow, vec![]).scope(), ChangeScope::Stage);
        assert_eq!(commit(EntryKind::Jobs, vec![]).scope(), ChangeScope::Records);
        assert_eq!(commit(EntryKind::Rollback, vec![aired()]).scope(), ChangeScope::Records);
    }

    #[test]
    fn an_unknown_answer_is_an_error_and_not_stale() {
        let rev = || vec!["8".to_owned()];
        assert_eq!(Committed::read("ok", rev()), Some(Committed::Done { rev: 8 }));
        assert_eq!(Committed::read("stale", rev()), Some(Committed::Stale { rev: 8 }));
        assert_eq!(Committed::read("full", rev()), None);
        assert_eq!(Committed::read("ok", Vec::new()), None);
    }
}

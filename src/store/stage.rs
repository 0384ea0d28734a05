//! The stage stream: one entry per accepted command, its ID the revision.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use redis::{Script, Value};

use super::{Error, Result, Store};
use crate::domain::job::{Job, JobId};
use crate::domain::layout::Layout;
use crate::domain::notice::Notice;
use crate::domain::rundown::Card;
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Rev, Stage};

static COMMIT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/commit.lua")));

/// The newest stage entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// 0 before the first command.
    pub rev: Rev,
    pub stage: Stage,
    /// The id of the command that made it.
    pub id: String,
    pub by: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// What was done: a command or an edit as JSON, or a word for what is neither.
    pub what: String,
    pub extent: Extent,
}

/// How much changed with an entry, so that other servers read again no more than they must.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Extent {
    /// The stage alone.
    #[default]
    Stage,
    /// The copy of the job on screen too.
    Aired,
    /// Rundown, jobs, shows, notices, layout or settings.
    Records,
}

impl Extent {
    /// How `do` begins in the stream.
    const fn mark(self) -> &'static str {
        match self {
            Self::Stage => "",
            Self::Aired => "aired:",
            Self::Records => "records:",
        }
    }

    fn read(what: &str) -> (Self, &str) {
        let marked = |extent: Self| Some((extent, what.strip_prefix(extent.mark())?));
        marked(Self::Records).or_else(|| marked(Self::Aired)).unwrap_or((Self::Stage, what))
    }

    /// What a commit with these writes changes.
    #[must_use]
    pub fn of(writes: &[Write]) -> Self {
        match writes {
            [] => Self::Stage,
            all if all.iter().all(|write| matches!(write, Write::Aired(..))) => Self::Aired,
            _ => Self::Records,
        }
    }
}

/// A record that changes together with the stage, so that no view is ever made from one without the other.
#[derive(Debug, Clone)]
pub enum Write {
    Show(Show),
    Rundown(ShowId, Vec<Card>),
    Settings(Settings),
    Layout(Layout),
    Notice(ShowId, Notice),
    /// The text of a card as it goes on screen: what an import brings later does not change the picture.
    Aired(ShowId, JobId, Arc<Job>),
}

/// What became of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    Done {
        rev: Rev,
    },
    /// Another command was faster.
    Stale {
        rev: Rev,
    },
}

/// One entry to append.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The revision that it was decided on; `None` holds on any.
    pub expect: Option<Rev>,
    /// A revision that its own is to be higher than, also where the store's is not; 0 where that is no matter.
    pub above: Rev,
    /// The stage after it; `None` leaves it as it is.
    pub stage: Option<&'a Stage>,
    pub at: DateTime<Utc>,
    pub by: &'a str,
    /// The command's id, for answering a repeated one.
    pub id: &'a str,
    /// What was done, for the history.
    pub what: String,
    pub writes: Vec<Write>,
}

impl Store {
    /// What came after a revision, oldest first.
    pub async fn after(&self, rev: Rev) -> Result<Vec<Head>> {
        let mut command = redis::cmd("XRANGE");
        command.arg(self.keys().stage(self.stage)).arg(format!("({rev}-0")).arg("+");
        let entries: Vec<(String, Vec<String>)> = self.ask(&command).await?;
        entries.iter().map(|(id, fields)| read_entry(id, fields)).collect()
    }

    /// The newest entries, oldest first, at most `count`.
    pub async fn recent(&self, count: usize) -> Result<Vec<Head>> {
        let mut command = redis::cmd("XREVRANGE");
        command.arg(self.keys().stage(self.stage)).arg("+").arg("-").arg("COUNT").arg(count);
        let entries: Vec<(String, Vec<String>)> = self.ask(&command).await?;
        entries.iter().rev().map(|(id, fields)| read_entry(id, fields)).collect()
    }

    /// The newest revision.
    pub async fn newest(&self) -> Result<Rev> {
        Ok(self.recent(1).await?.pop().map_or(0, |head| head.rev))
    }

    /// Appends an entry and writes what belongs to it, or does nothing.
    pub async fn commit(&self, commit: &Commit<'_>) -> Result<Committed> {
        let stage = commit.stage.map(serde_json::to_string).transpose()?.unwrap_or_default();
        let expect = commit.expect.map(|rev| rev.to_string()).unwrap_or_default();
        // Behind a leap nobody knows what changed.
        let extent = if commit.above == 0 { Extent::of(&commit.writes) } else { Extent::Records };
        let what = format!("{}{}", extent.mark(), commit.what);
        let mut operations = Vec::new();
        for write in &commit.writes {
            operations.extend(self.operation(write)?);
        }
        let answer = self
            .run(&COMMIT, |script| {
                script.key(self.keys().marker()).key(self.keys().stage(self.stage));
                script.arg(&**self.epoch()).arg(expect).arg(stage).arg(commit.at.timestamp_millis());
                script.arg(commit.by).arg(commit.id).arg(what).arg(commit.above).arg(operations);
            })
            .await?;
        let rev = answer.rest.first().and_then(|rev| rev.parse().ok());
        let rev = rev.ok_or_else(|| Error::Corrupt("a revision".into()))?;
        Ok(if answer.word == "ok" { Committed::Done { rev } } else { Committed::Stale { rev } })
    }

    /// Tells every server that records changed which this entry does not write itself.
    pub async fn announce(&self, what: &str, by: &str, at: DateTime<Utc>) -> Result<Committed> {
        let what = format!("{}{what}", Extent::Records.mark());
        self.commit(&Commit { expect: None, above: 0, stage: None, at, by, id: "", what, writes: Vec::new() }).await
    }

    fn operation(&self, write: &Write) -> Result<Vec<String>> {
        Ok(match write {
            Write::Show(show) => {
                vec!["HSET".into(), self.keys().shows(), show.id.to_string(), serde_json::to_string(show)?]
            }
            Write::Rundown(show, cards) => {
                vec!["SET".into(), self.keys().rundown(*show), serde_json::to_string(cards)?]
            }
            Write::Settings(settings) => vec!["SET".into(), self.keys().settings(), serde_json::to_string(settings)?],
            Write::Layout(layout) => vec!["SET".into(), self.keys().layout(), serde_json::to_string(layout)?],
            Write::Notice(show, notice) => {
                let (key, field) = (self.keys().notices(*show), notice.notice.to_string());
                vec!["HSET".into(), key, field, serde_json::to_string(notice)?]
            }
            Write::Aired(show, id, job) => {
                vec!["HSET".into(), self.keys().aired(*show), id.0.clone(), serde_json::to_string(job)?]
            }
        })
    }
}

/// Reads one entry of the stream: its ID and its fields in turn.
pub(super) fn read_entry(id: &str, fields: &[String]) -> Result<Head> {
    let rev = id.split('-').next().and_then(|rev| rev.parse().ok());
    let rev = rev.ok_or_else(|| Error::Corrupt("a stage entry's ID".into()))?;
    let field = |name: &str| {
        let pair = fields.chunks_exact(2).find(|pair| pair[0] == name);
        pair.map(|pair| pair[1].as_str()).unwrap_or_default()
    };
    let stage = serde_json::from_str(field("stage"))?;
    let (extent, what) = Extent::read(field("do"));
    let (id, by, what) = (field("id").to_owned(), field("by").to_owned(), what.to_owned());
    Ok(Head { rev, stage, id, by, at: field("at").parse().unwrap_or_default(), what, extent })
}

/// Reads the fields of an entry out of a raw answer.
pub(super) fn read_value(value: Value) -> Result<Vec<(String, Vec<String>)>> {
    redis::from_redis_value(value).map_err(|_| Error::Corrupt("a stream".into()))
}

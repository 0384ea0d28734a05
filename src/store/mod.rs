//! The one store: Redis. Owns every key, script and call, and the supervised child server. Must not know HTTP or pages.

pub mod child;
pub mod connect;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::desk::Filter;
use crate::domain::job::{Job, JobId};
use crate::domain::person::{ApplicationId, Change, Entry, PersonId, Receipt, SignUp, Status};
use crate::domain::phone::Phone;
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};

/// Whether what is acknowledged is safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    #[default]
    Ok,
    /// It answers, but would lose acknowledged writes in a power cut.
    Volatile,
    /// It does not answer.
    Away,
    /// It came back without its data; nothing is written until somebody decides.
    Emptied,
}

/// Why the store did not do what was asked. The cause is for the log only.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No answer in time, or none at all. A write may still have been done: repeat it with the same token.
    #[error("the store did not answer: {0}")]
    Unavailable(String),
    /// The store came back without its data.
    #[error("the store came back empty")]
    Emptied,
    /// Something in the store is not what we wrote.
    #[error("unreadable in the store: {0}")]
    Corrupt(String),
}

pub type Result<T> = std::result::Result<T, Error>;

/// A handle to the store; cheap to clone.
#[derive(Clone)]
pub struct Store {}

/// One page of the desk's list.
#[derive(Debug, Clone)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// How many match the filter in all.
    pub total: usize,
}

/// What an import will do to one job.
#[derive(Debug, Clone)]
pub struct JobWrite {
    /// `None`: a new job.
    pub id: Option<JobId>,
    pub job: Job,
}

/// A change that met another one: nothing was written, `now` is what stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed<T> {
    Done,
    /// Somebody else changed it in between.
    Conflict {
        now: T,
    },
    Gone,
}

#[allow(unused_variables, clippy::unused_async)]
impl Store {
    pub async fn settings(&self) -> Result<Settings> {
        todo!()
    }
    pub async fn set_settings(&self, settings: &Settings) -> Result<()> {
        todo!()
    }

    /// Every show, newest first.
    pub async fn shows(&self) -> Result<Vec<Show>> {
        todo!()
    }

    /// Every job, oldest first.
    pub async fn jobs(&self) -> Result<Vec<(JobId, Job)>> {
        todo!()
    }
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>> {
        todo!()
    }
    /// All or nothing. A job whose match key another one has taken since the dry run is refused as a whole.
    pub async fn write_jobs(&self, writes: &[JobWrite], by: &str, at: DateTime<Utc>) -> Result<Changed<()>> {
        todo!()
    }

    /// Keeps a sign-up. Answers when it is on disk; with a token that was seen before, answers what it answered then.
    /// The string is the receipt's id for `/r/{id}`.
    pub async fn sign_up(&self, token: &str, sign_up: SignUp, at: DateTime<Utc>) -> Result<Receipt> {
        todo!()
    }
    /// The receipt that a token's sign-up got; `None` after [`RECEIPT_DAYS`].
    pub async fn receipt(&self, token: &str) -> Result<Option<Receipt>> {
        todo!()
    }
    /// Sign-ups per job of a show, without suspects.
    pub async fn counts(&self, show: ShowId, jobs: &[JobId]) -> Result<HashMap<JobId, u64>> {
        todo!()
    }

    /// The entries that a filter means, `limit` of them after `skip`.
    pub async fn entries(&self, filter: &Filter, skip: usize, limit: usize) -> Result<Page> {
        todo!()
    }
    pub async fn entry(&self, id: &ApplicationId) -> Result<Option<Entry>> {
        todo!()
    }
    /// Oldest first.
    pub async fn history(&self, id: &ApplicationId) -> Result<Vec<Change>> {
        todo!()
    }
    pub async fn set_status(
        &self,
        id: &ApplicationId,
        from: Status,
        to: Status,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Changed<Status>> {
        todo!()
    }
    pub async fn set_remark(
        &self,
        id: &ApplicationId,
        from: &str,
        to: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Changed<String>> {
        todo!()
    }
    /// Writes into the history that somebody looked at the full number.
    pub async fn note_opened(&self, id: &ApplicationId, by: &str, at: DateTime<Utc>) -> Result<()> {
        todo!()
    }

    /// The person behind a phone and a lookup code.
    pub async fn find_person(&self, phone: &Phone, code: &str) -> Result<Option<PersonId>> {
        todo!()
    }
    pub async fn person_entries(&self, person: &PersonId) -> Result<Vec<Entry>> {
        todo!()
    }
    pub async fn withdraw(&self, id: &ApplicationId, at: DateTime<Utc>) -> Result<()> {
        todo!()
    }
    /// Removes a person and everything about them, history included.
    pub async fn erase(&self, person: &PersonId) -> Result<()> {
        todo!()
    }
}

/// How long a receipt can be opened again.
pub const RECEIPT_DAYS: i64 = 30;

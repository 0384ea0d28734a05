//! Jobs: a hash of JSON, and a hash from match key to id, so that one offer is one job. Must not know sheets or pages.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::Store;
use super::entry::EntryKind;
use super::error::{Changed, Result};
use super::script::ScriptAnswer;
use crate::domain::job::{Job, JobId};

static WRITE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/jobs.lua")));

/// One job to be written.
#[derive(Debug, Clone)]
pub struct JobWrite {
    /// `None` for a new job.
    pub id: Option<JobId>,
    /// The new contents.
    pub job: Job,
}

/// The answer of `lua/jobs.lua`.
enum JobsAnswer {
    Written { ids: Vec<String> },
    Conflict,
}

impl ScriptAnswer for JobsAnswer {
    fn read(word: &str, values: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self::Written { ids: values }),
            "conflict" => Some(Self::Conflict),
            _ => None,
        }
    }
}

impl Store {
    /// All jobs, oldest first.
    pub async fn jobs(&self) -> Result<Vec<(JobId, Job)>> {
        let all: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().jobs())).await?;
        let mut jobs = Vec::with_capacity(all.len());
        for (id, json) in all {
            jobs.push((JobId(id), serde_json::from_str(&json)?));
        }
        jobs.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(jobs)
    }

    /// One job.
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>> {
        let json: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().jobs()).arg(&id.0)).await?;
        Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// Writes all jobs or none, and announces the change to all pages. Returns their ids in order.
    ///
    /// `Conflict` if another job got the match key, or a job was removed, since the dry run.
    pub async fn write_jobs(
        &self,
        writes: &[JobWrite],
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<(Changed<()>, Vec<JobId>)> {
        let mut arguments = Vec::with_capacity(3 * writes.len());
        for write in writes {
            arguments.push(write.id.as_ref().map(|id| id.0.clone()).unwrap_or_default());
            arguments.push(write.job.match_key());
            arguments.push(serde_json::to_string(&write.job)?);
        }
        let keys = self.keys();
        let answer = self
            .call(&WRITE, |script| {
                script.key(keys.marker()).key(keys.jobs()).key(keys.job_keys()).key(keys.job_seq());
                script.arg(&**self.epoch()).arg(arguments);
            })
            .await?;
        match answer {
            JobsAnswer::Conflict => Ok((Changed::Conflict { now: () }, Vec::new())),
            JobsAnswer::Written { ids } => {
                self.announce(EntryKind::Jobs, by, at).await?;
                Ok((Changed::Done, ids.into_iter().map(JobId).collect()))
            }
        }
    }
}

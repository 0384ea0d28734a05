//! Jobs: one hash of JSON, and a hash from match key to id that keeps one offer one job.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::{Changed, EntryKind, Result, Store};
use crate::domain::job::{Job, JobId};

static WRITE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/jobs.lua")));

/// What an import does to one job.
#[derive(Debug, Clone)]
pub struct JobWrite {
    /// `None`: a new job.
    pub id: Option<JobId>,
    pub job: Job,
}

impl Store {
    /// Every job, oldest first.
    pub async fn jobs(&self) -> Result<Vec<(JobId, Job)>> {
        let all: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().jobs())).await?;
        let mut jobs = Vec::with_capacity(all.len());
        for (id, json) in all {
            jobs.push((JobId(id), serde_json::from_str(&json)?));
        }
        jobs.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(jobs)
    }

    pub async fn job(&self, id: &JobId) -> Result<Option<Job>> {
        let json: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().jobs()).arg(&id.0)).await?;
        Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// Writes jobs, all or none, and tells every page that shows them. Answers their ids in order.
    ///
    /// `Conflict` where a match key was taken, or a job vanished, since the dry run.
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
            .run(&WRITE, |script| {
                script.key(keys.marker()).key(keys.jobs()).key(keys.job_keys()).key(keys.job_seq());
                script.arg(&**self.epoch()).arg(arguments);
            })
            .await?;
        if answer.word != "ok" {
            return Ok((Changed::Conflict { now: () }, Vec::new()));
        }
        self.announce(EntryKind::Jobs, by, at).await?;
        Ok((Changed::Done, answer.rest.into_iter().map(JobId).collect()))
    }
}

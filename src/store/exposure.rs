//! What overlays had on screen, by show; and when sign-ups came, as counts. Nothing of a person leaves here.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use redis::Script;

use super::people::Place;
use super::{Result, Store};
use crate::domain::exposure::{Report, Seconds};
use crate::domain::job::JobId;
use crate::domain::person::ApplicationId;
use crate::domain::show::ShowId;

static EXPOSURE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/exposure.lua")));

/// Most reports of one show: a change every two seconds for eleven hours; some 2 MB.
pub const REPORTS_MAX: usize = 20_000;

/// A show's record as it is kept.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// In the order in which they were kept.
    pub reports: Vec<Report>,
    /// Until when each run of a server is known to have been there, in milliseconds since the Unix epoch.
    pub known: BTreeMap<String, i64>,
}

/// What became of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Done,
    /// The show's record has no room for these.
    Full,
}

impl Store {
    /// Keeps reports of a show, none of which may be repeated elsewhere, and that the server's `run` is there at `now`.
    pub async fn keep_exposure(&self, show: ShowId, run: &str, now: i64, reports: &[Report]) -> Result<Kept> {
        let lines = reports.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
        let keys = self.keys();
        let answer = self
            .run(&EXPOSURE, |script| {
                script.key(keys.marker()).key(keys.exposure(show)).key(keys.exposure_known(show));
                script.arg(&**self.epoch()).arg(run).arg(now).arg(REPORTS_MAX).arg(lines);
            })
            .await?;
        Ok(if answer.word == "full" { Kept::Full } else { Kept::Done })
    }

    /// What overlays said during a show.
    pub async fn exposure(&self, show: ShowId) -> Result<Record> {
        let mut pipeline = redis::pipe();
        pipeline.lrange(self.keys().exposure(show), 0, -1).hgetall(self.keys().exposure_known(show));
        let (lines, known): (Vec<String>, BTreeMap<String, i64>) = self.pipe(&pipeline).await?;
        let reports = lines.iter().map(|line| serde_json::from_str(line)).collect::<serde_json::Result<_>>()?;
        Ok(Record { reports, known })
    }

    /// How many signed up for each job of a show in each second; those who withdrew later and what looks like a robot's
    /// are told apart as in the desk's list: the former count, the latter do not.
    pub async fn signed_up(&self, show: ShowId) -> Result<HashMap<JobId, Seconds>> {
        let mut command = redis::cmd("ZRANGE");
        command.arg(self.keys().applications(show)).arg(0).arg(-1).arg("WITHSCORES");
        let all: Vec<(String, i64)> = self.ask(&command).await?;
        let mut jobs: HashMap<JobId, Seconds> = HashMap::new();
        for (id, at) in all {
            let Some(place) = Place::of(&ApplicationId(id)) else { continue };
            *jobs.entry(place.job).or_default().entry(at.div_euclid(1000)).or_default() += 1;
        }
        Ok(jobs)
    }
}

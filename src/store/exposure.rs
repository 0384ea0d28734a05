//! The exposure log: what overlays had on screen, by show. No personal data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use redis::Script;

use super::script::ScriptAnswer;
use super::{Result, Store};
use crate::domain::exposure::Report;
use crate::domain::show::ShowId;

static EXPOSURE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/exposure.lua")));

/// Most reports of one show: a change every two seconds for eleven hours; some 2 MB.
pub const REPORTS_MAX: usize = 20_000;

/// The exposure log of one show, as it is stored.
#[derive(Debug, Clone, Default)]
pub struct ExposureRecord {
    /// In the order in which they were appended.
    pub reports: Vec<Report>,
    /// The last heartbeat of each run of a server, in milliseconds since the Unix epoch.
    pub heartbeats: BTreeMap<String, i64>,
}

/// The result of appending reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// They are stored.
    Done,
    /// The show's log has no room for these.
    Full,
}

/// The answer of `lua/exposure.lua`.
impl ScriptAnswer for Appended {
    fn read(word: &str, _: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self::Done),
            "full" => Some(Self::Full),
            _ => None,
        }
    }
}

impl Store {
    /// Appends reports to the log of a show, and writes the heartbeat of the server's `run` at `now`.
    pub async fn append_exposure(&self, show: ShowId, run: &str, now: i64, reports: &[Report]) -> Result<Appended> {
        let lines = reports.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
        let keys = self.keys();
        self.call(&EXPOSURE, |script| {
            script.key(keys.marker()).key(keys.exposure(show)).key(keys.exposure_known(show));
            script.arg(&**self.epoch()).arg(run).arg(now).arg(REPORTS_MAX).arg(lines);
        })
        .await
    }

    /// The exposure log of a show.
    pub async fn exposure(&self, show: ShowId) -> Result<ExposureRecord> {
        let mut pipeline = redis::pipe();
        pipeline.lrange(self.keys().exposure(show), 0, -1).hgetall(self.keys().exposure_known(show));
        let (lines, heartbeats): (Vec<String>, BTreeMap<String, i64>) = self.pipe(&pipeline).await?;
        let reports = lines.iter().map(|line| serde_json::from_str(line)).collect::<serde_json::Result<_>>()?;
        Ok(ExposureRecord { reports, heartbeats })
    }
}

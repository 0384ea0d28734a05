//! Channels, and the visits that their links had. No personal data of viewers. Must not know pages.

use std::collections::HashMap;
use std::sync::LazyLock;

use redis::Script;
use serde::{Deserialize, Serialize};

use super::Store;
use super::error::{Changed, Result};
use super::script::ScriptAnswer;
use crate::domain::channel::{Channel, UNKNOWN_SOURCE, VisitTally};
use crate::domain::show::ShowId;

static CHANNELS: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/channels.lua")));
static VISITS: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/visits.lua")));
static COPIED: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/copied.lua")));

/// Most sources without a channel that one show counts one by one, some 100 KB: anybody can invent codes.
const FREE_SOURCES_MAX: usize = 1_000;

/// The channels as of one version.
#[derive(Debug, Clone, Default)]
pub struct StoredChannels {
    /// Grows with each change.
    pub version: u64,
    /// The channels, in no order.
    pub channels: Vec<Channel>,
}

/// Visits that one source had since they were last written.
#[derive(Debug, Clone)]
pub struct NewVisits {
    /// The source.
    pub source: String,
    /// Whether it belongs to a channel.
    pub known: bool,
    /// The visits.
    pub tally: VisitTally,
}

/// The last time that a channel's text was copied for a show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyNote {
    /// The clerk's name; empty if the browser knows none.
    pub by: String,
    /// When, in milliseconds since the Unix epoch.
    pub at: i64,
}

/// The answer of `lua/channels.lua`.
impl ScriptAnswer for Changed<()> {
    fn read(word: &str, _: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self::Done),
            "conflict" => Some(Self::Conflict { now: () }),
            _ => None,
        }
    }
}

/// The answer of a script that cannot refuse.
struct Noted;

impl ScriptAnswer for Noted {
    fn read(word: &str, _: Vec<String>) -> Option<Self> {
        (word == "ok").then_some(Self)
    }
}

impl Store {
    /// The version of the channels; grows with each change.
    pub async fn channels_version(&self) -> Result<u64> {
        let version: Option<u64> = self.ask(redis::cmd("GET").arg(self.keys().channels_version())).await?;
        Ok(version.unwrap_or_default())
    }

    /// All channels.
    pub async fn channels(&self) -> Result<StoredChannels> {
        let keys = self.keys();
        let mut pipeline = redis::pipe();
        pipeline.atomic().get(keys.channels_version()).hvals(keys.channels());
        let (version, channels): (Option<u64>, Vec<String>) = self.pipe(&pipeline).await?;
        let channels = channels.iter().map(|json| serde_json::from_str(json)).collect::<serde_json::Result<_>>()?;
        Ok(StoredChannels { version: version.unwrap_or_default(), channels })
    }

    /// Writes channels. `Conflict` if anything changed since `version`.
    pub async fn write_channels(&self, version: u64, channels: &[Channel]) -> Result<Changed<()>> {
        let mut arguments = Vec::with_capacity(2 * channels.len());
        for channel in channels {
            arguments.push(channel.code.clone());
            arguments.push(serde_json::to_string(channel)?);
        }
        let keys = self.keys();
        self.call(&CHANNELS, |script| {
            script.key(keys.marker()).key(keys.channels_version()).key(keys.channels());
            script.arg(&**self.epoch()).arg(version).arg(arguments);
        })
        .await
    }

    /// Adds visits to the tallies of a show.
    pub async fn add_visits(&self, show: ShowId, visits: &[NewVisits]) -> Result<()> {
        let keys = self.keys();
        let added: Result<Noted> = self
            .call(&VISITS, |script| {
                script.key(keys.marker()).key(keys.visits(show));
                script.arg(&**self.epoch()).arg(FREE_SOURCES_MAX).arg(UNKNOWN_SOURCE);
                for NewVisits { source, known, tally } in visits {
                    script.arg(source).arg(u8::from(*known)).arg(tally.times).arg(tally.people).arg(tally.last);
                }
            })
            .await;
        added.map(drop)
    }

    /// The visits of a show by source.
    pub async fn visits(&self, show: ShowId) -> Result<HashMap<String, VisitTally>> {
        let fields: HashMap<String, i64> = self.ask(redis::cmd("HGETALL").arg(self.keys().visits(show))).await?;
        let mut tallies: HashMap<String, VisitTally> = HashMap::new();
        for (field, value) in fields {
            let Some((source, part)) = field.rsplit_once(':') else { continue };
            let tally = tallies.entry(source.to_owned()).or_default();
            match part {
                "times" => tally.times = value.unsigned_abs(),
                "people" => tally.people = value.unsigned_abs(),
                "last" => tally.last = value,
                _ => {}
            }
        }
        Ok(tallies)
    }

    /// Notes who copied the text of a channel for a show.
    pub async fn note_copy(&self, show: ShowId, code: &str, note: &CopyNote) -> Result<()> {
        let json = serde_json::to_string(note)?;
        let keys = self.keys();
        let noted: Result<Noted> = self
            .call(&COPIED, |script| {
                script.key(keys.marker()).key(keys.copies(show)).arg(&**self.epoch()).arg(code).arg(json);
            })
            .await;
        noted.map(drop)
    }

    /// The last copies of the texts of a show, by the channel's code.
    pub async fn copies(&self, show: ShowId) -> Result<HashMap<String, CopyNote>> {
        let all: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().copies(show))).await?;
        all.into_iter().map(|(code, json)| Ok((code, serde_json::from_str(&json)?))).collect()
    }
}

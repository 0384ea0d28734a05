//! Shows, rundowns and settings: records that are read as a whole, and written together with the stage. Must not know pages.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::stage::{Commit, Committed, Write};
use super::{EntryKind, Error, Result, Store};
use crate::domain::job::{Job, JobId};
use crate::domain::layout::Layout;
use crate::domain::notice::Notice;
use crate::domain::rundown::{Card, CardNumber, Rundown};
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::Rev;

/// Tries to change settings: each fails only if something else was written between a read and a write, within milliseconds.
const SETTINGS_ATTEMPTS: usize = 8;

impl Store {
    /// The settings, or their defaults.
    pub async fn settings(&self) -> Result<Settings> {
        let json: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().settings())).await?;
        json.map_or_else(|| Ok(Settings::default()), |json| Ok(serde_json::from_str(&json)?))
    }

    /// Stores the settings, and announces the change to all pages.
    pub async fn set_settings(&self, settings: &Settings, by: &str, at: DateTime<Utc>) -> Result<()> {
        self.write_settings(settings.clone(), None, by, at).await.map(drop)
    }

    /// Changes some settings and keeps the others, also those that another clerk changes at the same time: the switch that
    /// closes sign-up must not be undone by a settings page that was opened before.
    pub async fn change_settings(
        &self,
        change: impl Fn(Settings) -> Settings,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<()> {
        for _ in 0..SETTINGS_ATTEMPTS {
            let rev = self.newest().await?;
            let settings = change(self.settings().await?);
            if let Committed::Done { .. } = self.write_settings(settings, Some(rev), by, at).await? {
                return Ok(());
            }
        }
        Err(Error::Unavailable("other changes came first each time".into()))
    }

    /// Writes the settings, if the newest revision is still `expect`; every write of them is a revision.
    async fn write_settings(
        &self,
        settings: Settings,
        expect: Option<Rev>,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Committed> {
        let kind = EntryKind::Settings;
        let (action, writes) = (kind.action(), vec![Write::Settings(settings)]);
        self.commit(&Commit { expect, above: 0, stage: None, at, by, id: "", kind, action, writes }).await
    }

    /// The layout of the overlay, or its default.
    pub async fn layout(&self) -> Result<Layout> {
        let json: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().layout())).await?;
        json.map_or_else(|| Ok(Layout::default()), |json| Ok(serde_json::from_str(&json)?))
    }

    /// A show's notices, oldest first.
    pub async fn notices(&self, show: ShowId) -> Result<Vec<Notice>> {
        let all: Vec<String> = self.ask(redis::cmd("HVALS").arg(self.keys().notices(show))).await?;
        let mut notices = all.iter().map(|json| Ok(serde_json::from_str(json)?)).collect::<Result<Vec<Notice>>>()?;
        notices.sort_by_key(|notice| notice.notice);
        Ok(notices)
    }

    /// The jobs of a show as they were when they went on screen.
    pub async fn aired(&self, show: ShowId) -> Result<HashMap<JobId, Arc<Job>>> {
        let all: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().aired(show))).await?;
        all.into_iter().map(|(id, json)| Ok((JobId(id), Arc::new(serde_json::from_str(&json)?)))).collect()
    }

    /// One of the jobs that [`Self::aired`] returns.
    pub async fn aired_job(&self, show: ShowId, id: &JobId) -> Result<Option<Arc<Job>>> {
        let json: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().aired(show)).arg(&id.0)).await?;
        json.map(|json| Ok(Arc::new(serde_json::from_str(&json)?))).transpose()
    }

    /// Every show, newest first.
    pub async fn shows(&self) -> Result<Vec<Show>> {
        let all: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().shows())).await?;
        let mut shows = all.values().map(|json| Ok(serde_json::from_str(json)?)).collect::<Result<Vec<Show>>>()?;
        shows.sort_by_key(|show| std::cmp::Reverse(show.id));
        Ok(shows)
    }

    /// One show.
    pub async fn show(&self, id: ShowId) -> Result<Option<Show>> {
        let json: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().shows()).arg(id.0)).await?;
        Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// A show's cards with their jobs; empty if it has none.
    pub async fn rundown(&self, show: ShowId) -> Result<Rundown> {
        let json: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().rundown(show))).await?;
        let cards: Vec<Card> = json.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default();
        let ids: Vec<JobId> = cards.iter().map(|card| card.job.clone()).collect();
        let jobs = self.jobs_by_id(&ids).await?;
        Ok(Rundown { cards, jobs })
    }

    /// The job of a card that was removed from a live show.
    pub async fn removed_card(&self, show: ShowId, card: CardNumber) -> Result<Option<JobId>> {
        let id: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().removed(show)).arg(card)).await?;
        Ok(id.map(JobId))
    }

    async fn jobs_by_id(&self, ids: &[JobId]) -> Result<HashMap<JobId, Arc<Job>>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut command = redis::cmd("HMGET");
        command.arg(self.keys().jobs());
        for id in ids {
            command.arg(&id.0);
        }
        let found: Vec<Option<String>> = self.ask(&command).await?;
        let pairs = ids.iter().zip(found).filter_map(|(id, json)| Some((id.clone(), json?)));
        pairs.map(|(id, json)| Ok((id, Arc::new(serde_json::from_str(&json)?)))).collect()
    }
}

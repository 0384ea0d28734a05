//! What the Hub does with records: reading those that views need, making the next show.

use std::collections::HashSet;
use std::sync::Arc;

use super::Denied;
use super::actor::Actor;
use super::outcome::{Outcome, json};
use crate::domain::crew::Operator;
use crate::domain::job::JobId;
use crate::domain::rundown::{CARDS_MAX, Card, EditRefusal, Rundown};
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Command, Refusal, Stage, apply};
use crate::store::{self, EntryKind, Write};

impl Actor {
    /// Reads all that belongs to the stage's show. In one go, so that a re-read takes two round trips and not seven.
    pub(super) async fn read_records(&mut self) -> Result<(), store::Error> {
        if let Some(taken) = self.take_from_air() {
            return taken;
        }
        let store = self.store.clone();
        let Some(id) = self.snapshot.stage.show else {
            let (settings, layout) = tokio::try_join!(store.settings(), store.layout())?;
            (self.snapshot.settings, self.snapshot.layout) = (Arc::new(settings), layout);
            (self.snapshot.show, self.snapshot.rundown) = (None, Arc::new(Rundown::default()));
            return Ok(());
        };
        let (settings, layout, show, mut rundown, notices, aired) = tokio::try_join!(
            store.settings(),
            store.layout(),
            store.show(id),
            store.rundown(id),
            store.notices(id),
            store.aired(id),
        )?;
        for card in &rundown.cards {
            // A job that the store lost with its newest revisions goes on as it was shown.
            if let (None, Some(job)) = (rundown.jobs.get(&card.job), aired.get(&card.job)) {
                rundown.jobs.insert(card.job.clone(), job.clone());
            }
        }
        self.snapshot.next_at = show.as_ref().map(|show| self.next_at(show, &settings));
        (self.snapshot.settings, self.snapshot.layout) = (Arc::new(settings), layout);
        (self.snapshot.show, self.snapshot.rundown) = (show.map(Arc::new), Arc::new(rundown));
        (self.snapshot.notices, self.snapshot.aired) = (Arc::new(notices), Arc::new(aired));
        Ok(())
    }

    /// When the show after this one starts, for the end card.
    fn next_at(&self, show: &Show, settings: &Settings) -> i64 {
        let next = Show::next(std::slice::from_ref(show), settings, self.clock.now().at, self.clock.zone());
        next.starts_at.timestamp_millis()
    }

    /// Reads the copy of the job that another server put on screen.
    pub(super) async fn read_aired(&mut self, stage: &Stage) {
        let card = stage.screen.card().and_then(|number| self.snapshot.rundown.card(number));
        let (Some((card, _)), Some(show)) = (card, stage.show) else { return };
        let id = card.job.clone();
        match self.store.aired_job(show, &id).await {
            Ok(Some(job)) => drop(Arc::make_mut(&mut self.snapshot.aired).insert(id, job)),
            Ok(None) => {}
            // The card shows with its newest text; the store's return reads all.
            Err(why) => tracing::warn!(%why, "the text of the card on screen could not be read"),
        }
    }

    pub(super) async fn check_known(&self, jobs: &[JobId]) -> Result<(), Denied> {
        for job in jobs.iter().take(CARDS_MAX + 1) {
            if self.store.job(job).await?.is_none() {
                return Err(Refusal::Edit(EditRefusal::UnknownJob).into());
            }
        }
        Ok(())
    }

    /// The next show by the weekly rule.
    pub(super) async fn next_show(&self) -> Result<Show, Denied> {
        let (shows, settings) = (self.store.shows().await?, self.store.settings().await?);
        Ok(Show::next(&shows, &settings, self.clock.now().at, self.clock.zone()))
    }

    /// A stage with a show that there is already: its numbers stay as they were said aloud.
    pub(super) async fn reopen_outcome(&self, opened: Stage, id: ShowId) -> Result<Outcome, Denied> {
        let show = self.store.show(id).await?.ok_or(Refusal::NoShow)?;
        let again = self.snapshot.stage.show == Some(id);
        let stage = if again { opened } else { opened.recalling(show.live) };
        let writes = self.parting().filter(|_| !again).into_iter().collect();
        Ok(Outcome { stage, kind: EntryKind::Command, what: json(&Command::Open { show: id })?, writes })
    }

    /// The show that leaves the stage, with what the stage alone knew of it.
    fn parting(&self) -> Option<Write> {
        let show = self.snapshot.show.as_deref()?;
        let live = self.snapshot.stage.parting(&self.snapshot.rundown);
        (show.live != live).then(|| Write::Show(Show { live, ..show.clone() }))
    }

    /// A show with the jobs that are still valid, on an empty stage.
    pub(super) async fn open_outcome(&self, by: &Operator, show: &Show, jobs: &[JobId]) -> Result<Outcome, Denied> {
        let now = self.clock.now();
        let command = Command::Open { show: show.id };
        let stage = apply(&self.snapshot.stage, &self.snapshot.rundown, &command, by, now)?;
        let mut cards = Vec::new();
        let mut seen = HashSet::new();
        for id in jobs {
            let valid = self.store.job(id).await?.is_some_and(|job| !job.expired(now.today));
            if valid && seen.insert(id) && cards.len() < CARDS_MAX {
                let number = u16::try_from(cards.len() + 1).unwrap_or(u16::MAX);
                cards.push(Card::new(number, id.clone()));
            }
        }
        let opened = [Write::Show(show.clone()), Write::Rundown(show.id, cards)];
        let writes = self.parting().into_iter().chain(opened).collect();
        Ok(Outcome { stage, kind: EntryKind::Command, what: json(&command)?, writes })
    }
}

//! What the Hub does with records: reading those that views need, editing the rundown, making the next show.

use std::collections::HashSet;
use std::sync::Arc;

use super::Denied;
use super::actor::{Actor, Outcome};
use crate::domain::job::JobId;
use crate::domain::rundown::{CARDS_MAX, Card, Edit, EditRefusal, Rundown};
use crate::domain::show::Show;
use crate::domain::stage::{Command, Refusal, apply};
use crate::store::{self, Write};

impl Actor {
    /// Reads settings, show and rundown of the stage's show.
    pub(super) async fn read_records(&mut self) -> Result<(), store::Error> {
        self.world.settings = Arc::new(self.store.settings().await?);
        let (show, rundown) = match self.world.stage.show {
            None => (None, Rundown::default()),
            Some(id) => (self.store.show(id).await?.map(Arc::new), self.store.rundown(id).await?),
        };
        self.world.show = show;
        self.world.rundown = Arc::new(rundown);
        Ok(())
    }

    pub(super) async fn edit_outcome(&self, edit: &Edit) -> Result<Outcome, Denied> {
        let stage = &self.world.stage;
        let show = stage.show.ok_or(Refusal::NoShow)?;
        if let Edit::Add { jobs } = edit {
            self.check_known(jobs).await?;
        }
        let on_air = stage.screen.on_air.map(|on| on.card);
        let in_use: Vec<_> = on_air.into_iter().chain(stage.screen.cued).collect();
        let cards = self.world.rundown.edited(edit, stage.said(), &in_use).map_err(Refusal::Edit)?;
        let stage = stage.renumbered(&self.world.rundown, &cards);
        let what = serde_json::to_string(edit).map_err(store::Error::from)?;
        Ok(Outcome { stage, what, writes: vec![Write::Rundown(show, cards)] })
    }

    async fn check_known(&self, jobs: &[JobId]) -> Result<(), Denied> {
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

    /// A show with the jobs that are still valid, on an empty stage.
    pub(super) async fn open_outcome(&self, show: &Show, jobs: &[JobId]) -> Result<Outcome, Denied> {
        let now = self.clock.now();
        let mut cards = Vec::new();
        let mut seen = HashSet::new();
        for id in jobs {
            let valid = self.store.job(id).await?.is_some_and(|job| !job.expired(now.today));
            if valid && seen.insert(id) && cards.len() < CARDS_MAX {
                let number = u16::try_from(cards.len() + 1).unwrap_or(u16::MAX);
                cards.push(Card { number, job: id.clone(), full: false });
            }
        }
        let command = Command::Open { show: show.id };
        let stage = apply(&self.world.stage, &self.world.rundown, &command, now)?;
        let what = serde_json::to_string(&command).map_err(store::Error::from)?;
        Ok(Outcome { stage, what, writes: vec![Write::Show(show.clone()), Write::Rundown(show.id, cards)] })
    }
}

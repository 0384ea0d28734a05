//! Reads the records that a snapshot needs beside its stage: show, rundown, settings, layout, notices, aired jobs.

use std::sync::Arc;

use crate::clock::Clock;
use crate::domain::rundown::Rundown;
use crate::domain::settings::Settings;
use crate::domain::show::Show;
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Stage;
use crate::store::{self, Store};

/// Reads every record of the stage's show. All at once, so that it takes two round trips and not seven.
pub(super) async fn read(snapshot: &mut Snapshot, store: &Store, clock: &Clock) -> Result<(), store::Error> {
    let Some(id) = snapshot.stage.show else {
        let (settings, layout) = tokio::try_join!(store.settings(), store.layout())?;
        snapshot.settings = Arc::new(settings);
        snapshot.layout = layout;
        snapshot.show = None;
        snapshot.rundown = Arc::new(Rundown::default());
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
        // A rollback of the store may have lost the job: continue with its text as it was on screen.
        if let (None, Some(job)) = (rundown.jobs.get(&card.job), aired.get(&card.job)) {
            rundown.jobs.insert(card.job.clone(), job.clone());
        }
    }
    snapshot.next_at = show.as_ref().map(|show| next_at(show, &settings, clock));
    snapshot.settings = Arc::new(settings);
    snapshot.layout = layout;
    snapshot.show = show.map(Arc::new);
    snapshot.rundown = Arc::new(rundown);
    snapshot.notices = Arc::new(notices);
    snapshot.aired = Arc::new(aired);
    Ok(())
}

/// When the show after this one starts, for the end card.
fn next_at(show: &Show, settings: &Settings, clock: &Clock) -> i64 {
    let next = Show::next(std::slice::from_ref(show), settings, clock.now().at, clock.zone());
    next.starts_at.timestamp_millis()
}

/// Reads the text of the job that another server put on screen with this stage.
pub(super) async fn read_aired(snapshot: &mut Snapshot, stage: &Stage, store: &Store) {
    let card = stage.screen.card().and_then(|number| snapshot.rundown.card(number));
    let (Some((card, _)), Some(show)) = (card, stage.show) else { return };
    let id = card.job.clone();
    match store.aired_job(show, &id).await {
        Ok(Some(job)) => drop(Arc::make_mut(&mut snapshot.aired).insert(id, job)),
        Ok(None) => {}
        Err(why) => {
            tracing::warn!(%why, "could not read the text of the card on screen; it shows with its newest text until all records are read again");
        }
    }
}

/// Drops the records of another show than the stage's: its cards would go on air under this show's numbers.
pub(super) fn drop_other_show(snapshot: &mut Snapshot) {
    let shown = snapshot.show.as_ref().map(|show| show.id);
    if shown.is_some() && shown != snapshot.stage.show {
        snapshot.show = None;
        snapshot.rundown = Arc::default();
        snapshot.notices = Arc::default();
        snapshot.aired = Arc::default();
    }
}

//! Collects the pictures that overlays have painted, and appends them to the exposure log in the background. Must not know
//! sockets, pages or the format of a receipt.
//!
//! A receipt only takes a short lock here; a task of its own writes to the store, and retries while the store is away.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::exposure::{Picture, Report};
use crate::domain::job::JobId;
use crate::domain::show::ShowId;
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Rev;
use crate::store::{self, Appended, Store};

/// Length of the name of one run of one server: among a million runs during one show, two are equal with even odds.
pub const RUN_LETTERS: usize = 8;
/// Most reports that wait for the store, some 500 KB: while it is away no command is accepted, so that only pages that
/// connect and disconnect add to them; three overlays would have to reload every second for half an hour.
const QUEUE_MAX: usize = 5_000;
/// Most reports that one call writes: far below the number of arguments that a script can unpack.
const BATCH_MAX: usize = 500;
/// How long reports are collected before a write, so that several overlays share it, and the press that caused them does
/// not compete with it.
const BATCH_DELAY: Duration = Duration::from_millis(500);
/// Between two heartbeats of this server; the end of a picture that a killed server leaves open is right to within this.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(10);
/// How long a shutdown waits for the remaining overlays to disconnect, so that the end of their exposure is recorded.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);

/// The pictures of this server's overlays. Cheap to clone.
#[derive(Clone)]
pub struct Exposures {
    inner: Arc<ExposureState>,
}

struct ExposureState {
    store: Store,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    clock: Clock,
    /// The name of this run of this server.
    run: String,
    pages: Mutex<Pages>,
    wake: Notify,
}

#[derive(Default)]
struct Pages {
    /// The newest picture of each page.
    shown: HashMap<u64, (ShowId, Showing)>,
    /// Reports that wait for the store, oldest first.
    queue: VecDeque<(ShowId, Report)>,
    /// The show on the stage, and the first revision whose receipts belong to it.
    show: Option<(ShowId, Rev)>,
}

/// The picture of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Showing {
    shows: Picture,
    job: Option<JobId>,
    unseen: bool,
    obs: bool,
}

/// The part of a receipt that the exposure log needs.
#[derive(Debug, Clone, Copy)]
pub struct Painted<'a> {
    /// The data that the page has a view of.
    pub epoch: &'a str,
    /// The revision that it has painted.
    pub rev: Rev,
    /// The picture that it shows.
    pub shows: Picture,
    /// OBS reports that the page is not visible.
    pub unseen: bool,
    /// The page is in OBS.
    pub obs: bool,
}

impl Showing {
    fn of(painted: Painted<'_>, snapshot: &Snapshot) -> Self {
        let Painted { epoch, shows, unseen, obs, .. } = painted;
        // The card numbers of other data belong to other jobs.
        let shows = if epoch == &*snapshot.epoch { shows } else { Picture::Nothing };
        let job = match shows {
            Picture::Card(number) => snapshot.rundown.card(number).map(|(card, _)| card.job.clone()),
            Picture::Face | Picture::Panic | Picture::Nothing | Picture::Gone => None,
        };
        Self { shows, job, unseen, obs }
    }

    fn gone() -> Self {
        Self { shows: Picture::Gone, job: None, unseen: false, obs: false }
    }
}

impl Exposures {
    /// A log without reports yet; `run` names this run of this server.
    #[must_use]
    pub fn new(store: Store, snapshots: watch::Receiver<Arc<Snapshot>>, clock: Clock, run: String) -> Self {
        let pages = Mutex::default();
        Self { inner: Arc::new(ExposureState { store, snapshots, clock, run, pages, wake: Notify::new() }) }
    }

    /// The name of this run of this server, which begins the names of its pages.
    #[must_use]
    pub fn run_name(&self) -> &str {
        &self.inner.run
    }

    /// A page reports the picture that it has painted.
    pub fn painted(&self, page: u64, painted: Painted<'_>) {
        let snapshot = self.inner.snapshots.borrow().clone();
        let mut pages = self.lock();
        let Some(show) = pages.current_show(snapshot.stage.show, snapshot.rev) else {
            return self.leave(&mut pages, page);
        };
        if painted.rev < pages.show.map_or(0, |(_, since)| since) {
            // It belongs to the previous show; the page's next receipt is under way.
            return;
        }
        let showing = (show, Showing::of(painted, &snapshot));
        let before = pages.shown.insert(page, showing.clone());
        if before.as_ref() == Some(&showing) {
            return;
        }
        if let Some((other, ..)) = before.filter(|(other, ..)| *other != show) {
            self.report(&mut pages, other, page, painted.rev, Showing::gone());
        }
        self.report(&mut pages, show, page, painted.rev, showing.1);
    }

    /// A page has disconnected. Nothing is logged of a page that never reported.
    pub fn gone(&self, page: u64) {
        self.leave(&mut self.lock(), page);
    }

    fn leave(&self, pages: &mut Pages, page: u64) {
        if let Some((show, ..)) = pages.shown.remove(&page) {
            let rev = self.inner.snapshots.borrow().rev;
            self.report(pages, show, page, rev, Showing::gone());
        }
    }

    fn report(&self, pages: &mut Pages, show: ShowId, page: u64, rev: Rev, showing: Showing) {
        if pages.queue.len() == QUEUE_MAX {
            tracing::warn!(
                "the queue of overlay reports is full; this report is dropped, and the exposure log has a gap"
            );
            return;
        }
        let at = self.inner.clock.now().millis();
        let page = format!("{}-{page}", self.inner.run);
        let Showing { shows, job, unseen, obs } = showing;
        pages.queue.push_back((show, Report { at, page, rev, shows, unseen, obs, job }));
        self.inner.wake.notify_one();
    }

    /// Writes reports until the server stops, and then the last ones of its pages.
    pub async fn run(self, stop: CancellationToken) {
        let mut heartbeats = interval(HEARTBEAT_INTERVAL);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.inner.wake.notified() => tokio::select! {
                    () = stop.cancelled() => break,
                    () = sleep(BATCH_DELAY) => self.write().await,
                },
                _ = heartbeats.tick() => {
                    self.write().await;
                    self.write_heartbeats().await;
                }
            }
        }
        let all_left = async {
            loop {
                let empty = self.lock().shown.is_empty();
                if empty {
                    return;
                }
                self.inner.wake.notified().await;
            }
        };
        // The picture of a page that is still there then ends with the last heartbeat of this run.
        timeout(DRAIN_TIMEOUT, all_left).await.ok();
        self.write().await;
    }

    /// Writes the queue in order; reports that the store does not accept stay in it.
    async fn write(&self) {
        loop {
            let next = self.lock().batch();
            let Some((show, batch)) = next else { return };
            let now = self.inner.clock.now().millis();
            match self.inner.store.append_exposure(show, &self.inner.run, now, &batch).await {
                Ok(Appended::Done) => {}
                Ok(Appended::Full) => {
                    tracing::warn!(%show, "the exposure log of this show is full; these reports are dropped, and so are later ones");
                }
                Err(why) => return log(&why),
            }
            self.lock().queue.drain(..batch.len());
        }
    }

    /// Writes a heartbeat for each show that has open pages.
    async fn write_heartbeats(&self) {
        let shows: HashSet<ShowId> = self.lock().shown.values().map(|(show, ..)| *show).collect();
        for show in shows {
            let now = self.inner.clock.now().millis();
            if let Err(why) = self.inner.store.append_exposure(show, &self.inner.run, now, &[]).await {
                return log(&why);
            }
        }
    }

    /// A poisoned lock is safe to use: each change is one insert or remove, so the values are always whole.
    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.inner.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    /// The show that receipts belong to now. The first show began before any receipt.
    fn current_show(&mut self, show: Option<ShowId>, rev: Rev) -> Option<ShowId> {
        let show = show?;
        match self.show {
            Some((current, _)) if current == show => {}
            Some(_) => self.show = Some((show, rev)),
            None => self.show = Some((show, 0)),
        }
        Some(show)
    }

    /// The next reports that belong to one show.
    fn batch(&self) -> Option<(ShowId, Vec<Report>)> {
        let show = self.queue.front()?.0;
        let same = self.queue.iter().take(BATCH_MAX).take_while(|(of, _)| *of == show);
        Some((show, same.map(|(_, report)| report.clone()).collect()))
    }
}

fn log(why: &store::Error) {
    tracing::warn!(%why, "could not write to the exposure log; the reports stay queued; will retry within 10 s");
}

//! Writes down what overlays show, off everybody's path. Must not know sockets, pages or what a receipt looks like.
//!
//! A receipt only takes a short lock here; a task of its own writes to the store, and tries again where it is away.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::Snapshot;
use crate::clock::Clock;
use crate::domain::exposure::{Picture, Report};
use crate::domain::job::JobId;
use crate::domain::show::ShowId;
use crate::domain::stage::Rev;
use crate::store::{self, Kept, Store};

/// Letters of the name of one run of one server: a million runs of one show make two alike with even odds.
pub const RUN_LETTERS: usize = 8;
/// Most reports that wait for the store, some 500 KB: while it is away no command is accepted, so that only pages that
/// come and go add to them; three overlays would have to reload every second for half an hour.
const WAITING_MAX: usize = 5_000;
/// Most reports that one call writes: far below what a script can unpack.
const BATCH: usize = 500;
/// How long reports gather, so that several overlays share one write, and it stays clear of the press that caused it.
const GATHER: Duration = Duration::from_millis(500);
/// Between two notes that this server is still there; what a killed server leaves open is right to within this.
const KNOWN: Duration = Duration::from_secs(10);
/// How long the last reports may take when the server ends: pages leave within this, or were gone before.
const DRAIN_MAX: Duration = Duration::from_secs(3);

/// What overlays of this server show. Cheap to clone.
#[derive(Clone)]
pub struct Exposures {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    clock: Clock,
    /// Names this run of this server.
    run: String,
    pages: Mutex<Pages>,
    wake: Notify,
}

#[derive(Default)]
struct Pages {
    /// What each page has reported last.
    shown: HashMap<u64, (ShowId, Seen)>,
    waiting: VecDeque<(ShowId, Report)>,
    /// The show on the stage, and the revision from which receipts speak of it.
    show: Option<(ShowId, Rev)>,
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    shows: Picture,
    job: Option<JobId>,
    unseen: bool,
    obs: bool,
}

/// A receipt, as far as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct Painted<'a> {
    pub epoch: &'a str,
    pub rev: Rev,
    pub shows: Picture,
    /// OBS says that nobody sees it.
    pub unseen: bool,
    /// The page is in OBS.
    pub obs: bool,
}

impl Seen {
    fn of(painted: Painted<'_>, snapshot: &Snapshot) -> Self {
        let Painted { epoch, shows, unseen, obs, .. } = painted;
        // A picture of other data names cards of other jobs.
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
    #[must_use]
    pub fn new(store: Store, snapshots: watch::Receiver<Arc<Snapshot>>, clock: Clock, run: String) -> Self {
        let (pages, wake) = (Mutex::default(), Notify::new());
        Self { inner: Arc::new(Inner { store, snapshots, clock, run, pages, wake }) }
    }

    /// Names this run of this server, the first part of its pages' names.
    #[must_use]
    pub fn run_name(&self) -> &str {
        &self.inner.run
    }

    /// A page says what it shows.
    pub fn painted(&self, page: u64, painted: Painted<'_>) {
        let snapshot = self.inner.snapshots.borrow().clone();
        let mut pages = self.lock();
        let Some(show) = pages.enter(snapshot.stage.show, snapshot.rev) else { return self.leave(&mut pages, page) };
        if painted.rev < pages.show.map_or(0, |(_, since)| since) {
            // Still of the show before; the page's next receipt is under way.
            return;
        }
        let news = (show, Seen::of(painted, &snapshot));
        let before = pages.shown.insert(page, news.clone());
        if before.as_ref() == Some(&news) {
            return;
        }
        if let Some((other, ..)) = before.filter(|(other, ..)| *other != show) {
            self.report(&mut pages, other, page, painted.rev, Seen::gone());
        }
        self.report(&mut pages, show, page, painted.rev, news.1);
    }

    /// A page has left. Says nothing about pages that never reported.
    pub fn gone(&self, page: u64) {
        self.leave(&mut self.lock(), page);
    }

    fn leave(&self, pages: &mut Pages, page: u64) {
        if let Some((show, ..)) = pages.shown.remove(&page) {
            let rev = self.inner.snapshots.borrow().rev;
            self.report(pages, show, page, rev, Seen::gone());
        }
    }

    fn report(&self, pages: &mut Pages, show: ShowId, page: u64, rev: Rev, seen: Seen) {
        if pages.waiting.len() == WAITING_MAX {
            tracing::warn!("more reports of overlays wait than there is room for; one is left out");
            return;
        }
        let (at, page) = (self.inner.clock.now().millis(), format!("{}-{page}", self.inner.run));
        let Seen { shows, job, unseen, obs } = seen;
        pages.waiting.push_back((show, Report { at, page, rev, shows, unseen, obs, job }));
        self.inner.wake.notify_one();
    }

    /// Writes until the server ends, and then what its last pages leave behind.
    pub async fn run(self, stop: CancellationToken) {
        let mut known = interval(KNOWN);
        known.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.inner.wake.notified() => tokio::select! {
                    () = stop.cancelled() => break,
                    () = sleep(GATHER) => self.write().await,
                },
                _ = known.tick() => {
                    self.write().await;
                    self.stay_known().await;
                }
            }
        }
        let rest = async {
            loop {
                let left = self.lock().shown.is_empty();
                if left {
                    return;
                }
                self.inner.wake.notified().await;
            }
        };
        // A page that does not leave in time is closed by the known end of this run.
        timeout(DRAIN_MAX, rest).await.ok();
        self.write().await;
    }

    /// Writes what waits, in order; what the store did not take goes on waiting.
    async fn write(&self) {
        loop {
            let next = self.lock().batch();
            let Some((show, batch)) = next else { return };
            let now = self.inner.clock.now().millis();
            match self.inner.store.keep_exposure(show, &self.inner.run, now, &batch).await {
                Ok(Kept::Done) => {}
                Ok(Kept::Full) => {
                    tracing::warn!(%show, "the record of what was on screen is full; nothing more of this show is kept");
                }
                Err(why) => return log(&why),
            }
            self.lock().waiting.drain(..batch.len());
        }
    }

    /// Notes for each show whose pages are open that this server is there.
    async fn stay_known(&self) {
        let shows: HashSet<ShowId> = self.lock().shown.values().map(|(show, ..)| *show).collect();
        for show in shows {
            let now = self.inner.clock.now().millis();
            if let Err(why) = self.inner.store.keep_exposure(show, &self.inner.run, now, &[]).await {
                return log(&why);
            }
        }
    }

    /// Whoever panicked while holding it left values that are whole: each change is one insert or remove.
    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.inner.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    /// The show that receipts speak of now. The first one that is known began before any receipt.
    fn enter(&mut self, show: Option<ShowId>, rev: Rev) -> Option<ShowId> {
        let show = show?;
        match self.show {
            Some((known, _)) if known == show => {}
            Some(_) => self.show = Some((show, rev)),
            None => self.show = Some((show, 0)),
        }
        Some(show)
    }

    /// The next reports that belong to one show.
    fn batch(&self) -> Option<(ShowId, Vec<Report>)> {
        let show = self.waiting.front()?.0;
        let same = self.waiting.iter().take(BATCH).take_while(|(of, _)| *of == show);
        Some((show, same.map(|(_, report)| report.clone()).collect()))
    }
}

fn log(why: &store::Error) {
    tracing::warn!(%why, "what overlays show could not be written down yet");
}

//! The channels in memory, and the visits of their links until they are written. Must not know addresses, cookies or pages.
//!
//! A visit takes a short lock here and nothing else: a link that is posted in a large group is opened by hundreds within a
//! minute, and each write to the store is a sync of the disk. A task writes the sums every `FLUSH_INTERVAL`. A server that
//! is killed loses the visits since then, and only these: a sign-up has its source in its own record.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::channel::{Channel, ChannelTable, ResolvedSource, UNKNOWN_SOURCE, VisitTally};
use crate::domain::show::ShowId;
use crate::store::{self, Changed, NewVisits, Store, StoredChannels};

/// Between two writes of visits, and two looks for channels that another server changed. The staff's page flushes first, so
/// nobody waits for it.
const FLUSH_INTERVAL: Duration = Duration::from_secs(5);
/// Most sources without a channel that wait for a write, some 20 KB: anybody can invent codes. More count as one.
const FREE_PENDING_MAX: usize = 200;
/// Most attempts to change the channels while others change them too: two clerks press at once, hardly three.
const CHANGE_ATTEMPTS_MAX: usize = 3;
/// Failed writes between two lines of the log: one a minute while the store is away.
const LOG_EVERY: u32 = 12;

/// The channels as of one version.
#[derive(Debug, Clone, Default)]
pub struct SourceTables {
    /// The channels.
    pub channels: ChannelTable,
    version: u64,
}

impl From<StoredChannels> for SourceTables {
    fn from(stored: StoredChannels) -> Self {
        let StoredChannels { version, channels } = stored;
        Self { channels: ChannelTable::new(channels), version }
    }
}

/// The sources of this server's visitors. Cheap to clone.
#[derive(Clone)]
pub struct Sources {
    inner: Arc<SourcesState>,
}

struct SourcesState {
    store: Store,
    clock: Clock,
    tables: watch::Sender<Arc<SourceTables>>,
    pending: Mutex<PendingVisits>,
}

/// Visits that wait for the store, by show and source.
type PendingVisits = HashMap<(ShowId, ResolvedSource), VisitTally>;

impl Sources {
    /// Sources without channels yet: [`Self::run`] reads them.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        let (tables, _) = watch::channel(Arc::default());
        Self { inner: Arc::new(SourcesState { store, clock, tables, pending: Mutex::default() }) }
    }

    /// The channels as this server knows them: at most `FLUSH_INTERVAL` old.
    #[must_use]
    pub fn tables(&self) -> Arc<SourceTables> {
        self.inner.tables.borrow().clone()
    }

    /// Counts a visit by a link, and returns the source to remember. `remembered` is the source that the browser brought: it
    /// is the same person if it is the same source.
    #[must_use]
    pub fn visit(&self, typed: &str, show: ShowId, remembered: &str) -> String {
        let resolved = self.inner.tables.borrow().channels.resolve(typed);
        let source = resolved.source.clone();
        let people = u64::from(remembered != source);
        let tally = VisitTally { times: 1, people, last: self.inner.clock.now().millis() };
        let mut pending = self.lock();
        let key = (show, resolved);
        let key = if pending.contains_key(&key) || key.1.known || free(&pending) < FREE_PENDING_MAX {
            key
        } else {
            (show, ResolvedSource { source: UNKNOWN_SOURCE.to_owned(), known: false })
        };
        pending.entry(key).or_default().add(tally);
        source
    }

    /// The visits of a show by source, those of this server up to now.
    pub async fn visits(&self, show: ShowId) -> store::Result<HashMap<String, VisitTally>> {
        self.flush().await?;
        self.inner.store.visits(show).await
    }

    /// Reads the channels again if they have changed.
    pub async fn refresh(&self) -> store::Result<()> {
        let version = self.inner.store.channels_version().await?;
        if version != self.inner.tables.borrow().version {
            self.adopt(self.inner.store.channels().await?);
        }
        Ok(())
    }

    /// Writes the channels that `edit` makes of the newest ones, and returns them. It may run several times, if others change
    /// them meanwhile.
    pub async fn change(&self, edit: impl Fn(&ChannelTable) -> Vec<Channel> + Send) -> store::Result<Vec<Channel>> {
        for _ in 0..CHANGE_ATTEMPTS_MAX {
            let tables = SourceTables::from(self.inner.store.channels().await?);
            let channels = edit(&tables.channels);
            if channels.is_empty() {
                self.publish(tables);
                return Ok(channels);
            }
            match self.inner.store.write_channels(tables.version, &channels).await? {
                Changed::Done => {
                    self.adopt(self.inner.store.channels().await?);
                    return Ok(channels);
                }
                Changed::Conflict { now: () } | Changed::Gone => {}
            }
        }
        Err(store::Error::Unavailable("the channels were changed by others at the same time".into()))
    }

    /// Writes visits and follows the channels until the server stops, and then writes the last visits.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = interval(FLUSH_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut failures: u32 = 0;
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                _ = ticks.tick() => {}
            }
            let done = async {
                self.flush().await?;
                self.refresh().await
            };
            match done.await {
                Ok(()) => failures = 0,
                Err(why) => {
                    if failures.is_multiple_of(LOG_EVERY) {
                        tracing::warn!(%why, "could not write the visits of links, or read their channels; the visits wait in memory; will retry in 5 s");
                    }
                    failures += 1;
                }
            }
        }
        if let Err(why) = self.flush().await {
            tracing::warn!(%why, "could not write the last visits of links; they are lost");
        }
    }

    /// Writes all pending visits. Those that the store does not accept wait for the next time.
    async fn flush(&self) -> store::Result<()> {
        let pending = std::mem::take(&mut *self.lock());
        let mut by_show: HashMap<ShowId, Vec<NewVisits>> = HashMap::new();
        for ((show, ResolvedSource { source, known }), tally) in pending {
            by_show.entry(show).or_default().push(NewVisits { source, known, tally });
        }
        let mut failed = None;
        for (show, visits) in by_show {
            if let Err(why) = self.inner.store.add_visits(show, &visits).await {
                self.put_back(show, visits);
                failed = Some(why);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn put_back(&self, show: ShowId, visits: Vec<NewVisits>) {
        let mut pending = self.lock();
        for NewVisits { source, known, tally } in visits {
            pending.entry((show, ResolvedSource { source, known })).or_default().add(tally);
        }
    }

    fn adopt(&self, stored: StoredChannels) {
        self.publish(stored.into());
    }

    fn publish(&self, tables: SourceTables) {
        // An answer that was overtaken by a newer one is replaced by the next `refresh`.
        self.inner.tables.send_replace(Arc::new(tables));
    }

    /// A poisoned lock is safe to use: each change is one addition, so the values are always whole.
    fn lock(&self) -> MutexGuard<'_, PendingVisits> {
        self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn free(pending: &PendingVisits) -> usize {
    pending.keys().filter(|(_, source)| !source.known).count()
}

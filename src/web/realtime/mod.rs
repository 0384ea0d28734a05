//! Sockets of browsers: the protocol, the views that they carry, and the pages that are connected. Must not know pages or forms.

mod admission;
mod conversation;
pub mod crowd;
pub mod encoded_view;
pub mod feeds;
mod frame_reader;
mod heartbeat;
mod lock;
pub mod presence;
pub mod protocol;
pub mod socket;
mod transport;
mod upgrade;

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::live::exposure::Exposures;
use crate::web::realtime::crowd::Crowd;
use crate::web::realtime::feeds::{FeedSources, Feeder, Feeds};
use crate::web::realtime::presence::Registry;

/// Most open streams of `/api/v1/stage/events` on one server: a control room has a handful, and each holds a connection.
pub const LISTENERS_MAX: usize = 64;

/// The parts that all sockets of one stage share. Cheap to clone.
#[derive(Clone)]
pub struct Realtime {
    /// The newest frame of each audience.
    pub feeds: Feeds,
    /// The connected panels and overlays.
    pub registry: Registry,
    /// The connected viewers.
    pub crowd: Crowd,
    /// One permit for each further stream of `/api/v1/stage/events`.
    pub listeners: Arc<Semaphore>,
    /// The tasks of sockets, which shutdown waits for.
    pub tasks: TaskTracker,
    /// Cancelled at shutdown.
    pub stop: CancellationToken,
}

impl Realtime {
    /// Starts the tasks that encode frames and write them to the crowd. `exposures` records what overlays paint; a rehearsal
    /// has none.
    #[must_use]
    pub fn start(
        sources: FeedSources<'_>,
        exposures: Option<Exposures>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let registry = Registry::new(exposures);
        let (feeder, feeds, crowd) = Feeder::new(sources, registry.clone());
        tasks.spawn(feeder.run(stop.clone()));
        tasks.spawn(crowd.clone().run(stop.clone()));
        let listeners = Arc::new(Semaphore::new(LISTENERS_MAX));
        Self { feeds, registry, crowd, listeners, tasks: tasks.clone(), stop: stop.clone() }
    }
}

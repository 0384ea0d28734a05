//! Web sockets: frames, the views that they carry, and who is connected. Must not know pages or forms.

pub mod crowd;
pub mod feeds;
pub mod frame_reader;
pub mod presence;
pub mod protocol;
pub mod socket;
pub mod upgrade;

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::live::Hub;
use crate::live::exposure::Exposures;
use crowd::Crowd;
use feeds::{Feeder, Feeds};
use presence::Registry;

/// Most open streams of `/api/v1/stage/events` on one server: a control room has a handful, and each holds a connection.
pub const LISTENERS_MAX: usize = 64;

/// What sockets share.
#[derive(Clone)]
pub struct Realtime {
    pub feeds: Feeds,
    pub registry: Registry,
    pub crowd: Crowd,
    /// How many more may listen to `/api/v1/stage/events`.
    pub listeners: Arc<Semaphore>,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

impl Realtime {
    /// Starts the tasks that encode frames and write them to the crowd. What overlays paint is kept where there is somebody
    /// to keep it.
    #[must_use]
    pub fn start(
        hub: &Hub,
        exposures: Option<Exposures>,
        clock: &Clock,
        public_url: &Arc<str>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let registry = Registry::new(exposures);
        let (feeder, feeds, crowd) = Feeder::new(hub, clock, public_url, registry.clone());
        tasks.spawn(feeder.run(stop.clone()));
        tasks.spawn(crowd.clone().run(stop.clone()));
        let listeners = Arc::new(Semaphore::new(LISTENERS_MAX));
        Self { feeds, registry, crowd, listeners, tasks: tasks.clone(), stop: stop.clone() }
    }
}

//! The injected clock: `main` passes the system's, tests pass a fake one. No other code may read the system's clock.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::Now;

/// The current time in the show's zone. Cheap to clone.
#[derive(Clone)]
pub struct Clock {
    read: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    zone: Tz,
}

impl Clock {
    /// A clock that reads the time with `read`.
    pub fn new(zone: Tz, read: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { read: Arc::new(read), zone }
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Now {
        Now::new((self.read)(), self.zone)
    }

    /// The zone of dates and times of day.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }
}

//! Time as an input: the real clock lives in `main`, tests bring their own.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::Now;

/// Tells the time in the show's zone. Cheap to clone.
#[derive(Clone)]
pub struct Clock {
    read: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    zone: Tz,
}

impl Clock {
    pub fn new(zone: Tz, read: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { read: Arc::new(read), zone }
    }

    #[must_use]
    pub fn now(&self) -> Now {
        Now::new((self.read)(), self.zone)
    }

    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }
}

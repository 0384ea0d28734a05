//! Time as an input: it stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};
use daigang::clock::Clock;

/// A clock in Asia/Shanghai. Clones share their time.
#[derive(Clone)]
pub struct TestClock {
    millis: Arc<AtomicI64>,
}

/// Tuesday, 25 August 2026, 14:35 in Shanghai: the sample show has begun, and all its jobs are valid.
pub const BEGIN: &str = "2026-08-25T06:35:00Z";

impl Default for TestClock {
    fn default() -> Self {
        let begin: DateTime<Utc> = BEGIN.parse().expect("a date");
        Self { millis: Arc::new(AtomicI64::new(begin.timestamp_millis())) }
    }
}

impl TestClock {
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.millis.load(Ordering::SeqCst)).expect("a time that a test set")
    }

    pub fn forward(&self, step: Duration) {
        self.millis.fetch_add(step.num_milliseconds(), Ordering::SeqCst);
    }

    /// The same time, as the server reads it.
    pub fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::new(chrono_tz::Asia::Shanghai, move || time.now())
    }
}

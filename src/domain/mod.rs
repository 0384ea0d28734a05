//! The values of a livestreamed job fair and pure functions on them. No IO, clock, randomness, runtime, web or store: `now` and
//! ids are arguments.
//!
//! May import nothing of this crate outside `domain`; a test holds this.

pub mod address;
pub mod agreement;
pub mod answers;
pub mod application;
pub mod channel;
pub mod column;
pub mod consent;
pub mod crew;
pub mod desk;
pub mod division;
pub mod dwell;
pub mod exposure;
pub mod form;
pub mod hand_over;
pub mod history;
pub mod job;
pub mod layout;
pub mod name;
pub mod notice;
pub mod numbering;
pub mod past;
pub mod pay;
pub mod person;
pub mod phone;
pub mod place;
pub mod policy;
pub mod quantity;
pub mod recipient;
pub mod rundown;
pub mod settings;
pub mod setup;
pub mod show;
pub mod signup;
pub mod similar;
pub mod small_map;
pub mod snapshot;
pub mod stage;
pub mod window;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

/// The time of a decision, passed in by the caller.
///
/// `today` is the date in the show's time zone: a job whose validity ends today is still valid until local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The time.
    pub at: DateTime<Utc>,
    /// The date in the show's time zone.
    pub today: NaiveDate,
}

impl Now {
    /// The time `at`, with its date in `zone`.
    #[must_use]
    pub fn new(at: DateTime<Utc>, zone: Tz) -> Self {
        Self { at, today: at.with_timezone(&zone).date_naive() }
    }

    /// Milliseconds since the Unix epoch, the unit of every time on the wire and in the store.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.at.timestamp_millis()
    }
}

//! One weekly stream, and the rule by which the next one is found.

use chrono::{DateTime, Datelike, Duration, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A show's number, as said aloud: 第42期. Unique, so it is the identity too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShowId(pub u32);

impl std::fmt::Display for ShowId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Show {
    pub id: ShowId,
    pub starts_at: DateTime<Utc>,
    pub planned_minutes: u32,
}

/// When the county goes live each week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyRule {
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    pub time: NaiveTime,
    pub minutes: u32,
}

impl Default for WeeklyRule {
    fn default() -> Self {
        let time = NaiveTime::from_hms_opt(14, 30, 0).unwrap_or_default();
        Self { weekday: 2, time, minutes: 180 }
    }
}

impl WeeklyRule {
    /// The first start at or after `from`, in the zone's wall clock.
    ///
    /// A show that is still running counts as the next one, so that a panel opened at 14:40 does not plan next week.
    #[must_use]
    pub fn next_start(&self, from: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let weekday = Weekday::try_from(self.weekday.clamp(1, 7) - 1).unwrap_or(Weekday::Tue);
        let earliest = from - Duration::minutes(i64::from(self.minutes));
        let mut day = earliest.with_timezone(&zone).date_naive();
        loop {
            if day.weekday() == weekday
                // `earliest` skips the hour that does not exist when clocks go forward in zones that do that.
                && let Some(start) = zone.from_local_datetime(&day.and_time(self.time)).earliest()
                && start > earliest
            {
                return start.with_timezone(&Utc);
            }
            day += Duration::days(1);
        }
    }
}

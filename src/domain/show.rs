//! A show: one weekly stream; and how the next one is planned.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::rundown::CardNumber;
use super::settings::Settings;

/// A show's number, as said aloud: 第42期. Identifies the show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShowId(pub u32);

impl std::fmt::Display for ShowId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// One weekly stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Show {
    /// Its number.
    pub id: ShowId,
    /// The planned start.
    pub starts_at: DateTime<Utc>,
    /// The planned length.
    pub planned_minutes: u32,
    /// The record of a live show that left the stage; on the stage, the stage has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveRecord>,
}

/// The part of a live show's stage that outlives another show on the stage: viewers remember the numbers that were said
/// aloud, and their forms contain them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveRecord {
    /// When the show's first card went on screen, in milliseconds since the Unix epoch.
    pub since: i64,
    /// The highest card number so far.
    pub highest: CardNumber,
}

impl Show {
    /// The show that follows `shows`: the next number, at the first weekly start on a day without a show.
    ///
    /// Both the announcement and the creation call it, so that the button names the show that is created.
    #[must_use]
    pub fn next(shows: &[Self], settings: &Settings, now: DateTime<Utc>, zone: Tz) -> Self {
        let rule = &settings.weekly;
        let number = shows.iter().map(|show| show.id.0 + 1).max().unwrap_or(0).max(settings.next_show);
        let mut starts_at = rule.next_start(now, zone);
        // A show that was started early by hand is the show of its day too.
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        while shows.iter().any(|show| day(show.starts_at) == day(starts_at)) {
            starts_at = rule.next_start(starts_at + Duration::minutes(i64::from(rule.minutes)), zone);
        }
        Self { id: ShowId(number), starts_at, planned_minutes: rule.minutes, live: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_show_is_one_number_and_one_week_on() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time written in this test");
        let on_air = Show { id: ShowId(42), starts_at: at("2026-11-24T06:30:00Z"), planned_minutes: 180, live: None };
        let next = Show::next(&[on_air], &Settings::default(), at("2026-11-24T07:00:00Z"), zone);
        assert_eq!(
            next,
            Show { id: ShowId(43), starts_at: at("2026-12-01T06:30:00Z"), planned_minutes: 180, live: None }
        );
    }

    #[test]
    fn the_first_show_takes_its_number_from_the_settings() {
        let settings = Settings { next_show: 42, ..Settings::default() };
        let now = "2026-11-23T00:00:00Z".parse().expect("a time written in this test");
        assert_eq!(Show::next(&[], &settings, now, chrono_tz::Asia::Shanghai).id, ShowId(42));
    }
}

//! Moments and days in words, in the show's time zone. Pure.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::Now;
use crate::words::{Words, arg};

/// A moment in words: 今天 14:30, 明天 14:30, 11月24日 周二 14:30.
pub fn moment(t: Words, at: DateTime<Utc>, now: Now, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let day = local.date_naive();
    let time = local.format("%H:%M");
    if day == now.today {
        t.join_when_today(time)
    } else if Some(day) == now.today.checked_add_days(Days::new(1)) {
        t.join_when_tomorrow(time)
    } else {
        let name = t.weekday(day.weekday().number_from_monday());
        t.join_when_date(arg::Day(day.day()), arg::Month(day.month()), arg::Time(time), arg::Weekday(name))
    }
}

/// A time in full, for a document that is read later: 2026-11-24 14:30.
pub fn stamp(millis: i64, zone: Tz) -> String {
    let at = DateTime::from_timestamp_millis(millis).unwrap_or_default();
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// A day in words: 2026年11月24日.
pub fn date(t: Words, day: NaiveDate) -> String {
    t.join_day(arg::Day(day.day()), arg::Month(day.month()), arg::Year(day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn days_near_and_far() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let now = Now::new(at("2026-11-23T16:30:00Z"), zone);
        let words = |text| moment(Words::default(), at(text), now, zone);
        assert_eq!(words("2026-11-24T06:30:00Z"), "今天 14:30", "after midnight in Shanghai, before it in Greenwich");
        assert_eq!(words("2026-11-25T06:30:00Z"), "明天 14:30");
        assert_eq!(words("2026-12-01T06:30:00Z"), "12月1日 周二 14:30");
        let english = moment(Words::from(Lang::En), at("2026-12-01T06:30:00Z"), now, zone);
        assert_eq!(english, "Tuesday 1/12 at 14:30");
    }
}

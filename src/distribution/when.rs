//! When a show is, as people say it: 今天下午2:30. Must not know texts.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::language::words;
use super::spoken::number;
use crate::words::arg;

/// The time of a show as seen from the moment when its text is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowTime {
    /// It has not begun.
    Ahead {
        /// The start, in the wall clock of the show.
        at: NaiveDateTime,
        /// The date of the copy.
        today: NaiveDate,
    },
    /// It is on.
    On {
        /// The start.
        at: NaiveDateTime,
    },
    /// It is over; its jobs are still open.
    Over {
        /// The start.
        at: NaiveDateTime,
    },
}

impl ShowTime {
    /// The date: 8月25日.
    pub(super) fn date(self) -> String {
        let (Self::Ahead { at, .. } | Self::On { at } | Self::Over { at }) = self;
        format!("{}月{}日", at.month(), at.day())
    }
}

/// The sentence that says when and where to watch. `say` writes the start, or spells it for the ear.
pub(super) fn opening(
    time: ShowTime,
    organiser: &str,
    watch: &str,
    say: impl Fn(NaiveDateTime, NaiveDate) -> String,
) -> String {
    let t = words();
    match time {
        ShowTime::Ahead { at, today } if watch.is_empty() => {
            t.handout_ahead(arg::Organiser(organiser), arg::When(say(at, today)))
        }
        ShowTime::Ahead { at, today } => {
            t.handout_ahead_watch(arg::Organiser(organiser), arg::Watch(watch), arg::When(say(at, today)))
        }
        ShowTime::On { .. } if watch.is_empty() => t.handout_on(organiser),
        ShowTime::On { .. } => t.handout_on_watch(arg::Organiser(organiser), arg::Watch(watch)),
        ShowTime::Over { .. } => t.handout_over(organiser),
    }
}

/// A start for readers: 今天下午2:30, 8月25日星期二下午2:30.
pub(super) fn written(at: NaiveDateTime, today: NaiveDate) -> String {
    let day = near(at, today).map_or_else(|| format!("{}月{}日{}", at.month(), at.day(), weekday(at)), str::to_owned);
    format!("{day}{}{}:{:02}", part_of_day(at), hour(at), at.minute())
}

/// The same to be read aloud: 今天下午两点半.
pub(super) fn spoken(at: NaiveDateTime, today: NaiveDate) -> String {
    let day = near(at, today).map_or_else(
        || format!("{}月{}号{}", number(at.month().into()), number(at.day().into()), weekday(at)),
        str::to_owned,
    );
    let hour = match hour(at) {
        2 => "两".to_owned(),
        hour => number(hour.into()),
    };
    let minutes = match at.minute() {
        0 => String::new(),
        30 => "半".to_owned(),
        few @ 1..10 => format!("零{}分", number(few.into())),
        many => format!("{}分", number(many.into())),
    };
    format!("{day}{}{hour}点{minutes}", part_of_day(at))
}

fn near(at: NaiveDateTime, today: NaiveDate) -> Option<&'static str> {
    match (at.date() - today).num_days() {
        0 => Some("今天"),
        1 => Some("明天"),
        2 => Some("后天"),
        _ => None,
    }
}

fn weekday(at: NaiveDateTime) -> &'static str {
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"][at.weekday().num_days_from_monday() as usize]
}

fn part_of_day(at: NaiveDateTime) -> &'static str {
    match at.hour() {
        0..6 => "凌晨",
        6..12 => "上午",
        12 => "中午",
        13..18 => "下午",
        _ => "晚上",
    }
}

fn hour(at: NaiveDateTime) -> u32 {
    if at.hour() > 12 { at.hour() - 12 } else { at.hour() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_written_and_read_as_people_say_it() {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        let today = at("2026-08-25 00:00").date();
        for (start, text, aloud) in [
            ("2026-08-25 14:30", "今天下午2:30", "今天下午两点半"),
            ("2026-08-26 09:00", "明天上午9:00", "明天上午九点"),
            ("2026-08-27 12:05", "后天中午12:05", "后天中午十二点零五分"),
            ("2026-09-01 19:45", "9月1日星期二晚上7:45", "九月一号星期二晚上七点四十五分"),
        ] {
            assert_eq!((written(at(start), today).as_str(), spoken(at(start), today).as_str()), (text, aloud));
        }
    }
}

//! Statuses, times and history in the words that staff read. Pure.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use crate::domain::Now;
use crate::domain::person::{Change, Status, What};
pub use crate::export::labels::{call_time_label, status_label, suspect_reason};
use crate::words::{Words, arg};

/// A status as templates need it.
#[derive(Debug, Clone, Copy)]
pub struct StatusLabel {
    /// Its code, by which style sheets colour it.
    pub code: &'static str,
    /// The word that staff read.
    pub label: &'static str,
}

impl StatusLabel {
    /// The label of a status.
    #[must_use]
    pub fn of(status: Status, t: Words) -> Self {
        Self { code: status.as_str(), label: status_label(status, t) }
    }

    /// Every status, in the order in which they are offered.
    #[must_use]
    pub fn all(t: Words) -> Vec<Self> {
        Status::ALL.into_iter().map(|status| Self::of(status, t)).collect()
    }
}

/// A time in milliseconds as `11月24日 15:02`, with the year if it is not the current one.
#[must_use]
pub fn moment(millis: i64, now: Now, zone: Tz, t: Words) -> String {
    let Some(at) = DateTime::<Utc>::from_timestamp_millis(millis) else { return String::new() };
    let at = at.with_timezone(&zone);
    let clock = at.format("%H:%M");
    if at.year() == now.today.year() {
        t.desk_time_day(arg::Clock(clock), arg::Day(at.day()), arg::Month(at.month()))
    } else {
        t.desk_time_year(arg::Clock(clock), arg::Day(at.day()), arg::Month(at.month()), arg::Year(at.year()))
    }
}

/// The author of a change: staff by name, or the person.
#[must_use]
pub fn author(change: &Change, t: Words) -> String {
    match (&change.what, change.by.as_str()) {
        (What::SignedUp { .. } | What::Mended { .. } | What::Withdrawn, _) => t.desk_history_person().to_owned(),
        (_, "") => t.desk_conflict_somebody().to_owned(),
        (_, name) => name.to_owned(),
    }
}

/// The author of the last change of a kind, for the reader whose own change conflicts with it.
#[must_use]
pub fn last_author(history: &[Change], kind: fn(&What) -> bool, t: Words) -> String {
    let last = history.iter().rev().find(|change| kind(&change.what));
    last.map_or_else(|| t.desk_conflict_somebody().to_owned(), |change| author(change, t))
}

/// A change in words, to be read after the name of its author.
#[must_use]
pub fn change_text(change: &Change, t: Words) -> String {
    match &change.what {
        What::Status { from, to } => {
            t.desk_history_status(arg::From(status_label(*from, t)), arg::To(status_label(*to, t)))
        }
        What::Remark { to, .. } if to.is_empty() => t.desk_history_remark_gone().to_owned(),
        What::Remark { from, to } if from.is_empty() => t.desk_history_remark_first(to),
        What::Remark { to, .. } => t.desk_history_remark(to),
        What::Opened => t.desk_history_opened().to_owned(),
        What::SignedUp { name, township, call_time, note } => {
            // A second form overwrites nothing of the first: the history is the only place that shows its answers.
            t.desk_history_signed_up(answers([name, township, call_time_label(*call_time, t), note], t))
        }
        What::Mended { name, township, call_time, note } => {
            t.desk_history_mended(answers([name, township, call_time_label(*call_time, t), note], t))
        }
        What::Withdrawn => t.desk_history_withdrawn().to_owned(),
    }
}

/// A form's answers in one line, without the empty ones.
fn answers(all: [&str; 4], t: Words) -> String {
    let given: Vec<_> = all.into_iter().map(str::trim).filter(|answer| !answer.is_empty()).collect();
    given.join(t.common_list_comma())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::domain::person::CallTime;
    use crate::words::Lang;

    const ZH: Words = Words { lang: Lang::Zh };

    #[test]
    fn each_status_has_its_own_word() {
        let words: Vec<_> = StatusLabel::all(ZH).iter().map(|status| status.label).collect();
        assert_eq!(words, ["新报名", "联系中", "有意向", "不合适", "联系不上"]);
    }

    #[test]
    fn a_moment_is_shown_in_the_clock_s_zone() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = |year, month, day, hour| {
            Utc.with_ymd_and_hms(year, month, day, hour, 2, 0).single().expect("a moment written in this test")
        };
        let now = Now::new(at(2026, 11, 25, 1), zone);
        let shown = |at: DateTime<Utc>| moment(at.timestamp_millis(), now, zone, ZH);
        assert_eq!(shown(at(2026, 11, 24, 7)), "11月24日 15:02");
        assert_eq!(shown(at(2025, 12, 31, 17)), "1月1日 01:02");
        assert_eq!(shown(at(2025, 12, 30, 1)), "2025年12月30日 09:02");
    }

    #[test]
    fn history_is_shown_in_words() {
        let change = |what| Change { at: 0, by: "小王".to_owned(), what };
        let status = change(What::Status { from: Status::New, to: Status::Contacting });
        assert_eq!(
            (author(&status, ZH), change_text(&status, ZH)),
            ("小王".to_owned(), "把状态从“新报名”改成“联系中”".to_owned())
        );
        let emptied = change(What::Remark { from: "x".to_owned(), to: String::new() });
        assert_eq!(change_text(&emptied, ZH), "清空了备注");
        assert_eq!(author(&change(What::Withdrawn), ZH), "本人");
        let again = change(What::SignedUp {
            name: "甲示例".to_owned(),
            township: String::new(),
            call_time: CallTime::Evening,
            note: "想住宿".to_owned(),
        });
        assert_eq!(change_text(&again, ZH), "又报了一次，这次写的是：甲示例、晚上、想住宿");
    }
}

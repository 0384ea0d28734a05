//! Statuses, times and history in the words that staff read. Pure.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use crate::domain::Now;
use crate::domain::application::{ApplicationId, Judgement, Status};
use crate::domain::history::Wording;
use crate::export::answers::answers_line;
pub use crate::export::labels::{call_time_label, closing_label, status_label, suspect_reason};
use crate::index::{HistoryEntry, HistoryKind};
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

/// The author of a line of history: staff by name, or the person.
#[must_use]
pub fn author(line: &HistoryEntry, t: Words) -> String {
    match (line.kind, line.by.as_str()) {
        (HistoryKind::SignedUp { .. } | HistoryKind::Amended | HistoryKind::Withdrew, _)
        | (HistoryKind::Erased | HistoryKind::ShareGiven | HistoryKind::ShareWithdrawn, "") => {
            t.desk_history_person().to_owned()
        }
        (_, "") => t.desk_conflict_somebody().to_owned(),
        (_, name) => name.to_owned(),
    }
}

/// The author of the last change of a kind to an application, for the reader whose own change conflicts with it.
#[must_use]
pub fn last_author(history: &[HistoryEntry], id: &ApplicationId, is_kind: fn(HistoryKind) -> bool, t: Words) -> String {
    // The newest line comes first.
    let last = history.iter().find(|line| is_kind(line.kind) && line.applications.contains(id));
    last.map_or_else(|| t.desk_conflict_somebody().to_owned(), |line| author(line, t))
}

/// A line of history in words, to be read after the name of its author.
#[must_use]
pub fn history_text(line: &HistoryEntry, t: Words) -> String {
    let text = match line.kind {
        HistoryKind::Stage { from, to } => {
            return t.desk_history_status(arg::From(status_label(from, t)), arg::To(status_label(to, t)));
        }
        HistoryKind::Remarked => return remark_text(line.words.as_ref(), t),
        HistoryKind::Amended => return amended_text(line.words.as_ref(), t),
        HistoryKind::SignedUp { suspect: false } => t.desk_history_signed_up(),
        HistoryKind::SignedUp { suspect: true } => t.desk_history_signed_up_suspect(),
        HistoryKind::Withdrew => t.desk_history_withdrawn(),
        HistoryKind::Erased => t.desk_history_erased(),
        HistoryKind::Judged(Some(Judgement::Honest)) => t.desk_history_honest(),
        HistoryKind::Judged(Some(Judgement::Robot)) => t.desk_history_robot(),
        HistoryKind::Judged(None) => t.desk_history_unjudged(),
        HistoryKind::Revealed => t.desk_history_opened(),
        HistoryKind::CodeIssued => t.desk_history_code(),
        HistoryKind::DoNotCall { forbidden: true } => t.desk_history_forbidden(),
        HistoryKind::DoNotCall { forbidden: false } => t.desk_history_allowed(),
        HistoryKind::Merged => t.desk_history_merged(),
        HistoryKind::Unmerged => t.desk_history_unmerged(),
        HistoryKind::ShareGiven => return t.desk_history_share_given(&line.to),
        HistoryKind::ShareWithdrawn => return t.desk_history_share_withdrawn(&line.to),
        HistoryKind::HandedOver => return t.desk_history_handed_over(&line.to),
        HistoryKind::Promoted => t.desk_history_promoted(),
        HistoryKind::Told(true) => t.desk_history_told(),
        HistoryKind::Told(false) => t.desk_history_untold(),
    };
    if line.waits { t.desk_history_waits(text) } else { text.to_owned() }
}

fn remark_text(words: Option<&Wording>, t: Words) -> String {
    match words {
        Some(Wording::Remark(text)) => t.desk_history_remark(text),
        Some(Wording::Was { .. }) | None => t.desk_history_remark_gone().to_owned(),
    }
}

fn amended_text(words: Option<&Wording>, t: Words) -> String {
    match words {
        Some(Wording::Was { answers, .. }) => t.desk_history_amended(answers_line(answers, t)),
        Some(Wording::Remark(_)) | None => t.desk_history_amended_only().to_owned(),
    }
}

/// A number as people read it: `12,000`.
#[must_use]
pub fn grouped_number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::domain::answers::Answers;
    use crate::domain::answers::CallTime;
    use crate::domain::person::{FormId, PersonId};
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

    fn line(by: &str, kind: HistoryKind, words: Option<Wording>) -> HistoryEntry {
        let person = PersonId("p".into());
        HistoryEntry {
            number: 1,
            person,
            at: 0,
            by: by.to_owned(),
            kind,
            to: String::new(),
            waits: false,
            applications: Vec::new(),
            words,
        }
    }

    fn answers(note: &str) -> Answers {
        Answers {
            name: "甲示例".into(),
            township: String::new(),
            village: String::new(),
            party: 2,
            call_time: CallTime::Evening,
            note: note.into(),
        }
    }

    #[test]
    fn history_is_shown_in_words() {
        let status = line("小王", HistoryKind::Stage { from: Status::New, to: Status::Contacting }, None);
        assert_eq!(
            (author(&status, ZH), history_text(&status, ZH)),
            ("小王".to_owned(), "把状态从“新报名”改成“联系中”".to_owned())
        );
        assert_eq!(history_text(&line("小王", HistoryKind::Remarked, None), ZH), "清空了备注");
        assert_eq!(author(&line("", HistoryKind::Withdrew, None), ZH), "本人");
        let was = Wording::Was { root: FormId("f".into()), answers: answers("想住宿") };
        let amended = line("", HistoryKind::Amended, Some(was));
        assert_eq!(history_text(&amended, ZH), "改了报名信息，原来写的是：甲示例、2人、方便时间 晚上、想住宿");
    }

    #[test]
    fn long_numbers_are_grouped() {
        assert_eq!(
            [0, 999, 1_000, 120_016, 1_000_000].map(grouped_number),
            ["0", "999", "1,000", "120,016", "1,000,000"]
        );
    }
}

//! One row of the list: a phone with its people and their applications. Pure.

use std::borrow::Cow;

use crate::domain::application::Closing;
use crate::domain::desk::Suspects;
use crate::domain::person::PersonId;
use crate::domain::place::PlaceOffer;
use crate::export::answers::party_label;
use crate::export::titles::Titles;
use crate::index::{ListedApplication, PhoneRow, WaitingForm};
use crate::web::desk::applications::address::{PersonAddress, application_action};
use crate::web::desk::applications::query::ListView;
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{StatusLabel, call_time_label, closing_label, suspect_reason};
use crate::words::{Words, arg};

/// Applications of one row; the entry has the others.
const LINES_MAX: usize = 3;
/// Names of one row: a family.
const NAMES_MAX: usize = 3;
/// Forms to judge of one row; the entry has the others.
const WAITING_MAX: usize = 3;

/// A phone as a row of the list.
pub struct DeskRow {
    /// The id of the row, and those of its other people: each is a place to come back to.
    pub anchor: String,
    /// The ids of the other people.
    pub anchors: Vec<String>,
    /// The entry of the phone.
    pub href: String,
    /// The last activity.
    pub time: String,
    /// The names on the phone.
    pub names: String,
    /// The phone, masked.
    pub masked: String,
    /// The township.
    pub township: String,
    /// How many people come; empty for one alone.
    pub party: String,
    /// The preferred time of a call.
    pub call: &'static str,
    /// The note.
    pub note: String,
    /// The newest remark.
    pub remark: String,
    /// The applications.
    pub lines: Vec<ApplicationLine>,
    /// How many applications are left out.
    pub more: usize,
    /// Whether every application is closed.
    pub gone: bool,
    /// Whether the phone must not be called.
    pub do_not_call: bool,
    /// The forms to judge.
    pub waiting: Vec<WaitingLine>,
    /// How many of them are left out.
    pub more_waiting: usize,
}

/// An application as a line of a row.
pub struct ApplicationLine {
    /// The card's number.
    pub card: String,
    /// The title of the job.
    pub title: String,
    /// The name, where several people share the phone.
    pub name: String,
    /// The status.
    pub status: StatusLabel,
    /// The name of the status for people who cannot see the row.
    pub label: String,
    /// The action of the status form; empty where the status cannot be changed here.
    pub action: String,
    /// Marks instead of a status, and beside it.
    pub marks: Vec<MarkLabel>,
}

/// A mark at an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkLabel {
    /// The class by which style sheets colour it.
    pub class: &'static str,
    /// The words.
    pub label: Cow<'static, str>,
}

/// A form to judge, with the action of its two buttons.
pub struct WaitingLine {
    /// The name on the form.
    pub name: String,
    /// Why it looks like a robot's.
    pub reason: &'static str,
    /// The action of the form with both buttons.
    pub action: String,
    /// The id of the judged form.
    pub form: String,
}

/// Everything that a row needs besides its data.
pub struct RowContext<'a> {
    /// The clerk who reads it.
    pub clerk: &'a Clerk,
    /// The list that its links come back to.
    pub list: &'a ListView,
    /// The titles of jobs.
    pub titles: &'a Titles,
}

impl RowContext<'_> {
    /// The row of a phone.
    pub fn row(&self, row: &PhoneRow) -> DeskRow {
        let t = self.clerk.t;
        let mut anchors = row.people.iter().map(|person| format!("p-{person}"));
        let shares = row.names.len() > 1;
        let remark = row.applications.iter().max_by_key(|listed| listed.application.remark);
        let waiting = if self.list.filter.suspects == Suspects::Hidden { &[][..] } else { &row.waiting };
        DeskRow {
            anchor: anchors.next().unwrap_or_default(),
            anchors: anchors.collect(),
            href: row.people.first().map(|person| self.address(person).page()).unwrap_or_default(),
            time: self.clerk.moment(row.at),
            names: joined_names(&row.names, t),
            masked: row.phone.masked(),
            township: row.answers.township.clone(),
            party: party_label(row.answers.party, t),
            call: call_time_label(row.answers.call_time, t),
            note: row.answers.note.clone(),
            remark: remark.map(|listed| listed.remark.clone()).unwrap_or_default(),
            lines: row.applications.iter().take(LINES_MAX).map(|listed| self.line(listed, shares)).collect(),
            more: row.applications.len().saturating_sub(LINES_MAX),
            gone: row.applications.iter().all(|listed| !listed.application.is_open()),
            do_not_call: row.do_not_call,
            waiting: waiting.iter().take(WAITING_MAX).map(|form| self.waiting(form)).collect(),
            more_waiting: waiting.len().saturating_sub(WAITING_MAX),
        }
    }

    fn address(&self, person: &PersonId) -> PersonAddress {
        PersonAddress { person: person.clone(), list: self.list.clone() }
    }

    fn line(&self, listed: &ListedApplication, shares: bool) -> ApplicationLine {
        let t = self.clerk.t;
        let is_fixed = !listed.application.is_open() || listed.duplicate || !self.clerk.has_name();
        let title = self.titles.get(&listed.id.wish.job).title;
        let action = || application_action(&listed.id, "/status", self.list);
        ApplicationLine {
            card: listed.application.card.to_string(),
            label: t.desk_status_of(arg::Name(&listed.name), arg::Title(&title)),
            title,
            name: if shares { listed.name.clone() } else { String::new() },
            status: StatusLabel::of(listed.application.status, t),
            action: if is_fixed { String::new() } else { action() },
            marks: marks(listed, t),
        }
    }

    fn waiting(&self, form: &WaitingForm) -> WaitingLine {
        WaitingLine {
            name: form.name.clone(),
            reason: form.suspicion.map_or("", |suspicion| suspect_reason(suspicion, self.clerk.t)),
            action: self.address(&form.person).action("/judge"),
            form: form.form.0.clone(),
        }
    }
}

impl ApplicationLine {
    /// Whether the status is shown: marks of a closed application or of a duplicate take its place.
    #[must_use]
    pub fn shows_status(&self) -> bool {
        self.marks.iter().all(|mark| mark.class == "mark-warn" || mark.class.ends_with("mark-place"))
    }
}

/// The marks of an application.
#[must_use]
pub fn marks(listed: &ListedApplication, t: Words) -> Vec<MarkLabel> {
    let closed = listed.application.closed.map(|why| {
        let class = if why == Closing::Withdrew { "mark-danger" } else { "mark-plain" };
        MarkLabel { class, label: closing_label(why, t).into() }
    });
    let duplicate = MarkLabel { class: "mark-plain", label: t.desk_mark_duplicate().into() };
    let suspect = MarkLabel { class: "mark-warn", label: t.desk_mark_suspect().into() };
    let marks = [closed, listed.duplicate.then_some(duplicate), listed.application.is_suspect().then_some(suspect)];
    marks.into_iter().flatten().chain(place_mark(listed, t)).collect()
}

/// The mark of a place in the waiting list, or of one that was got from it.
fn place_mark(listed: &ListedApplication, t: Words) -> Option<MarkLabel> {
    let application = &listed.application;
    if let Some(position) = listed.position {
        return Some(MarkLabel { class: "mark-place", label: t.desk_mark_waiting(position).into() });
    }
    if !application.asks_for_place() || listed.duplicate {
        return None;
    }
    match (application.offer, application.seats) {
        (Some(PlaceOffer::Free), _) => {
            Some(MarkLabel { class: "mark-warn mark-place", label: t.desk_mark_free().into() })
        }
        (Some(PlaceOffer::Told), _) => Some(MarkLabel { class: "mark-place", label: t.desk_mark_told().into() }),
        (None, Some(seats)) => Some(MarkLabel { class: "mark-place", label: t.desk_mark_seats(seats).into() }),
        (None, None) => None,
    }
}

/// Names in one line: the first ones, and how many there are.
#[must_use]
pub fn joined_names(names: &[String], t: Words) -> String {
    let first = names.iter().take(NAMES_MAX).map(String::as_str).collect::<Vec<_>>().join(t.common_list_comma());
    match names.len() {
        many if many > NAMES_MAX => t.desk_names_more(arg::Count(many), arg::Names(first)),
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_couple_is_named_and_a_crowd_is_counted() {
        let t = Words::from(Lang::Zh);
        let names = ["张三", "李四", "王五", "赵六"].map(str::to_owned);
        assert_eq!(joined_names(&names[..1], t), "张三");
        assert_eq!(joined_names(&names[..2], t), "张三、李四");
        assert_eq!(joined_names(&names, t), "张三、李四、王五 等4个名字");
    }
}

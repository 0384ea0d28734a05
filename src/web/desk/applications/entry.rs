//! `/desk/a/{id}`: one application, and the only page that shows a full phone number. Must not put personal data into an
//! address or a title.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

use crate::domain::person::{Change, Entry, What};
use crate::export::titles::{Title, Titles};
use crate::web::desk::applications::address::EntryAddress;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{StatusLabel, author, call_time_label, change_text, status_label, suspect_reason};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::{Words, arg};

/// Longest remark, in characters: a paragraph about a call.
pub const REMARK_CHARS_MAX: usize = 500;
/// How long a number stays visible to the person who opened it, in minutes: for a call and its notes, not for the whole day.
const OPENED_MINUTES: i64 = 30;

/// Messages above the page, and a remark that was typed but not saved.
#[derive(Debug, Default)]
pub struct Flash {
    /// The status of the response.
    pub status: StatusCode,
    /// An error and its remedy; empty if there was none.
    pub error: String,
    /// The confirmation of a change; empty if there was none.
    pub success: &'static str,
    /// The remark that was typed and not saved.
    pub draft: Option<String>,
    /// The remark that another person saved meanwhile.
    pub conflicting: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/entry.html")]
struct EntryPage {
    t: Words,
    chrome: PageChrome,
    flash: Flash,
    masked: String,
    /// The number for `tel:` and in groups; `None` while it is hidden.
    opened: Option<(String, String)>,
    entry: Entry,
    time: String,
    call: &'static str,
    title: Title,
    warnings: Vec<String>,
    statuses: Vec<StatusLabel>,
    /// The text in the remark's box: the draft, or else the saved remark.
    remark: String,
    history: Vec<HistoryLine>,
    others: Vec<OtherApplication>,
    /// The application's row in the list.
    back: String,
    address: EntryAddress,
}

/// One line of the history.
struct HistoryLine {
    time: String,
    author: String,
    text: String,
}

/// Another application of the same person.
struct OtherApplication {
    href: String,
    card: String,
    title: String,
    time: String,
    status: StatusLabel,
    withdrawn: bool,
}

/// `GET /desk/a/{id}`
pub async fn get_entry(clerk: Clerk, entry: EntryAddress) -> Result {
    let success = match entry.list.saved.as_str() {
        "status" => clerk.t.desk_saved_status(),
        "remark" => clerk.t.desk_saved_remark(),
        _ => "",
    };
    show_entry(&clerk, &entry, Flash { success, ..Flash::default() }).await
}

/// `POST /desk/a/{id}/open`: records who looks, and shows the number. It stays visible to this name for a while, so that a
/// change of status in the middle of a call does not hide it.
pub async fn post_open(clerk: Clerk, address: EntryAddress) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, name_missing(clerk.t)).await;
    }
    let entry = clerk.app.store.entry(&address.id).await?.ok_or(AppError::NotFound)?;
    if !entry.withdrawn {
        clerk.app.store.note_opened(&address.id, &clerk.staff.name, clerk.now.at).await?;
    }
    Ok(Redirect::to(&address.page()).into_response())
}

/// The message that a change needs a name.
#[must_use]
pub fn name_missing(t: Words) -> Flash {
    Flash { status: StatusCode::FORBIDDEN, error: t.desk_name_missing().to_owned(), ..Flash::default() }
}

/// The page of an application, with messages above it.
pub async fn show_entry(clerk: &Clerk, address: &EntryAddress, flash: Flash) -> Result {
    let t = clerk.t;
    let store = &clerk.app.store;
    let entry = store.entry(&address.id).await?.ok_or(AppError::NotFound)?;
    let history = store.history(&address.id).await?;
    let all = store.person_entries(&entry.person).await?;
    let titles = Titles::read(store, &clerk.app.hub.snapshot(), all.iter().chain([&entry])).await?;
    let others = all.iter().filter(|other| other.id != entry.id);
    let page = EntryPage {
        t,
        chrome: clerk.chrome(Tab::List, address.page()),
        masked: entry.phone.masked(),
        opened: opened(&entry, &history, &clerk.staff.name, clerk.now.millis()),
        time: clerk.moment(entry.at),
        call: call_time_label(entry.call_time, t),
        title: titles.get(&entry.job),
        warnings: warnings(&entry, t),
        statuses: StatusLabel::all(t),
        remark: flash.draft.clone().unwrap_or_else(|| entry.remark.clone()),
        history: history.iter().rev().map(|change| history_line(clerk, change)).collect(),
        others: others.map(|other| other_application(clerk, address, other, &titles)).collect(),
        back: address.row(),
        address: address.clone(),
        flash,
        entry,
    };
    Ok((page.flash.status, page::html(&page)?).into_response())
}

fn history_line(clerk: &Clerk, change: &Change) -> HistoryLine {
    HistoryLine { time: clerk.moment(change.at), author: author(change, clerk.t), text: change_text(change, clerk.t) }
}

fn other_application(clerk: &Clerk, address: &EntryAddress, other: &Entry, titles: &Titles) -> OtherApplication {
    OtherApplication {
        href: address.sibling(&other.id),
        card: clerk.t.desk_entry_show_card(arg::Card(other.card), arg::Show(other.show)),
        title: titles.get(&other.job).title,
        time: clerk.moment(other.at),
        status: StatusLabel::of(other.status, clerk.t),
        withdrawn: other.withdrawn,
    }
}

/// The number for `tel:` and in groups, if this name opened it within [`OPENED_MINUTES`].
///
/// Only the history remembers that, so everybody who sees a number is recorded in it.
fn opened(entry: &Entry, history: &[Change], name: &str, now: i64) -> Option<(String, String)> {
    let recent =
        |change: &Change| change.what == What::Opened && change.by == name && now - change.at < OPENED_MINUTES * 60_000;
    let open = !name.is_empty() && !entry.withdrawn && history.iter().any(recent);
    open.then(|| (entry.phone.full().to_owned(), entry.phone.grouped()))
}

/// Warnings for staff before they call.
fn warnings(entry: &Entry, t: Words) -> Vec<String> {
    let mut warnings = Vec::new();
    if !entry.other_names.is_empty() {
        warnings.push(t.desk_entry_names(entry.other_names.join(t.common_list_comma())));
    }
    if !entry.suspect.is_empty() {
        warnings.push(t.desk_entry_suspect(suspect_reason(&entry.suspect, t)));
    }
    warnings
}

impl EntryPage {
    fn status_now(&self) -> &'static str {
        status_label(self.entry.status, self.t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{ApplicationId, CallTime, PersonId, Status};
    use crate::domain::phone::Phone;
    use crate::domain::show::ShowId;

    fn entry(withdrawn: bool) -> Entry {
        Entry {
            id: ApplicationId("a1".into()),
            person: PersonId("p1".into()),
            name: "甲示例".into(),
            phone: Phone::parse("13900000001").expect("a number written in this test"),
            township: String::new(),
            call_time: CallTime::Any,
            note: String::new(),
            show: ShowId(42),
            card: 8,
            job: crate::domain::job::JobId("j".into()),
            source: String::new(),
            consent: "v1".into(),
            at: 0,
            status: Status::New,
            remark: String::new(),
            other_names: Vec::new(),
            suspect: String::new(),
            withdrawn,
        }
    }

    #[test]
    fn a_number_is_open_for_whom_it_was_noted_and_for_a_while() {
        let history = [Change { at: 1_000, by: "小王".into(), what: What::Opened }];
        let late = 1_000 + OPENED_MINUTES * 60_000;
        assert!(opened(&entry(false), &history, "小王", late - 1).is_some());
        assert!(opened(&entry(false), &history, "小王", late).is_none());
        assert!(opened(&entry(false), &history, "老李", 2_000).is_none());
        assert!(opened(&entry(true), &history, "小王", 2_000).is_none(), "who has withdrawn is not rung");
        let nameless = [Change { at: 1_000, by: String::new(), what: What::Opened }];
        assert!(opened(&entry(false), &nameless, "", 2_000).is_none());
    }
}

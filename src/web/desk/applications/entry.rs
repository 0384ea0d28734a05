//! `/desk/a/{id}`: one application, and the one place where a full number is shown. Must not put anything about a person
//! into an address or a title.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

use crate::domain::person::{ApplicationId, Change, Entry, What};
use crate::web::App;
use crate::web::desk::applications::query::{Asked, address};
use crate::web::desk::applications::remark::REMARK_CHARS_MAX;
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::desk::labels::{StatusWord, call_word, moment, status_word, suspect_reason, what, who};
use crate::web::desk::titles::{Title, Titles};
use crate::web::http::auth::Staff;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::{self, Reader};
use crate::words::{Words, arg};

/// How long a number stays open for the one who opened it, in minutes: a call and its notes, and not the whole day.
const OPENED_MINUTES: i64 = 30;

/// What a page says beside what stands in the store: refusals, confirmations, and what was typed and not saved.
#[derive(Debug, Default)]
pub struct Said {
    pub status: StatusCode,
    /// What went wrong and what to press.
    pub alert: String,
    /// What was done.
    pub done: &'static str,
    /// A remark that was typed and is not saved.
    pub draft: Option<String>,
    /// The remark that somebody else saved in between.
    pub met: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/entry.html")]
struct EntryPage {
    t: Words,
    frame: PageChrome,
    said: Said,
    name: String,
    masked: String,
    /// For `tel:`, and to be read; `None` while the number is hidden.
    opened: Option<(String, String)>,
    entry: Entry,
    time: String,
    call: &'static str,
    title: Title,
    warnings: Vec<String>,
    statuses: Vec<StatusWord>,
    /// What the remark's box holds: what was typed, or else what is saved.
    remark: String,
    history: Vec<Line>,
    others: Vec<Other>,
    back: String,
    /// The filter of the list that this page came from, with its question mark.
    query: String,
}

/// One line of the history.
struct Line {
    time: String,
    who: String,
    what: String,
}

/// Another application of the same person.
struct Other {
    href: String,
    place: String,
    title: String,
    time: String,
    status: StatusWord,
    withdrawn: bool,
}

/// The address of an application, or of something under it, with the filter of the list that it was opened from.
#[must_use]
pub fn entry_at(id: &ApplicationId, path: &str, asked: &Asked) -> String {
    address(&format!("/desk/a/{}{path}", id.0), &asked.filter(None), asked.page())
}

/// The address after a change, with its confirmation.
#[must_use]
pub fn saved_at(id: &ApplicationId, asked: &Asked, saved: &str) -> String {
    let plain = entry_at(id, "", asked);
    let joint = if plain.contains('?') { '&' } else { '?' };
    format!("{plain}{joint}saved={saved}")
}

/// `GET /desk/a/{id}`
pub async fn get_entry(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Path(id): Path<ApplicationId>,
    Query(asked): Query<Asked>,
) -> Result {
    let done = match asked.saved.as_str() {
        "status" => t.desk_saved_status(),
        "remark" => t.desk_saved_remark(),
        _ => "",
    };
    show_entry(&app, &staff, t, &id, &asked.without_search(), Said { done, ..Said::default() }).await
}

/// `POST /desk/a/{id}/open`: notes who looks, and shows the number. It stays open for this name for a while, so that a
/// change of status in the middle of a call does not hide it.
pub async fn post_open(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Path(id): Path<ApplicationId>,
    Query(asked): Query<Asked>,
) -> Result {
    let asked = asked.without_search();
    if staff.name.is_empty() {
        return show_entry(&app, &staff, t, &id, &asked, nameless(t)).await;
    }
    let entry = app.store.entry(&id).await?.ok_or(AppError::NotFound)?;
    if !entry.withdrawn {
        app.store.note_opened(&id, &staff.name, app.clock.now().at).await?;
    }
    Ok(Redirect::to(&entry_at(&id, "", &asked)).into_response())
}

/// What is said to somebody who changes something and has given no name.
#[must_use]
pub fn nameless(t: Words) -> Said {
    Said { status: StatusCode::FORBIDDEN, alert: t.desk_name_missing().to_owned(), ..Said::default() }
}

/// The page of an application, with what is to be said on it.
pub async fn show_entry(app: &App, staff: &Staff, t: Words, id: &ApplicationId, asked: &Asked, said: Said) -> Result {
    let entry = app.store.entry(id).await?.ok_or(AppError::NotFound)?;
    let history = app.store.history(id).await?;
    let all = app.store.person_entries(&entry.person).await?;
    let titles = Titles::read(&app.store, &app.hub.snapshot(), all.iter().chain([&entry])).await?;
    let (now, zone) = (app.clock.now(), app.clock.zone());
    let others = all.iter().filter(|other| other.id != entry.id).map(|other| Other {
        href: entry_at(&other.id, "", asked),
        place: t.desk_entry_show_card(arg::Card(other.card), arg::Show(other.show)),
        title: titles.get(&other.job).title,
        time: moment(other.at, now, zone, t),
        status: StatusWord::of(other.status, t),
        withdrawn: other.withdrawn,
    });
    let lines = history.iter().rev().map(|change| Line {
        time: moment(change.at, now, zone, t),
        who: who(change, t),
        what: what(change, t),
    });
    let status = said.status;
    let page = EntryPage {
        t,
        frame: PageChrome::new(app, staff, t, Tab::List, entry_at(id, "", asked)),
        name: entry.name.clone(),
        masked: entry.phone.masked(),
        opened: opened(&entry, &history, &staff.name, now.millis()),
        time: moment(entry.at, now, zone, t),
        call: call_word(entry.call_time, t),
        title: titles.get(&entry.job),
        warnings: warnings(&entry, t),
        statuses: StatusWord::all(t),
        remark: said.draft.clone().unwrap_or_else(|| entry.remark.clone()),
        history: lines.collect(),
        others: others.collect(),
        back: format!("{}#a-{}", address("/desk", &asked.filter(None), asked.page()), entry.id.0),
        query: address("", &asked.filter(None), asked.page()),
        said,
        entry,
    };
    Ok((status, page::html(&page)?).into_response())
}

/// The number, where this name opened it within [`OPENED_MINUTES`]. The history is the only memory of that, so whoever
/// sees a number stands in it.
fn opened(entry: &Entry, history: &[Change], name: &str, now: i64) -> Option<(String, String)> {
    let recent =
        |change: &Change| change.what == What::Opened && change.by == name && now - change.at < OPENED_MINUTES * 60_000;
    let open = !name.is_empty() && !entry.withdrawn && history.iter().any(recent);
    open.then(|| (entry.phone.full().to_owned(), entry.phone.grouped()))
}

/// What staff should know before they ring.
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

/// Who made the last change of a kind, for the one who met it.
#[must_use]
pub fn last_by(history: &[Change], kind: fn(&What) -> bool, t: Words) -> String {
    let last = history.iter().rev().find(|change| kind(&change.what));
    last.map_or_else(|| t.desk_conflict_somebody().to_owned(), |change| who(change, t))
}

impl EntryPage {
    /// The filter, to be offered as a whole: used by the template for the forms' addresses.
    fn at(&self, path: &str) -> String {
        format!("/desk/a/{}{path}{}", self.entry.id.0, self.query)
    }

    fn status_now(&self) -> &'static str {
        status_word(self.entry.status, self.t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::{CallTime, PersonId, Status};
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
        let nobody = [Change { at: 1_000, by: String::new(), what: What::Opened }];
        assert!(opened(&entry(false), &nobody, "", 2_000).is_none());
    }
}

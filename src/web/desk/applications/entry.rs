//! `/desk/p/{person}`: one phone with its people, and the only page that shows a full phone number. Must not put personal data
//! into an address or a title.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};

use crate::domain::desk::ErasureReason;
use crate::index::{HistoryEntry, HistoryKind, PhoneEntry};
use crate::web::desk::applications::address::{ApplicationAddress, PersonAddress};
use crate::web::desk::applications::flash::{Flash, FlashQuery};
use crate::web::desk::applications::list_row::joined_names;
use crate::web::desk::applications::person_view::{PersonContext, PersonView};
use crate::web::desk::applications::share_view::EntryJobs;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{StatusLabel, author, history_text};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::Words;

/// Longest remark, in characters: a paragraph about a call.
pub const REMARK_CHARS_MAX: usize = 500;
/// How long a number stays visible to the person who opened it, in minutes: for a call and its notes, not for the whole day.
const OPENED_MINUTES: i64 = 30;

#[derive(Template)]
#[template(path = "desk/entry.html")]
struct EntryPage {
    t: Words,
    chrome: PageChrome,
    flash: Flash,
    names: String,
    masked: String,
    number: NumberState,
    people: Vec<PersonView>,
    statuses: Vec<StatusLabel>,
    reasons: Vec<(&'static str, &'static str)>,
    history: Vec<HistoryLine>,
    /// The phone's row in the list.
    back: String,
    address: PersonAddress,
}

/// Whether the clerk sees the full number, and may call.
enum NumberState {
    /// Staff noted that the phone must not be called.
    Forbidden,
    /// Every application is closed.
    Closed,
    /// The store does not answer, so that nobody knows whether it may be called.
    Unknown,
    /// It is hidden until the clerk opens it.
    Hidden,
    /// The number for `tel:` and in groups.
    Opened { digits: String, grouped: String },
}

/// One line of the history.
struct HistoryLine {
    time: String,
    author: String,
    /// The cards that it is about, and the name where several people share the phone.
    about: String,
    text: String,
}

/// `GET /desk/p/{person}`
pub async fn get_entry(clerk: Clerk, address: PersonAddress, Query(query): Query<FlashQuery>) -> Result {
    let lags = clerk.lags_behind(query.event()).await;
    let success = query.text(clerk.t);
    show_entry(&clerk, &address, Flash { success, lags, ..Flash::default() }).await
}

/// `GET /desk/a/{id}`: the address of an application in older links.
pub async fn get_application(clerk: Clerk, address: ApplicationAddress) -> Result {
    clerk.find(&address.id.person)?;
    Ok(Redirect::to(&address.page()).into_response())
}

/// The entry of a phone, with messages above it.
pub async fn show_entry(clerk: &Clerk, address: &PersonAddress, flash: Flash) -> Result {
    let t = clerk.t;
    let entry = clerk.entry(&address.person)?;
    let titles = clerk.titles().await?;
    let number = number_state(clerk, address, &entry).await?;
    let jobs = jobs_of(clerk, &entry).await;
    let context = PersonContext { clerk, list: &address.list, titles: &titles, jobs: &jobs, flash: &flash };
    let people = context.people(&entry);
    let named = people.iter().filter(|person| person.merged_into.is_none());
    let page = EntryPage {
        t,
        chrome: clerk.chrome(Tab::List, address.page()),
        names: joined_names(&named.map(|person| person.name.clone()).collect::<Vec<_>>(), t),
        masked: entry.phone.masked(),
        number,
        statuses: StatusLabel::all(t),
        reasons: ErasureReason::ALL.map(|reason| (reason.as_str(), reason_label(reason, t))).to_vec(),
        history: history_lines(clerk, &entry),
        people,
        back: address.row(),
        address: address.clone(),
        flash,
    };
    Ok((page.flash.status, page::html(&page)?).into_response())
}

/// The jobs of an entry's applications. While the store is away, those of the show on the stage.
async fn jobs_of(clerk: &Clerk, entry: &PhoneEntry) -> EntryJobs {
    let snapshot = clerk.app.hub.snapshot();
    let mut jobs = EntryJobs::new();
    for listed in entry.people.iter().flat_map(|person| &person.applications) {
        let id = &listed.id.wish.job;
        let known = match snapshot.rundown.jobs.get(id) {
            Some(job) => Some(job.as_ref().clone()),
            None => clerk.app.store.job(id).await.unwrap_or_default(),
        };
        jobs.extend(known.map(|job| (id.clone(), job)));
    }
    jobs
}

/// Whether the number is shown. Number and prohibition are read from the store: the index may lag behind another server.
async fn number_state(clerk: &Clerk, address: &PersonAddress, entry: &PhoneEntry) -> Result<NumberState> {
    let store = &clerk.app.store;
    match store.is_do_not_call(&entry.phone).await {
        Ok(true) => return Ok(NumberState::Forbidden),
        Ok(false) => {}
        Err(why) => {
            tracing::debug!(%why, "could not read whether a phone may be called; its number stays hidden");
            return Ok(NumberState::Unknown);
        }
    }
    if !entry.people.iter().flat_map(|person| &person.applications).any(|listed| listed.application.is_open()) {
        return Ok(NumberState::Closed);
    }
    if !is_opened(&entry.history, &clerk.staff.name, clerk.now.millis()) {
        return Ok(NumberState::Hidden);
    }
    let person = clerk.find(&address.person)?;
    let stored = store.person(person.person()).await?.ok_or(AppError::NotFound)?;
    Ok(NumberState::Opened { digits: stored.phone.full().to_owned(), grouped: stored.phone.grouped() })
}

/// Whether this name opened the number within [`OPENED_MINUTES`].
///
/// Only the history remembers that, so everybody who sees a number is recorded in it.
fn is_opened(history: &[HistoryEntry], name: &str, now: i64) -> bool {
    let recent = |line: &HistoryEntry| {
        line.kind == HistoryKind::Revealed && line.by == name && now - line.at < OPENED_MINUTES * 60_000
    };
    !name.is_empty() && history.iter().any(recent)
}

fn history_lines(clerk: &Clerk, entry: &PhoneEntry) -> Vec<HistoryLine> {
    let t = clerk.t;
    let line = |line: &HistoryEntry| {
        let cards = line.applications.iter().filter_map(|id| {
            let mut all = entry.people.iter().flat_map(|person| &person.applications);
            all.find(|listed| listed.id == *id).map(|listed| t.common_unit_card(listed.application.card))
        });
        let named = entry.people.iter().filter(|_| entry.people.len() > 1).find(|person| person.id == line.person);
        let about: Vec<String> = named.map(|person| person.answers.name.clone()).into_iter().chain(cards).collect();
        HistoryLine {
            time: clerk.moment(line.at),
            author: author(line, t),
            about: about.join(t.common_list_comma()),
            text: history_text(line, t),
        }
    };
    entry.history.iter().map(line).collect()
}

fn reason_label(reason: ErasureReason, t: Words) -> &'static str {
    match reason {
        ErasureReason::ByPhone => t.desk_erase_by_phone(),
        ErasureReason::AtOffice => t.desk_erase_at_office(),
        ErasureReason::WrongNumber => t.desk_erase_wrong_number(),
        ErasureReason::Other => t.desk_erase_other(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::PersonId;

    #[test]
    fn a_number_is_open_for_the_one_who_opened_it_and_for_a_while() {
        let line = |by: &str| HistoryEntry {
            number: 1,
            person: PersonId("p1".into()),
            at: 1_000,
            by: by.into(),
            kind: HistoryKind::Revealed,
            to: String::new(),
            waits: false,
            applications: Vec::new(),
            words: None,
        };
        let late = 1_000 + OPENED_MINUTES * 60_000;
        assert!(is_opened(&[line("小王")], "小王", late - 1));
        assert!(!is_opened(&[line("小王")], "小王", late));
        assert!(!is_opened(&[line("小王")], "老李", 2_000));
        assert!(!is_opened(&[line("")], "", 2_000));
    }
}

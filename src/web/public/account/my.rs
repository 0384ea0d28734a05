//! `/my`: a person sees, withdraws and erases what is kept about them. Who they are stands in a short signed cookie.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::DateTime;
use serde::Deserialize;

use crate::domain::person::{ApplicationId, Entry, PersonId, Status};
use crate::store;
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::http::token::person_of;
use crate::web::public::account::lookup;
use crate::web::public::submit::Body;
use crate::web::public::{PublicChrome, Visit, private, see_other};
use crate::words::{Words, arg};

/// Holds the pass of somebody who proved who they are.
pub const PASS_COOKIE: &str = "my";

#[derive(Template)]
#[template(path = "join/my.html")]
struct MyPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    name: String,
    rows: Vec<Row>,
}

/// One application, as its person reads it.
struct Row {
    id: String,
    /// 第42期 8号岗
    place: String,
    title: String,
    at: String,
    status: &'static str,
    withdrawn: bool,
}

#[derive(Template)]
#[template(path = "join/erased.html")]
struct ErasedPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Withdrawal {
    id: String,
}

/// `GET /my`
pub async fn get_my(visit: Visit, query: PageQuery, jar: CookieJar) -> Result {
    let Some(person) = person(&visit, &jar) else {
        if query.erased {
            return private(StatusCode::OK, &ErasedPage { t: visit.t, frame: visit.frame() });
        }
        let was_here = jar.get(PASS_COOKIE).is_some();
        return lookup::ask(&visit, StatusCode::OK, if was_here { visit.t.join_my_expired() } else { "" });
    };
    match rows(&visit, &person).await {
        Ok((name, rows)) => private(StatusCode::OK, &MyPage { t: visit.t, frame: visit.frame(), name, rows }),
        Err(why) => {
            tracing::warn!(%why, "a person's own page could not be read");
            lookup::ask(&visit, StatusCode::SERVICE_UNAVAILABLE, visit.t.join_my_away())
        }
    }
}

/// `POST /my/withdraw`
pub async fn post_withdraw(visit: Visit, jar: CookieJar, body: Body) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let wanted: Withdrawal = serde_html_form::from_bytes(&body).unwrap_or_default();
    if let Some(person) = person(&visit, &jar) {
        let id = ApplicationId(wanted.id);
        // The id comes from a form: it must be one of this person's own.
        let entries = visit.app.store.person_entries(&person).await?;
        if entries.iter().any(|entry| entry.id == id && !entry.withdrawn) {
            visit.app.store.withdraw(&id, visit.now.at).await?;
        }
    }
    Ok(Redirect::to("/my").into_response())
}

/// `POST /my/erase`
pub async fn post_erase(visit: Visit, jar: CookieJar) -> Result {
    let Some(person) = person(&visit, &jar) else {
        return Ok(Redirect::to("/my").into_response());
    };
    visit.app.store.erase(&person).await?;
    Ok(see_other("/my?erased", visit.cookie(PASS_COOKIE, "", "/my", Duration::ZERO)))
}

/// `POST /my/leave`: the telephone goes back to whom it belongs.
pub async fn post_leave(visit: Visit) -> Response {
    see_other("/", visit.cookie(PASS_COOKIE, "", "/my", Duration::ZERO))
}

fn person(visit: &Visit, jar: &CookieJar) -> Option<PersonId> {
    person_of(&visit.app.secrets.form, jar.get(PASS_COOKIE)?.value(), visit.now.millis())
}

/// The person's name and applications, newest first.
async fn rows(visit: &Visit, person: &PersonId) -> store::Result<(String, Vec<Row>)> {
    let mut entries = visit.app.store.person_entries(person).await?;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let name = entries.first().map(|entry| entry.name.clone()).unwrap_or_default();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let title = title(visit, &entry).await?;
        rows.push(row(visit, &entry, title));
    }
    Ok((name, rows))
}

/// A job of an earlier show is not in the snapshot any more, but still in the store.
async fn title(visit: &Visit, entry: &Entry) -> store::Result<String> {
    if let Some(job) = visit.snapshot.rundown.jobs.get(&entry.job) {
        return Ok(job.title().to_owned());
    }
    let job = visit.app.store.job(&entry.job).await?;
    Ok(job.map(|job| job.title().to_owned()).unwrap_or_default())
}

fn row(visit: &Visit, entry: &Entry, title: String) -> Row {
    let t = visit.t;
    let at = DateTime::from_timestamp_millis(entry.at).map(|at| t.join_my_at(visit.say(at)));
    Row {
        id: entry.id.0.clone(),
        place: t.join_my_show(arg::Number(entry.card), arg::Show(entry.show)),
        title,
        at: at.unwrap_or_default(),
        status: if entry.withdrawn { t.join_my_withdrawn() } else { status(t, entry.status) },
        withdrawn: entry.withdrawn,
    }
}

fn status(t: Words, status: Status) -> &'static str {
    match status {
        Status::New => t.join_my_status_new(),
        Status::Contacting => t.join_my_status_contacting(),
        Status::Interested => t.join_my_status_interested(),
        Status::Unfit => t.join_my_status_unfit(),
        Status::Unreachable => t.join_my_status_unreachable(),
    }
}

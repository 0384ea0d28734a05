//! `/my`: a person sees, withdraws and erases what is stored about them.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::DateTime;
use serde::Deserialize;

use crate::domain::person::{ApplicationId, Entry, PersonId};
use crate::store;
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::public::account::{lookup, session};
use crate::web::public::answer::no_store;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::labels::status_label;
use crate::web::public::submit::FormBody;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

#[derive(Template)]
#[template(path = "join/my.html")]
struct MyPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    name: String,
    rows: Vec<OwnApplication>,
}

/// One application, as its person reads it.
struct OwnApplication {
    id: String,
    /// Show and card: 第42期 8号岗.
    card: String,
    title: String,
    at: String,
    status: &'static str,
    withdrawn: bool,
}

#[derive(Template)]
#[template(path = "join/erased.html")]
struct ErasedPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WithdrawForm {
    id: String,
}

/// `GET /my`
pub async fn get_my(visit: Visit, query: PageQuery, jar: CookieJar) -> Result {
    let Some(person) = session::person(&visit, &jar) else {
        if query.erased {
            return no_store(StatusCode::OK, &ErasedPage { t: visit.t, chrome: visit.chrome() });
        }
        let notice = if session::has_pass(&jar) { visit.t.join_my_expired() } else { "" };
        return lookup::show_form(&visit, StatusCode::OK, notice);
    };
    match rows(&visit, &person).await {
        Ok((name, rows)) => no_store(StatusCode::OK, &MyPage { t: visit.t, chrome: visit.chrome(), name, rows }),
        Err(why) => {
            tracing::warn!(%why, "a person's applications could not be read; the lookup form says so");
            lookup::show_form(&visit, StatusCode::SERVICE_UNAVAILABLE, visit.t.join_my_away())
        }
    }
}

/// `POST /my/withdraw`
pub async fn post_withdraw(visit: Visit, jar: CookieJar, body: FormBody) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let form: WithdrawForm = serde_html_form::from_bytes(&body).unwrap_or_default();
    if let Some(person) = session::person(&visit, &jar) {
        let id = ApplicationId(form.id);
        // The id comes from the browser: check that the application is this person's own.
        let entries = visit.app.store.person_entries(&person).await?;
        if entries.iter().any(|entry| entry.id == id && !entry.withdrawn) {
            visit.app.store.withdraw(&id, visit.now.at).await?;
        }
    }
    Ok(Redirect::to("/my").into_response())
}

/// `POST /my/erase`
pub async fn post_erase(visit: Visit, jar: CookieJar) -> Result {
    let Some(person) = session::person(&visit, &jar) else {
        return Ok(Redirect::to("/my").into_response());
    };
    visit.app.store.erase(&person).await?;
    Ok(session::sign_out(&visit, "/my?erased"))
}

/// `POST /my/leave`: signs out, before a borrowed phone goes back to its owner.
pub async fn post_leave(visit: Visit) -> Response {
    session::sign_out(&visit, "/")
}

/// The person's name and applications, newest first.
async fn rows(visit: &Visit, person: &PersonId) -> store::Result<(String, Vec<OwnApplication>)> {
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

/// The title of an application's job. The snapshot has the jobs of the current show; older ones are read from the store.
async fn title(visit: &Visit, entry: &Entry) -> store::Result<String> {
    if let Some(job) = visit.snapshot.rundown.jobs.get(&entry.job) {
        return Ok(job.title().to_owned());
    }
    let job = visit.app.store.job(&entry.job).await?;
    Ok(job.map(|job| job.title().to_owned()).unwrap_or_default())
}

fn row(visit: &Visit, entry: &Entry, title: String) -> OwnApplication {
    let t = visit.t;
    let at = DateTime::from_timestamp_millis(entry.at).map(|at| t.join_my_at(visit.moment(at)));
    OwnApplication {
        id: entry.id.0.clone(),
        card: t.join_my_show(arg::Number(entry.card), arg::Show(entry.show)),
        title,
        at: at.unwrap_or_default(),
        status: if entry.withdrawn { t.join_my_withdrawn() } else { status_label(t, entry.status) },
        withdrawn: entry.withdrawn,
    }
}

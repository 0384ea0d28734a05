//! `POST /desk/a/{id}/status`: one endpoint for the list's select, its script, and the buttons of an application's page.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};

use crate::domain::person::{Status, What};
use crate::store::{self, Changed};
use crate::web::desk::applications::address::EntryAddress;
use crate::web::desk::applications::entry::{Flash, name_missing, show_entry};
use crate::web::desk::applications::list::show_list;
use crate::web::desk::applications::retry_page::show_retry;
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{last_author, status_label};
use crate::web::http::error::{AppError, Result};
use crate::words::{Words, arg};

/// The form of a status.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// The status that the page showed.
    from: String,
    to: String,
    /// `list` if the form is a row of the list, to which the browser then returns.
    at: String,
    /// The search text of that list.
    q: String,
}

/// The answer to the list's script.
#[derive(Debug, Serialize)]
struct StatusAnswer {
    /// The status in the store; `None` if the store did not answer.
    status: Option<Status>,
    text: String,
}

/// The result of a change of status.
enum StatusChange {
    /// The store has the wanted status.
    Saved(Status),
    /// Another person changed it first; `text` says who, and to what.
    Conflict { now: Status, text: String },
}

/// `POST /desk/a/{id}/status`
pub async fn post_status(
    clerk: Clerk,
    mut entry: EntryAddress,
    headers: HeaderMap,
    Form(form): Form<StatusForm>,
) -> Result {
    let t = clerk.t;
    entry.list.q.clone_from(&form.q);
    if !clerk.has_name() {
        return show_entry(&clerk, &entry, name_missing(t)).await;
    }
    let (Some(from), Some(to)) = (Status::from_code(&form.from), Status::from_code(&form.to)) else {
        let error = t.desk_status_unknown().to_owned();
        let flash = Flash { status: StatusCode::UNPROCESSABLE_ENTITY, error, ..Flash::default() };
        return show_entry(&clerk, &entry, flash).await;
    };
    let by_script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    match save(&clerk, &entry, from, to).await {
        Ok(change) if by_script => Ok(json(change, t)),
        Ok(StatusChange::Saved(_)) => show_saved(&clerk, &entry, &form.at).await,
        Ok(StatusChange::Conflict { text, .. }) => {
            let flash = Flash { status: StatusCode::CONFLICT, error: text, ..Flash::default() };
            show_entry(&clerk, &entry, flash).await
        }
        Err(AppError::Store(why)) => not_saved(&clerk, &entry, form, to, by_script, &why),
        Err(other) => Err(other),
    }
}

async fn save(clerk: &Clerk, entry: &EntryAddress, from: Status, to: Status) -> Result<StatusChange> {
    let t = clerk.t;
    let store = &clerk.app.store;
    match store.set_status(&entry.id, from, to, &clerk.staff.name, clerk.now.at).await? {
        Changed::Done => Ok(StatusChange::Saved(to)),
        // Another person set the same status, or this change was saved already and the form was submitted again.
        Changed::Conflict { now } if now == to => Ok(StatusChange::Saved(now)),
        Changed::Conflict { now } => {
            let history = store.history(&entry.id).await?;
            let author = last_author(&history, |what| matches!(what, What::Status { .. }), t);
            let text = t.desk_conflict_status(
                arg::Now(status_label(now, t)),
                arg::Wanted(status_label(to, t)),
                arg::Who(author),
            );
            Ok(StatusChange::Conflict { now, text })
        }
        Changed::Gone => Err(AppError::NotFound),
    }
}

async fn show_saved(clerk: &Clerk, entry: &EntryAddress, at: &str) -> Result {
    if at != "list" {
        return Ok(Redirect::to(&entry.with_saved_notice("status")).into_response());
    }
    if entry.list.q.trim().is_empty() {
        return Ok(Redirect::to(&entry.row()).into_response());
    }
    // A search has no address to redirect to, so the list itself is the answer.
    show_list(clerk, &entry.list).await
}

fn json(change: StatusChange, t: Words) -> Response {
    let (code, now, text) = match change {
        StatusChange::Saved(now) => (StatusCode::OK, now, t.desk_saved_status_short(status_label(now, t))),
        StatusChange::Conflict { now, text } => (StatusCode::CONFLICT, now, text),
    };
    (code, Json(StatusAnswer { status: Some(now), text })).into_response()
}

/// The answer while the store is unavailable: the form again, or a sentence for the script.
fn not_saved(
    clerk: &Clerk,
    entry: &EntryAddress,
    form: StatusForm,
    to: Status,
    by_script: bool,
    why: &store::Error,
) -> Result {
    tracing::warn!(%why, "a status could not be saved; the answer asks to try again");
    let t = clerk.t;
    if by_script {
        let answer = StatusAnswer { status: None, text: t.desk_saving_failed().to_owned() };
        return Ok((StatusCode::SERVICE_UNAVAILABLE, Json(answer)).into_response());
    }
    let fields = [("from", form.from), ("to", form.to), ("at", form.at), ("q", form.q)];
    show_retry(clerk, entry, "/status", &fields, &t.desk_kept_wanted(status_label(to, t)))
}

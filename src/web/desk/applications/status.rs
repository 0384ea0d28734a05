//! `POST /desk/a/{id}/status`: one endpoint for the list's select, its script, and the buttons of an entry.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};

use crate::domain::application::Status;
use crate::index::HistoryKind;
use crate::store::{self, EventNumber, Written};
use crate::web::desk::applications::address::ApplicationAddress;
use crate::web::desk::applications::entry::show_entry;
use crate::web::desk::applications::flash::Flash;
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
    /// The store has the wanted status, since an event; `None`: it had it already.
    Saved(Status, Option<EventNumber>),
    /// Another person changed it first; `text` says who, and to what.
    Conflict { now: Status, text: String },
}

/// `POST /desk/a/{id}/status`
pub async fn post_status(
    clerk: Clerk,
    application: ApplicationAddress,
    headers: HeaderMap,
    Form(form): Form<StatusForm>,
) -> Result {
    let t = clerk.t;
    if !clerk.has_name() {
        return show_entry(&clerk, &application.person, Flash::name_missing(t)).await;
    }
    let (Some(from), Some(to)) = (Status::from_code(&form.from), Status::from_code(&form.to)) else {
        let flash = Flash::refused(StatusCode::UNPROCESSABLE_ENTITY, t.desk_status_unknown());
        return show_entry(&clerk, &application.person, flash).await;
    };
    let by_script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    match save(&clerk, &application, from, to).await {
        Ok(change) if by_script => Ok(json(change, t)),
        Ok(StatusChange::Saved(_, event)) => Ok(redirect(&application, &form.at, event)),
        Ok(StatusChange::Conflict { text, .. }) => {
            show_entry(&clerk, &application.person, Flash::refused(StatusCode::CONFLICT, text)).await
        }
        Err(AppError::Store(why)) => not_saved(&clerk, &application, form, to, by_script, &why),
        Err(other) => Err(other),
    }
}

async fn save(clerk: &Clerk, application: &ApplicationAddress, from: Status, to: Status) -> Result<StatusChange> {
    let t = clerk.t;
    clerk.find(&application.id.person)?;
    let store = &clerk.app.store;
    match store.set_status(&application.id, from, to, clerk.by()).await? {
        Written::Done(event) => Ok(StatusChange::Saved(to, Some(event))),
        // Another person set the same status, or this change was saved already and the form was submitted again.
        Written::Conflict { now } if now == to => Ok(StatusChange::Saved(now, None)),
        Written::Conflict { now } => {
            // The other change may be so new that the index does not contain it: its author comes from there.
            clerk.lags_behind(Some(store.newest_event().await?)).await;
            let history = clerk.entry(&application.id.person)?.history;
            let is_stage = |kind| matches!(kind, HistoryKind::Stage { .. });
            let text = t.desk_conflict_status(
                arg::Now(status_label(now, t)),
                arg::Wanted(status_label(to, t)),
                arg::Who(last_author(&history, &application.id, is_stage, t)),
            );
            Ok(StatusChange::Conflict { now, text })
        }
        Written::Gone => Err(AppError::NotFound),
    }
}

fn redirect(application: &ApplicationAddress, at: &str, event: Option<EventNumber>) -> Response {
    let event = event.unwrap_or_default();
    let href = match at {
        "list" => application.person.row_after(event, &[]),
        _ => application.after("status", event),
    };
    Redirect::to(&href).into_response()
}

fn json(change: StatusChange, t: Words) -> Response {
    let (code, now, text) = match change {
        StatusChange::Saved(now, _) => (StatusCode::OK, now, t.desk_saved_status_short(status_label(now, t))),
        StatusChange::Conflict { now, text } => (StatusCode::CONFLICT, now, text),
    };
    (code, Json(StatusAnswer { status: Some(now), text })).into_response()
}

/// The answer while the store is unavailable: the form again, or a sentence for the script.
fn not_saved(
    clerk: &Clerk,
    application: &ApplicationAddress,
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
    let fields = [("from", form.from), ("to", form.to), ("at", form.at)];
    show_retry(clerk, application, "/status", &fields, &t.desk_kept_wanted(status_label(to, t)))
}

//! `POST /desk/a/{id}/status`: one endpoint for the list's select, its script, and the buttons of an application's page.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};

use crate::domain::person::{ApplicationId, Status, What};
use crate::store::Changed;
use crate::web::App;
use crate::web::desk::applications::entry::{Said, last_by, nameless, saved_at, show_entry};
use crate::web::desk::applications::list::show_list;
use crate::web::desk::applications::query::{Asked, address};
use crate::web::desk::applications::retry_page::show_kept;
use crate::web::desk::labels::status_word;
use crate::web::http::auth::Staff;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::Reader;
use crate::words::{Words, arg};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// The status that the page showed.
    from: String,
    to: String,
    /// `list`: back to the list afterwards.
    at: String,
    /// The search that the list was showing.
    q: String,
}

/// What the list's script gets.
#[derive(Debug, Serialize)]
struct Told {
    /// What stands in the store now; `None` where that is not known.
    status: Option<Status>,
    text: String,
}

/// How a change of status went.
enum Outcome {
    Done(Status),
    /// Somebody was faster; the sentence says who and what stands.
    Met {
        now: Status,
        text: String,
    },
}

/// `POST /desk/a/{id}/status`
pub async fn post_status(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Path(id): Path<ApplicationId>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    Form(form): Form<StatusForm>,
) -> Result {
    let asked = Asked { q: form.q.clone(), ..asked };
    if staff.name.is_empty() {
        return show_entry(&app, &staff, t, &id, &asked, nameless(t)).await;
    }
    let (Some(from), Some(to)) = (Status::from_code(&form.from), Status::from_code(&form.to)) else {
        let alert = t.desk_status_unknown().to_owned();
        let said = Said { status: StatusCode::UNPROCESSABLE_ENTITY, alert, ..Said::default() };
        return show_entry(&app, &staff, t, &id, &asked, said).await;
    };
    let by_script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    match (change(&app, &staff, t, &id, from, to).await, by_script) {
        (Ok(outcome), true) => Ok(tell(outcome, t)),
        (Ok(Outcome::Done(_)), false) => done(&app, &staff, t, &id, &asked, &form.at).await,
        (Ok(Outcome::Met { text, .. }), false) => {
            let said = Said { status: StatusCode::CONFLICT, alert: text, ..Said::default() };
            show_entry(&app, &staff, t, &id, &asked, said).await
        }
        (Err(AppError::Store(why)), true) => {
            tracing::warn!(%why, "a status could not be saved");
            let told = Told { status: None, text: t.desk_saving_failed().to_owned() };
            Ok((StatusCode::SERVICE_UNAVAILABLE, Json(told)).into_response())
        }
        (Err(AppError::Store(why)), false) => {
            tracing::warn!(%why, "a status could not be saved");
            let fields = vec![("from", form.from), ("to", form.to), ("at", form.at), ("q", form.q)];
            show_kept(&app, &staff, t, &id, "/status", &asked, fields, &t.desk_kept_wanted(status_word(to, t)))
        }
        (Err(other), _) => Err(other),
    }
}

async fn change(app: &App, staff: &Staff, t: Words, id: &ApplicationId, from: Status, to: Status) -> Result<Outcome> {
    match app.store.set_status(id, from, to, &staff.name, app.clock.now().at).await? {
        Changed::Done => Ok(Outcome::Done(to)),
        // Wanted and there: somebody did the same, or our own answer was lost and the form sent again.
        Changed::Conflict { now } if now == to => Ok(Outcome::Done(now)),
        Changed::Conflict { now } => {
            let history = app.store.history(id).await?;
            let who = last_by(&history, |what| matches!(what, What::Status { .. }), t);
            Ok(Outcome::Met {
                now,
                text: t.desk_conflict_status(
                    arg::Now(status_word(now, t)),
                    arg::Wanted(status_word(to, t)),
                    arg::Who(who),
                ),
            })
        }
        Changed::Gone => Err(AppError::NotFound),
    }
}

async fn done(app: &App, staff: &Staff, t: Words, id: &ApplicationId, asked: &Asked, at: &str) -> Result {
    if at != "list" {
        return Ok(Redirect::to(&saved_at(id, asked, "status")).into_response());
    }
    if asked.q.trim().is_empty() {
        let list = address("/desk", &asked.filter(None), asked.page());
        return Ok(Redirect::to(&format!("{list}#a-{}", id.0)).into_response());
    }
    // A search has no address to be sent back to, so the list is the answer itself.
    show_list(app, staff, t, asked).await
}

fn tell(outcome: Outcome, t: Words) -> axum::response::Response {
    let (code, now, text) = match outcome {
        Outcome::Done(now) => (StatusCode::OK, now, t.desk_saved_status_short(status_word(now, t))),
        Outcome::Met { now, text } => (StatusCode::CONFLICT, now, text),
    };
    (code, Json(Told { status: Some(now), text })).into_response()
}

//! The same state and commands over HTTP, for buttons and scripts.

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::App;
use super::auth::Caller;
use super::error::Result;
use super::page::Reader;
use super::protocol::COMMAND_ID_BYTES_MAX;
use crate::domain::stage::{Command, Rev};
use crate::live::Denied;
use crate::words::Words;

/// A command as a script sends it. Without `rev` it holds on whatever is on the stage now, as a button without a screen must.
#[derive(Debug, Deserialize)]
pub struct Order {
    #[serde(default)]
    id: String,
    rev: Option<Rev>,
    #[serde(rename = "do")]
    command: Command,
}

/// Why nothing changed; the same fields as the socket's `refused` frame.
#[derive(Serialize)]
pub struct Refused<'a> {
    pub code: &'a str,
    pub message: &'a str,
    pub rev: Rev,
}

/// `GET /api/v1/stage`: what a panel sees, as one frame.
pub async fn get_stage(_: Caller, State(app): State<App>) -> Response {
    let text = app.live.feeds.panel.borrow().text_at(app.clock.now().millis());
    ([("content-type", "application/json"), ("cache-control", "no-store")], text.to_string()).into_response()
}

/// `POST /api/v1/stage/commands`: `{"id":"…","rev":41,"do":{"take":{"card":8}}}` -> `{"rev":42}`, or 409 with the reason.
pub async fn post_command(caller: Caller, State(app): State<App>, Reader(t): Reader, request: Request) -> Result {
    let Ok(Json(order)) = Json::<Order>::from_request(request, &()).await else {
        return Ok(not_understood(&app, t));
    };
    if order.id.len() > COMMAND_ID_BYTES_MAX {
        return Ok(not_understood(&app, t));
    }
    let rev = order.rev.unwrap_or_else(|| app.hub.world().rev);
    Ok(answer(&app, t, app.hub.command(&order.id, &caller.by, rev, order.command).await))
}

/// What a command or an edit comes to.
#[must_use]
pub fn answer(app: &App, t: Words, outcome: std::result::Result<Rev, Denied>) -> Response {
    match outcome {
        Ok(rev) => Json(json!({ "rev": rev })).into_response(),
        Err(denied) => refuse(app, t, &denied),
    }
}

/// 409 where it was refused, 503 where nobody knows.
#[must_use]
pub fn refuse(app: &App, t: Words, denied: &Denied) -> Response {
    let status = match denied {
        Denied::Refused(_) => StatusCode::CONFLICT,
        Denied::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let (message, rev) = (denied.sentence(t), app.hub.world().rev);
    (status, Json(Refused { code: denied.code(), message: &message, rev })).into_response()
}

/// What came is no command of ours.
#[must_use]
pub fn not_understood(app: &App, t: Words) -> Response {
    let (message, rev) = (t.common_refused_bad_message(), app.hub.world().rev);
    (StatusCode::BAD_REQUEST, Json(Refused { code: "bad_message", message, rev })).into_response()
}

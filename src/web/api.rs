//! The same state and commands over HTTP, for buttons and scripts.

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::App;
use super::auth::Host;
use super::error::Result;
use super::page::Reader;
use super::protocol::COMMAND_ID_BYTES_MAX;
use crate::domain::stage::{Command, Rev};
use crate::live::Denied;

/// A command as a script sends it. Without `rev` it holds on whatever is on the stage now, as a button without a screen must.
#[derive(Debug, Deserialize)]
pub struct Order {
    #[serde(default)]
    id: String,
    rev: Option<Rev>,
    #[serde(rename = "do")]
    command: Command,
}

#[derive(Serialize)]
struct Refused {
    code: &'static str,
    message: String,
    rev: Rev,
}

/// `GET /api/v1/stage`: what a panel sees, as one frame.
pub async fn get_stage(_: Host, State(app): State<App>) -> Response {
    let text = app.live.feeds.panel.borrow().text_at(app.clock.now().millis());
    ([("content-type", "application/json"), ("cache-control", "no-store")], text.to_string()).into_response()
}

/// `POST /api/v1/stage/commands`: `{"id":"…","rev":41,"do":{"take":{"card":8}}}` -> `{"rev":42}`, or 409 with the reason.
pub async fn post_command(host: Host, State(app): State<App>, Reader(t): Reader, request: Request) -> Result {
    let Ok(Json(order)) = Json::<Order>::from_request(request, &()).await else {
        return Ok(bad_message(&app, t.common_refused_bad_message()));
    };
    if order.id.len() > COMMAND_ID_BYTES_MAX {
        return Ok(bad_message(&app, t.common_refused_bad_message()));
    }
    let rev = order.rev.unwrap_or_else(|| app.hub.world().rev);
    Ok(answer(&app, t, app.hub.command(&order.id, &host.name, rev, order.command).await))
}

/// What a command or an edit comes to, over HTTP.
#[must_use]
pub fn answer(app: &App, t: crate::words::Words, outcome: std::result::Result<Rev, Denied>) -> Response {
    match outcome {
        Ok(rev) => Json(json!({ "rev": rev })).into_response(),
        Err(denied) => {
            let status = match denied {
                Denied::Refused(_) => StatusCode::CONFLICT,
                Denied::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            };
            let refused = Refused { code: denied.code(), message: denied.sentence(t), rev: app.hub.world().rev };
            (status, Json(refused)).into_response()
        }
    }
}

fn bad_message(app: &App, message: &str) -> Response {
    let refused = Refused { code: "bad_message", message: message.into(), rev: app.hub.world().rev };
    (StatusCode::BAD_REQUEST, Json(refused)).into_response()
}

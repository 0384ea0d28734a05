//! The same state and commands over HTTP, for buttons and scripts; and the description of them that machines read.

use axum::extract::{FromRequest as _, Path, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use crate::domain::crew::Operator;
use crate::domain::stage::{Command, Refusal, Rev};
use crate::live::Denied;
use crate::random;
use crate::web::api::events;
use crate::web::http::answer::{answer, not_understood};
use crate::web::http::assets;
use crate::web::http::auth::Caller;
use crate::web::http::error::Result;
use crate::web::http::page::Reader;
use crate::web::realtime::protocol::COMMAND_ID_BYTES_MAX;
use crate::web::{App, At};

/// How often a command without a revision is decided anew, where somebody else was faster each time.
const TRIES_MAX: usize = 4;

/// The description, written by hand and held to the truth by `tests/it/openapi.rs`, which validates what a real server
/// answers and asks for every command. Derived schemas (utoipa) would put attributes of the web into `domain`, which must
/// not know it, and would still not notice a hand-written status, header or event stream that is no longer so.
const OPENAPI: &str = include_str!("openapi.json");

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(get_openapi))
        .route("/api/v1/stage", get(get_stage))
        .route("/api/v1/stage/brief", get(events::get_brief))
        .route("/api/v1/stage/events", get(events::get_events))
        .route("/api/v1/stage/commands", post(post_command))
        .route("/api/v1/stage/commands/{*command}", post(post_button))
}

/// A command as a script sends it. Without `rev` it holds on whatever is on the stage now, as a button without a screen must.
#[derive(Debug, Deserialize)]
pub struct Order {
    #[serde(default)]
    id: String,
    rev: Option<Rev>,
    #[serde(rename = "do")]
    command: Command,
}

/// `GET /api/v1/openapi.json`: no secret is in it, and tools fetch it without a key.
pub async fn get_openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::ETAG, &format!("\"{}\"", assets::build()))], OPENAPI)
        .into_response()
}

/// `GET /api/v1/stage`: what a panel sees, as one frame.
pub async fn get_stage(_: Caller, At(app): At) -> Result {
    app.check_ready()?;
    let text = app.realtime.feeds.panel.borrow().text_at(app.clock.now().millis());
    Ok(([("content-type", "application/json"), ("cache-control", "no-store")], text.to_string()).into_response())
}

/// `POST /api/v1/stage/commands`: `{"id":"…","rev":41,"do":{"take":{"card":8}}}` -> `{"rev":42}`, or 409 with the reason.
pub async fn post_command(caller: Caller, At(app): At, Reader(t): Reader, request: Request) -> Result {
    let Ok(Json(order)) = Json::<Order>::from_request(request, &()).await else {
        return Ok(not_understood(&app.hub, t));
    };
    if order.id.len() > COMMAND_ID_BYTES_MAX {
        return Ok(not_understood(&app.hub, t));
    }
    // Only what has an id is known again where the store comes to it late.
    let id = if order.id.is_empty() { random::token() } else { order.id };
    let outcome = match order.rev {
        Some(rev) => app.hub.command(&id, &caller.by, rev, order.command).await,
        None => press(&app, &id, &caller.by, order.command).await,
    };
    Ok(answer(&app.hub, t, outcome))
}

/// `POST /api/v1/stage/commands/take/8`: a command as an address, for buttons that can send nothing else. Whatever body
/// they send all the same is not looked at.
pub async fn post_button(caller: Caller, At(app): At, Reader(t): Reader, Path(path): Path<String>) -> Response {
    let Some(command) = Command::from_address(&path) else { return not_understood(&app.hub, t) };
    let outcome = press(&app, &random::token(), &caller.by, command).await;
    answer(&app.hub, t, outcome)
}

/// Does a command on whatever is on the stage now.
async fn press(app: &App, id: &str, by: &Operator, command: Command) -> std::result::Result<Rev, Denied> {
    for _ in 1..TRIES_MAX {
        match app.hub.command(id, by, app.hub.snapshot().rev, command.clone()).await {
            Err(Denied::Refused(Refusal::Stale { .. })) => {}
            outcome => return outcome,
        }
    }
    app.hub.command(id, by, app.hub.snapshot().rev, command).await
}

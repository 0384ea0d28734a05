//! Commands over HTTP: as JSON for scripts, as an address for buttons. Must not know what commands do.

use axum::Json;
use axum::extract::{FromRequest as _, Path, Request};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::crew::Operator;
use crate::domain::stage::{Command, Refusal, Rev};
use crate::live::Denied;
use crate::random;
use crate::web::http::answer::{answer, not_understood};
use crate::web::http::auth::Caller;
use crate::web::http::page::Reader;
use crate::web::realtime::protocol::COMMAND_ID_BYTES_MAX;
use crate::web::{App, At};

/// Most attempts at a command without a revision, while other commands get in between.
const ATTEMPTS_MAX: usize = 4;

/// A command as a script sends it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Order {
    /// The same id again gets the same answer: repeat it after a lost connection.
    #[serde(default)]
    id: String,
    /// The revision that the command was decided on: refused if it is not the newest. Without it, the command applies to the
    /// newest, as a button without a screen needs.
    rev: Option<Rev>,
    /// The command.
    #[serde(rename = "do")]
    command: Command,
}

/// `POST /api/v1/stage/commands`: `{"id":"…","rev":41,"do":{"take":{"card":8}}}` -> `{"rev":42}`, or 409 with the reason.
pub async fn post_command(caller: Caller, At(app): At, Reader(t): Reader, request: Request) -> Response {
    let Ok(Json(order)) = Json::<Order>::from_request(request, &()).await else { return not_understood(&app.hub, t) };
    if order.id.len() > COMMAND_ID_BYTES_MAX {
        return not_understood(&app.hub, t);
    }
    // Only a command with an id is recognised if the store accepts it late.
    let id = if order.id.is_empty() { random::token() } else { order.id };
    let decision = match order.rev {
        Some(rev) => app.hub.command(&id, &caller.by, rev, order.command).await,
        None => apply_to_newest(&app, &id, &caller.by, order.command).await,
    };
    answer(&app.hub, t, decision)
}

/// `POST /api/v1/stage/commands/take/8`: a command as an address, for buttons that can send nothing else. A body is ignored.
pub async fn post_address(caller: Caller, At(app): At, Reader(t): Reader, Path(path): Path<String>) -> Response {
    let Some(command) = Command::from_address(&path) else { return not_understood(&app.hub, t) };
    let decision = apply_to_newest(&app, &random::token(), &caller.by, command).await;
    answer(&app.hub, t, decision)
}

/// Applies a command to the newest revision, whichever that is.
async fn apply_to_newest(app: &App, id: &str, by: &Operator, command: Command) -> Result<Rev, Denied> {
    for _ in 1..ATTEMPTS_MAX {
        match app.hub.command(id, by, app.hub.snapshot().rev, command.clone()).await {
            Err(Denied::Refused(Refusal::Stale { .. })) => {}
            decision => return decision,
        }
    }
    app.hub.command(id, by, app.hub.snapshot().rev, command).await
}

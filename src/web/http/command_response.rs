//! The HTTP response to a command or an edit, the same for panel and API. Must not know what a command means.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::json;

use crate::domain::stage::Rev;
use crate::live::{Denied, Hub};
use crate::words::Words;

/// The reason why nothing changed; the same fields as the socket's `refused` frame.
#[derive(Serialize)]
struct RefusedBody<'a> {
    code: &'a str,
    message: &'a str,
    rev: Rev,
}

/// 200 with the new revision, or the refusal.
#[must_use]
pub fn respond(hub: &Hub, t: Words, outcome: Result<Rev, Denied>) -> Response {
    match outcome {
        Ok(rev) => Json(json!({ "rev": rev })).into_response(),
        Err(denied) => refuse(hub, t, &denied),
    }
}

/// 409 if the command was refused, 503 if the store did not answer and the outcome is unknown.
#[must_use]
pub fn refuse(hub: &Hub, t: Words, denied: &Denied) -> Response {
    let status = match denied {
        Denied::Refused(_) => StatusCode::CONFLICT,
        Denied::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    refused_body(status, denied.code(), &denied.sentence(t), hub.snapshot().rev)
}

/// 400: the request holds no command of ours.
#[must_use]
pub fn not_understood(hub: &Hub, t: Words) -> Response {
    refused_body(StatusCode::BAD_REQUEST, "bad_message", t.common_refused_bad_message(), hub.snapshot().rev)
}

/// A refusal with a caller's own message.
#[must_use]
pub fn refused_body(status: StatusCode, code: &str, message: &str, rev: Rev) -> Response {
    (status, Json(RefusedBody { code, message, rev })).into_response()
}

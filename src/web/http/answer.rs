//! The JSON answers to a command or an edit, the same for the API and the panel. Must not know what was requested.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::domain::stage::Rev;
use crate::live::{Denied, Hub};
use crate::words::Words;

/// A command was accepted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Accepted {
    /// The revision that contains it; on disk.
    pub rev: Rev,
}

/// A command changed nothing: the fields of the socket's `refused` frame.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Refused<'a> {
    /// The reason, for programs.
    pub code: &'a str,
    /// The reason in the reader's language, and what to press.
    pub message: &'a str,
    /// The newest revision.
    pub rev: Rev,
}

/// Answers with the decision on a command or an edit.
#[must_use]
pub fn answer(hub: &Hub, t: Words, decision: Result<Rev, Denied>) -> Response {
    match decision {
        Ok(rev) => Json(Accepted { rev }).into_response(),
        Err(denied) => refuse(hub, t, &denied),
    }
}

/// 409 for a refusal, 503 if the store did not answer and the outcome is unknown.
#[must_use]
pub fn refuse(hub: &Hub, t: Words, denied: &Denied) -> Response {
    let status = match denied {
        Denied::Refused(_) => StatusCode::CONFLICT,
        Denied::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let message = denied.sentence(t);
    (status, Json(Refused { code: denied.code(), message: &message, rev: hub.snapshot().rev })).into_response()
}

/// 400 for a body or an address that is no command.
#[must_use]
pub fn not_understood(hub: &Hub, t: Words) -> Response {
    let refused = Refused { code: "bad_message", message: t.common_refused_bad_message(), rev: hub.snapshot().rev };
    (StatusCode::BAD_REQUEST, Json(refused)).into_response()
}

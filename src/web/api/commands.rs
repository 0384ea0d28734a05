//! The same state and commands over HTTP, for buttons and scripts; and the description of them that machines read.

use axum::extract::{FromRequest as _, Path, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

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
    let Some(command) = by_path(&path) else { return not_understood(&app.hub, t) };
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

/// The one field of commands that have one; its value is the address' last word.
const FIELDS: [(&str, &str); 5] =
    [("take", "card"), ("cue", "card"), ("open", "show"), ("extend", "seconds"), ("guides", "seconds")];

/// `next`, `take/8`, `face/break/5`, `contact/qr/off` … as a command.
fn by_path(path: &str) -> Option<Command> {
    let number = |text: &str| text.parse::<u32>().ok();
    let words: Vec<&str> = path.split('/').collect();
    let value = match words[..] {
        ["face", "break"] => json!({ "face": { "face": { "break": {} } } }),
        ["face", "break", minutes] => json!({ "face": { "face": { "break": { "minutes": number(minutes)? } } } }),
        ["face", "notice", notice] => json!({ "face": { "face": { "notice": { "notice": number(notice)? } } } }),
        ["face", face] => json!({ "face": { "face": face } }),
        ["contact", part @ ("address" | "phone" | "qr" | "hidden"), switch] => {
            json!({ "contact": { part: switched(switch)? } })
        }
        [name, value] => {
            let (_, field) = FIELDS.iter().find(|(known, _)| *known == name)?;
            json!({ name: { *field: number(value)? } })
        }
        [name] => json!(name),
        _ => return None,
    };
    serde_json::from_value(value).ok()
}

fn switched(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn an_address_is_a_command() {
        assert_eq!(by_path("next"), Some(Command::Next));
        assert_eq!(by_path("take/8"), Some(Command::Take { card: 8 }));
        assert_eq!(by_path("extend/30"), Some(Command::Extend { seconds: 30 }));
        for wrong in [
            "",
            "take",
            "take/",
            "take/x",
            "take/8/9",
            "next/1",
            "take/99999",
            "fly",
            "{}",
            "face",
            "face/x",
            "face/break/x",
            "contact/qr",
            "contact/qr/x",
            "contact/x/on",
            "extend",
        ] {
            assert_eq!(by_path(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_command_of_the_wire_has_an_address() {
        let examples: Vec<Value> =
            serde_json::from_str(include_str!("../../../tests/wire/commands.json")).expect("the wire's examples");
        for example in examples {
            // Several switches at once are several presses.
            if example["contact"].as_object().is_some_and(|parts| parts.len() > 1) {
                continue;
            }
            let path = address(&example);
            let command = serde_json::from_value(example).expect("a command");
            assert_eq!(by_path(&path), Some(command), "{path}");
        }
    }

    /// The address that a command has: its words, one after the other, without the names of what is counted.
    fn address(value: &Value) -> String {
        match value {
            Value::String(word) => word.clone(),
            Value::Bool(on) => (if *on { "on" } else { "off" }).to_owned(),
            Value::Object(fields) => {
                let Some((name, of)) = fields.iter().next() else { return String::new() };
                let rest = match name.as_str() {
                    "card" | "show" | "seconds" | "minutes" => return of.to_string(),
                    "notice" if of.is_number() => return of.to_string(),
                    "face" if of.get("face").is_none() => return address(of),
                    _ => address(of),
                };
                if rest.is_empty() { name.clone() } else { format!("{name}/{rest}") }
            }
            Value::Null | Value::Number(_) | Value::Array(_) => panic!("{value} is no part of a command"),
        }
    }
}

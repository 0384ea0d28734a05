//! Generates the descriptions of the wire from the Rust types: `schemas.json`, `overlay/wire.js` and `tests/wire/commands.json`.
//! The one test here rewrites a file that differs, and fails. Tests only.

mod jsdoc;
#[path = "../../../tests/it/support/mirror.rs"]
mod mirror;
mod schema;

use serde_json::{Map, Value};

use self::mirror::Mirrors;
use crate::domain::rundown::Edit;
use crate::domain::stage::Command;
use crate::view::{LiveView, OverlayView, PanelView};
use crate::web::api::commands::Order;
use crate::web::api::stage::Brief;
use crate::web::http::answer::{Accepted, Refused};
use crate::web::realtime::protocol::{ToBrowser, ToServer};

/// The schemas of the API description, by name.
fn api_schemas() -> Map<String, Value> {
    let mut answers = schema::serialized();
    answers.subschema_for::<PanelView>();
    answers.subschema_for::<Brief>();
    answers.subschema_for::<Refused<'_>>();
    answers.subschema_for::<Accepted>();
    let mut schemas = schema::definitions(answers, "#/components/schemas/");
    let mut requests = schema::deserialized();
    requests.subschema_for::<Order>();
    // A command is described as the server accepts it.
    schemas.extend(schema::definitions(requests, "#/components/schemas/"));
    schema::describe_policies(&mut schemas);
    schemas
}

/// The types of `overlay/wire.js`, by name.
fn browser_types() -> Map<String, Value> {
    let mut edits = schema::deserialized();
    edits.subschema_for::<Edit>();
    let mut types = schema::definitions(edits, "");
    let mut wire = schema::serialized();
    wire.subschema_for::<OverlayView>();
    wire.subschema_for::<PanelView>();
    wire.subschema_for::<LiveView>();
    wire.subschema_for::<ToBrowser<'_>>();
    wire.subschema_for::<ToServer>();
    types.extend(schema::definitions(wire, ""));
    types
}

/// One example a line.
fn command_examples() -> String {
    let lines = Command::examples().into_iter().map(|example| serde_json::to_string(&example.command));
    let lines: Vec<_> = lines.map(|line| format!("  {}", line.expect("commands are JSON"))).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[test]
fn generated_descriptions_of_the_wire_are_current() {
    let schemas = serde_json::to_string_pretty(&api_schemas()).expect("schemas are JSON");
    let mut mirrors = Mirrors::default();
    mirrors.write("tests/wire/commands.json", &command_examples());
    mirrors.write("src/web/api/schemas.json", &format!("{schemas}\n"));
    mirrors.write("overlay/wire.js", &jsdoc::module(&browser_types()));
    mirrors.finish();
}

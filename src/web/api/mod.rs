//! The stage over HTTP for programs: state, commands, a stream of events, and the description of them that machines read.

pub mod commands;
mod description;
pub mod events;
#[cfg(test)]
mod mirrors;
pub mod stage;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The routes of this room.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(description::get_openapi))
        .route("/api/v1/stage", get(stage::get_stage))
        .route("/api/v1/stage/brief", get(stage::get_brief))
        .route("/api/v1/stage/events", get(events::get_events))
        .route("/api/v1/stage/commands", post(commands::post_command))
        .route("/api/v1/stage/commands/{*command}", post(commands::post_address))
}

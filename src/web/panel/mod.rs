//! The pages of hosts, assistants and watchers: the panel, a card in full, and changes over HTTP beside the socket.
//! Must not know how state is stored, nor what a command means.

mod buttons;
mod crew_member;
mod edits;
mod job_card;
mod job_offers;
mod loader;
mod next_show;
mod page;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The routes of the panel.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/panel", get(page::get_panel))
        .route("/panel/name", post(page::post_name))
        .route("/panel/jobs.json", get(job_offers::get_unscheduled_jobs))
        .route("/panel/edit", post(edits::post_edit))
        .route("/panel/layout", post(edits::post_layout))
        .route("/panel/next-show", get(next_show::get_next_show).post(next_show::post_next_show))
        .route("/panel/cards/{number}", get(job_card::get_card))
        .route("/panel/loader.html", get(loader::get_loader))
        .route("/panel/buttons", get(buttons::get_buttons))
}

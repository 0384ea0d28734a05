//! The settings that staff change: the weekly rule, and the organiser's name and telephone number. Owns their route.

mod form;
mod page;
mod switch;
mod view;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The page of the settings, and the switch that closes sign-up.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/settings", get(page::get_settings).post(page::post_settings))
        .route("/desk/settings/sign-ups", post(switch::post_switch))
}

//! The settings that staff change: the weekly rule, and the organiser's name and telephone number. Owns their route.

mod form;
mod messages;
mod page;

use axum::Router;
use axum::routing::get;

use crate::web::App;

/// The page of the settings.
pub fn routes() -> Router<App> {
    Router::new().route("/desk/settings", get(page::get_settings).post(page::post_settings))
}

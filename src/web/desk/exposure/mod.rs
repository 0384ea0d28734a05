//! The exposure log: which card was on screen from when to when. Owns its routes.

mod chart;
mod log;
mod page;

use axum::Router;
use axum::routing::get;

use crate::web::App;

/// The log as a page and as CSV.
pub fn routes() -> Router<App> {
    Router::new().route("/desk/exposure", get(page::get_exposure)).route("/desk/exposure.csv", get(page::get_csv))
}

//! The applications: the list, one entry, its status and remarks, and exports of exactly that list. Owns their routes.

pub mod export;

mod address;
mod entry;
mod filter_options;
mod list;
mod query;
mod remark;
mod retry_page;
mod status;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The pages of applications.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(list::get_desk).post(list::post_desk))
        .route("/desk/count", get(list::get_count))
        .route("/desk/a/{id}", get(entry::get_entry))
        .route("/desk/a/{id}/open", post(entry::post_open))
        .route("/desk/a/{id}/status", post(status::post_status))
        .route("/desk/a/{id}/remark", post(remark::post_remark))
        .route("/desk/export.csv", get(export::get_csv).post(export::post_csv))
        .route("/desk/export.xlsx", get(export::get_xlsx).post(export::post_xlsx))
}

//! The stored jobs, and their import from spreadsheets. Owns the routes below `/desk/jobs` and `/desk/import`.

mod import;
mod import_page;
mod list;
mod sealed_upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::sheet::limits::FILE_BYTES_MAX;
use crate::web::App;

/// Largest upload that is read at all. Above the file's own limit, so that a file somewhat too large gets its own sentence.
const UPLOAD_BYTES_MAX: usize = 4 * FILE_BYTES_MAX;
/// Largest confirmation: the largest file in base64, which adds a third, and the small fields.
const CONFIRM_BYTES_MAX: usize = FILE_BYTES_MAX / 3 * 4 + 64 * 1024;

/// The pages of jobs and of their import.
pub fn routes() -> Router<App> {
    let upload = DefaultBodyLimit::max(UPLOAD_BYTES_MAX);
    let confirm = DefaultBodyLimit::max(CONFIRM_BYTES_MAX);
    Router::new()
        .route("/desk/jobs", get(list::get_jobs))
        .route("/desk/jobs/{id}", get(list::get_job))
        .route("/desk/jobs.csv", get(list::get_csv))
        .route("/desk/jobs.xlsx", get(list::get_xlsx))
        .route("/desk/import", get(import::get_import).post(import::post_import).layer(upload))
        .route("/desk/import/confirm", post(import::post_confirm).layer(confirm))
        .route("/desk/import/template.xlsx", get(import::get_template))
}

//! The desk (跟进台), where staff follow up. Owns its routes and what all its pages obey; must not know keys or scripts of
//! the store.

mod applications;
mod clerk;
mod exposure;
mod frame;
mod jobs;
mod labels;
mod settings;
mod titles;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};

use crate::web::App;
pub use crate::web::desk::applications::export::applications;
pub use crate::web::desk::frame::{PageChrome, Tab};

/// Every page of the desk. Each handler asks for [`Staff`](crate::web::http::auth::Staff) itself, so that none is open by oversight.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(applications::list::get_desk).post(applications::list::post_desk))
        .route("/desk/count", get(applications::list::get_count))
        .route("/desk/name", post(clerk::post_name))
        .route("/desk/a/{id}", get(applications::entry::get_entry))
        .route("/desk/a/{id}/open", post(applications::entry::post_open))
        .route("/desk/a/{id}/status", post(applications::status::post_status))
        .route("/desk/a/{id}/remark", post(applications::remark::post_remark))
        .route("/desk/export.csv", get(applications::export::get_csv).post(applications::export::post_csv))
        .route("/desk/export.xlsx", get(applications::export::get_xlsx).post(applications::export::post_xlsx))
        .route("/desk/settings", get(settings::page::get_settings).post(settings::page::post_settings))
        .route("/desk/exposure", get(exposure::page::get_exposure))
        .route("/desk/exposure.csv", get(exposure::page::get_csv))
        .merge(jobs::import::routes())
        .merge(jobs::list::routes())
        .layer(map_response(keep_nowhere))
}

/// Names and numbers must not stay in a shared computer's cache after the clerk has gone home.
async fn keep_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

//! The desk (跟进台), where staff follow up. Owns its routes and what all its pages obey; must not know keys or scripts of
//! the store.

mod asked;
mod carry;
mod choices;
mod entry;
mod export;
mod exposure;
mod exposure_chart;
mod frame;
mod import;
mod import_page;
mod jobs;
mod kept;
mod list;
mod name;
mod remark;
mod say;
mod settings;
mod settings_form;
mod status;
mod titles;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};

use super::App;
pub use export::applications;
pub use frame::{Frame, Tab};

/// Every page of the desk. Each handler asks for [`Staff`](super::auth::Staff) itself, so that none is open by oversight.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(list::get_desk).post(list::post_desk))
        .route("/desk/count", get(list::get_count))
        .route("/desk/name", post(name::post_name))
        .route("/desk/a/{id}", get(entry::get_entry))
        .route("/desk/a/{id}/open", post(entry::post_open))
        .route("/desk/a/{id}/status", post(status::post_status))
        .route("/desk/a/{id}/remark", post(remark::post_remark))
        .route("/desk/export.csv", get(export::get_csv).post(export::post_csv))
        .route("/desk/export.xlsx", get(export::get_xlsx).post(export::post_xlsx))
        .route("/desk/settings", get(settings::get_settings).post(settings::post_settings))
        .route("/desk/exposure", get(exposure::get_exposure))
        .route("/desk/exposure.csv", get(exposure::get_csv))
        .merge(import::routes())
        .merge(jobs::routes())
        .layer(map_response(keep_nowhere))
}

/// Names and numbers must not stay in a shared computer's cache after the clerk has gone home.
async fn keep_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

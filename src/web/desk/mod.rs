//! The desk (跟进台), where staff follow up. Owns its routes and the rules that all its pages obey; must not know keys or
//! scripts of the store.

mod applications;
mod channels;
mod chrome;
mod clerk;
mod exposure;
mod jobs;
mod labels;
mod line_problems;
mod name;
mod posters;
mod select;
mod settings;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::post;

use crate::web::App;
use crate::web::desk::applications::loading::until_loaded;
pub use crate::web::desk::chrome::Tab;

/// Every page of the desk. Each handler takes a `Clerk`, which admits staff only. Lists and figures of people wait until the
/// index is loaded.
pub fn routes(app: &App) -> Router<App> {
    let of_people = applications::routes().merge(exposure::routes()).merge(channels::routes());
    Router::new()
        .route("/desk/name", post(name::post_name))
        .merge(of_people.layer(from_fn_with_state(app.clone(), until_loaded)))
        .merge(jobs::routes())
        .merge(posters::routes())
        .merge(settings::routes())
        .layer(map_response(no_store))
}

/// Forbids browsers to store a page: names and numbers must not stay in a shared computer's cache.
async fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

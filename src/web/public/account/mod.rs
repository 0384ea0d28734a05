//! A visitor's own sign-ups, found by phone and code. Owns the routes below `/my`.

mod lookup;
mod my;
mod session;
mod shares;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The pages below `/my`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/my", get(my::get_my).post(lookup::post_my))
        .route("/my/withdraw", post(my::post_withdraw))
        .route("/my/share", post(shares::post_share))
        .route("/my/calls", post(my::post_calls))
        .route("/my/erase", post(my::post_erase))
        .route("/my/leave", post(my::post_leave))
}

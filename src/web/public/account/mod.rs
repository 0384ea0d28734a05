//! A visitor's own sign-ups, found by phone and code. Owns the routes below `/my`.

mod change;
mod copied_history;
mod copy;
mod lookup;
mod my;
mod opened;
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
        .route("/my/change/{form}", get(change::get_change).post(change::post_change))
        .route("/my/copy", get(copy::get_copy))
        .route("/my/copy/file", get(copy::get_copy_file))
        .route("/my/leave", post(my::post_leave))
}

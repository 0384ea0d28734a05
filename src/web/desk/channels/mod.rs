//! Channels: links for groups, brokers and posters, their figures, and the texts that are posted with them. Owns the routes
//! below `/desk/channels`; must not know applications.

mod changes;
mod channel;
mod copy;
mod figures;
mod list;
mod texts;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The pages of channels.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/channels", get(list::get_channels))
        .route("/desk/channels/make", post(changes::post_make))
        .route("/desk/channels/add", post(changes::post_add))
        .route("/desk/channels/claim", post(changes::post_claim))
        .route("/desk/channels/{code}", get(channel::get_channel).post(channel::post_channel))
        .route("/desk/channels/{code}/copy", post(copy::post_copy))
}

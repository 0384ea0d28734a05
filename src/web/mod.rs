//! The router: every route and layer, in reading order. Must not know keys or scripts of the store.

pub mod api;
mod app;
pub mod desk;
pub mod health;
pub mod http;
pub mod overlay;
pub mod panel;
pub mod public;
pub mod realtime;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

pub use crate::web::app::{App, At, Parts};
use crate::web::http::assets;
use crate::web::http::auth::session::{self, SessionRenewal};
use crate::web::http::auth::wrong_keys::{self, KeyGuard};
use crate::web::http::error::AppError;
use crate::web::http::layers;

/// Builds the router of the whole site.
pub fn router(app: App) -> Router {
    let renewal = SessionRenewal { secrets: app.secrets.clone(), secure: app.is_https() };
    let signed_in = panel::routes().merge(desk::routes(&app)).layer(from_fn_with_state(renewal, session::renew));
    let guard = KeyGuard { secrets: app.secrets.clone(), limits: app.limits.clone(), clock: app.clock.clone() };
    let opened_by_key = overlay::routes()
        .route("/ws", get(realtime::socket::get_socket))
        .merge(api::routes())
        .merge(signed_in)
        .layer(from_fn_with_state(guard, wrong_keys::slow_down));
    let router = Router::new()
        .merge(opened_by_key)
        .route("/assets/{build}/{*name}", get(assets::get_asset).layer(CompressionLayer::new()))
        // Villages are far from the nearest mast; no secret is next to visitors' input on these pages. The fastest level is a
        // fifth larger than the default one, which took half of a page's time.
        .merge(public::routes().layer(CompressionLayer::new().quality(CompressionLevel::Fastest)))
        .merge(health::routes())
        .fallback(|| async { AppError::NotFound });
    layers::wrap(router).with_state(app)
}

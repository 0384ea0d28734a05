//! Routes, login, sockets, pages, forms. Must not know keys or scripts of the store.

pub mod api;
pub mod desk;
pub mod http;
pub mod overlay;
pub mod panel;
pub mod public;
pub mod realtime;

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::clock::Clock;
use crate::domain::stage::StageName;
use crate::live::Hub;
use crate::live::exposure::Exposures;
use crate::secrets::Secrets;
use crate::store::{self, Store};
use crate::web::http::error::AppError;
use crate::web::realtime::Realtime;

/// Largest body of an ordinary form, in bytes. Uploads have a limit of their own.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long a request may take in all; an upload over a village line is the slowest.
const REQUEST_MAX: Duration = Duration::from_secs(30);
use crate::web::http::limits::Limits;

/// What every handler gets. A request clones it several times, so that it is one pointer.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What is in an [`App`].
#[derive(Clone)]
pub struct Parts {
    pub hub: Hub,
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
    /// How often one visitor may try, on this server.
    pub limits: Arc<Limits>,
    /// Where people reach the public pages, with scheme, without a slash at the end.
    pub public_url: Arc<str>,
    /// The data directory, for what a county puts there itself.
    pub data: Arc<Path>,
    pub realtime: Realtime,
    /// What overlays have had on air.
    pub exposures: Exposures,
    /// The same with the second stage in front, for practice; `None` where it is in front.
    pub rehearsal: Option<App>,
}

impl App {
    /// The application with another stage in front: `hub` and `realtime` are that stage's.
    #[must_use]
    pub fn on(self, stage: StageName) -> Self {
        match (stage, &self.rehearsal) {
            (StageName::Rehearsal, Some(rehearsal)) => rehearsal.clone(),
            (StageName::Rehearsal, None) | (StageName::Air, _) => self,
        }
    }
}

impl From<Parts> for App {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Whether there is a state to show: none was read while the store has not answered since the start.
    ///
    /// # Errors
    /// As where a page cannot reach the store itself.
    pub fn check_ready(&self) -> http::error::Result<()> {
        let away = || store::Error::Unavailable("no state was read yet".into());
        if self.realtime.feeds.panel.borrow().ready() { Ok(()) } else { Err(away().into()) }
    }

    /// The link that OBS loads: it opens the overlay's view, to look at, and nothing else.
    #[must_use]
    pub fn overlay_link(&self) -> String {
        format!("{}/overlay?key={}", self.public_url, self.secrets.overlay)
    }
}

impl FromRef<App> for Secrets {
    fn from_ref(app: &App) -> Self {
        app.secrets.clone()
    }
}

/// Every route and layer, in reading order.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/overlay", get(overlay::get_overlay))
        .route("/overlay/county.css", get(overlay::get_county))
        .route("/ws", get(realtime::socket::get_socket))
        .merge(api::commands::routes())
        .route("/assets/{build}/{*name}", get(http::assets::get_asset).layer(CompressionLayer::new()))
        // Villages are far from the nearest mast; nothing secret stands beside what a visitor typed on these pages.
        .merge(public::routes().layer(CompressionLayer::new()))
        .merge(panel::routes().merge(desk::routes()).layer(from_fn_with_state(app.clone(), http::auth::stay_signed_in)))
        .merge(panel::buttons::routes())
        .route("/healthz", get(http::health::get_healthz))
        .route("/readyz", get(http::health::get_readyz))
        .route("/metrics", get(http::health::get_metrics))
        .fallback(|| async { AppError::NotFound })
        // One stack: a router clones and boxes every layer of its own for each request, and all that is beneath it.
        .layer(
            ServiceBuilder::new()
                .layer(map_response(secure))
                .layer(from_fn(http::page::explain))
                .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_MAX))
                .layer(CatchPanicLayer::custom(panicked))
                // Cross-site posts are refused by what the browser itself says of their origin.
                .layer(CsrfLayer::new())
                .layer(DefaultBodyLimit::max(BODY_BYTES_MAX)),
        )
        .with_state(app)
}

/// A handler that panicked is a bug of ours: the request gets the page for one, everybody else goes on.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    axum::response::IntoResponse::into_response(AppError::Bug(anyhow::anyhow!("a handler panicked")))
}

/// Scripts, styles and pictures from this site only; forms go nowhere else; only this site frames us: the panel's monitors.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'";

/// Headers that every answer has, unless the handler set its own.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // `no-referrer` would make our own forms post `Origin: null`, which looks cross-site.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // Room at once: the map would otherwise be built anew as it grows.
    headers.reserve(HEADERS.len());
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    response
}

//! Routes, login, sockets, pages, forms. Must not know keys or scripts of the store.

pub mod api;
pub mod assets;
pub mod auth;
pub mod crowd;
pub mod desk;
pub mod error;
pub mod feeds;
pub mod health;
pub mod join;
pub mod limits;
pub mod loader;
pub mod overlay;
pub mod page;
pub mod panel;
pub mod presence;
pub mod protocol;
pub mod refusal;
pub mod serve;
pub mod socket;
pub mod token;
pub mod upgrade;
pub mod wire;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::clock::Clock;
use crate::live::Hub;
use crate::secrets::Secrets;
use crate::store::Store;
use crowd::Crowd;
use error::AppError;
use feeds::{Feeder, Feeds};
use presence::Registry;

/// Largest body of an ordinary form, in bytes. Uploads have a limit of their own.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long a request may take in all; an upload over a village line is the slowest.
const REQUEST_MAX: Duration = Duration::from_secs(30);
use limits::Limits;

/// What every handler gets. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub hub: Hub,
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
    /// How often one visitor may try, on this server.
    pub limits: Arc<Limits>,
    /// Where people reach the public pages, with scheme, without a slash at the end.
    pub public_url: Arc<str>,
    pub live: Live,
}

/// What sockets share.
#[derive(Clone)]
pub struct Live {
    pub feeds: Feeds,
    pub registry: Registry,
    pub crowd: Crowd,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

impl App {
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

impl Live {
    /// Starts the tasks that encode frames and write them to the crowd.
    #[must_use]
    pub fn start(
        hub: &Hub,
        clock: &Clock,
        public_url: &Arc<str>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let registry = Registry::default();
        let (feeder, feeds, crowd) = Feeder::new(hub, clock, public_url, registry.clone());
        tasks.spawn(feeder.run(stop.clone()));
        tasks.spawn(crowd.clone().run(stop.clone()));
        Self { feeds, registry, crowd, tasks: tasks.clone(), stop: stop.clone() }
    }
}

/// Every route and layer, in reading order.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/overlay", get(overlay::get_overlay))
        .route("/ws", get(socket::get_socket))
        .route("/api/v1/stage", get(api::get_stage))
        .route("/api/v1/stage/commands", post(api::post_command))
        .route("/assets/{build}/{*name}", get(assets::get_asset).layer(CompressionLayer::new()))
        // Villages are far from the nearest mast; nothing secret stands beside what a visitor typed on these pages.
        .merge(join::routes().layer(CompressionLayer::new()))
        .merge(panel::routes())
        .merge(desk::routes())
        .route("/healthz", get(health::get_healthz))
        .route("/readyz", get(health::get_readyz))
        .route("/metrics", get(health::get_metrics))
        .fallback(|| async { AppError::NotFound })
        // One stack: a router clones and boxes every layer of its own for each request, and all that is beneath it.
        .layer(
            ServiceBuilder::new()
                .layer(map_response(secure))
                .layer(from_fn(page::explain))
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

/// Scripts, styles and pictures from this site only; forms go nowhere else; nobody frames us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Headers that every answer has, unless the handler set its own.
async fn secure(mut response: Response) -> Response {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // `no-referrer` would make our own forms post `Origin: null`, which looks cross-site.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

//! The layers around every handler: limits of size and time, cross-site protection, the page of a panic, security headers.
//! Must not know routes.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::web::http::error::AppError;
use crate::web::http::page::explain;

/// Largest body of an ordinary form, in bytes. Uploads have a limit of their own.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Deadline of a whole request: an upload over a slow rural line takes longest.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Scripts, styles and pictures from this site only; forms post to this site only; only this site may frame a page, for
/// the panel's monitors.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'";

/// Headers that every response has, unless the handler set its own.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // `no-referrer` would make our own forms post `Origin: null`, which looks cross-site.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// Wraps every route of a router.
pub fn wrap<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    // One stack: a router clones and boxes each separate layer, with all that is beneath it, for each request.
    router.layer(
        ServiceBuilder::new()
            .layer(map_response(add_security_headers))
            .layer(from_fn(explain))
            .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIMEOUT))
            .layer(CatchPanicLayer::custom(panic_response))
            // Refuses cross-site posts by the browser's own `Sec-Fetch-Site` and `Origin`.
            .layer(CsrfLayer::new())
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX)),
    )
}

/// A handler that panics is a bug of ours: its request is answered with an error page, all others are unaffected.
fn panic_response(_: Box<dyn Any + Send + 'static>) -> Response {
    AppError::Bug(anyhow::anyhow!("a handler panicked")).into_response()
}

async fn add_security_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // Reserved at once: the map would otherwise be rebuilt as it grows.
    headers.reserve(HEADERS.len());
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    response
}

//! Slows clients that try keys. Must not know which page a key was for.
//!
//! A right key is never slowed or refused: an old link in OBS, which retries for ever, would lock out the host behind the same
//! address in the middle of a show. Keys have 128 bits, so that no rate of tries finds one.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::clock::Clock;
use crate::secrets::Secrets;
use crate::web::http::auth::credentials::Credentials;
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::AppError;
use crate::web::http::limits::{Limits, Verdict};
use crate::web::http::query::PageQuery;

/// Delay of the answer to a wrong key, once a client has sent many.
const DELAY: Duration = Duration::from_secs(1);

/// The state of [`slow_down`].
#[derive(Clone)]
pub struct KeyGuard {
    /// The keys.
    pub secrets: Secrets,
    /// The limits of this server.
    pub limits: Arc<Limits>,
    /// The server's clock.
    pub clock: Clock,
}

/// Middleware that answers a client with many wrong keys later, and with 429.
pub async fn slow_down(State(guard): State<KeyGuard>, request: Request, next: Next) -> Response {
    let query = PageQuery::parse(request.uri().query());
    let wrong = Credentials::read(request.headers(), &query).are_wrong(&guard.secrets);
    let client = request.extensions().get::<ClientAddress>().copied();
    match client.filter(|_| wrong) {
        Some(client) if guard.limits.wrong_key(client, guard.clock.now().millis()) == Verdict::Over => {
            tokio::time::sleep(DELAY).await;
            AppError::TooMany.into_response()
        }
        Some(_) | None => next.run(request).await,
    }
}

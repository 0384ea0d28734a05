//! The WebSocket handshake: from a request to the raw stream beneath it. Must not know who may open a socket.
//!
//! Not axum's extractor, because the crowd writes to raw streams, which that extractor does not hand out.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::web::http::error::AppError;

/// A stream that speaks WebSocket from now on, and the bytes that arrived with the request.
pub struct Upgraded {
    /// The connection.
    pub stream: TcpStream,
    /// A copy: the original is hyper's whole read buffer, 8 KiB that an idle viewer would keep allocated.
    pub read_ahead: Vec<u8>,
}

/// Responds with 101, and returns the future stream; it yields `None` if the peer disconnects before the upgrade.
///
/// # Errors
/// [`AppError::NoUpgrade`] if the request is no WebSocket handshake.
pub fn upgrade(
    mut request: Request,
) -> Result<(Response<Body>, impl Future<Output = Option<Upgraded>> + Send), AppError> {
    let headers = request.headers();
    let contains = |name: HeaderName, word: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.to_ascii_lowercase().contains(word)
    };
    let is_handshake = contains(header::CONNECTION, "upgrade")
        && contains(header::UPGRADE, "websocket")
        && contains(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| is_handshake).ok_or(AppError::NoUpgrade)?;
    let response = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()))
        .body(Body::empty())
        .map_err(|why| AppError::Bug(why.into()))?;
    let upgraded = hyper::upgrade::on(&mut request);
    let stream = async move {
        let parts = upgraded.await.ok()?.downcast::<TokioIo<TcpStream>>().ok()?;
        Some(Upgraded { stream: parts.io.into_inner(), read_ahead: parts.read_buf.to_vec() })
    };
    Ok((response, stream))
}

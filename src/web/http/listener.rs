//! The accept loop. Drives hyper itself, because `axum::serve` gives a half-sent request as long as it likes.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a request's head may take, and how long a kept-alive connection may idle.
const HEADER_MAX: Duration = Duration::from_secs(10);
/// Largest request head, in bytes: cookies and a long query fit many times over.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// Most header fields; browsers send some twenty.
const HEADER_FIELDS_MAX: usize = 64;
/// Most connections at once, upgraded ones included: four village-sized crowds, below the usual limits on open files
/// that the README tells how to raise.
const CONNECTIONS_MAX: usize = 20_000;
/// After a failed accept, so that a lack of file descriptors does not become a busy loop.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);
/// How long requests under way may take to finish when the server stops.
const DRAIN_MAX: Duration = Duration::from_secs(5);

/// Held by a connection for as long as it is open; sockets take it over when they are upgraded.
pub type Slot = Arc<OwnedSemaphorePermit>;

/// Accepts connections until stopped, then lets requests under way finish.
pub async fn serve(listener: TcpListener, router: Router, tasks: &TaskTracker, stop: &CancellationToken) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            // Beyond the limit the connection is closed at once: a fast refusal beats a silent queue.
            Ok((stream, peer)) => {
                if let Ok(slot) = slots.clone().try_acquire_owned() {
                    tasks.spawn(converse(stream, peer, Arc::new(slot), router.clone(), stop.clone()));
                }
            }
            Err(why) => {
                tracing::error!(%why, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, slot: Slot, router: Router, stop: CancellationToken) {
    // Small frames matter more than full packets here.
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        let who = visitor(peer, request.headers());
        request.extensions_mut().insert(ConnectInfo(who));
        request.extensions_mut().insert(slot.clone());
        let answer = router.clone().oneshot(request);
        async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_MAX)
        .max_headers(HEADER_FIELDS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    // A broken connection is the peer's affair and no news for the log.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(DRAIN_MAX, connection).await.ok();
        }
    }
}

/// Who asks. A peer on this machine is the reverse proxy, and the last address it wrote down is the visitor's; what
/// other peers claim there is anybody's word.
fn visitor(peer: SocketAddr, headers: &HeaderMap) -> SocketAddr {
    let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|line| line.to_str().ok());
    let last = told.and_then(|line| line.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    match last.filter(|_| peer.ip().is_loopback()) {
        Some(address) => SocketAddr::new(address, peer.port()),
        None => peer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxy_on_this_machine_says_who_asks() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 203.0.113.9".parse().expect("a header"));
        let seen = |peer: &str| visitor(peer.parse().expect("an address"), &headers).ip().to_string();
        assert_eq!(seen("127.0.0.1:4000"), "203.0.113.9");
        assert_eq!(seen("198.51.100.7:4000"), "198.51.100.7");
        headers.insert("x-forwarded-for", "nonsense".parse().expect("a header"));
        let peer = "127.0.0.1:4000".parse().expect("an address");
        assert_eq!(visitor(peer, &headers), peer);
    }
}

//! The accept loop. Drives hyper itself, because `axum::serve` has no deadline for a half-sent request. Must not know routes.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::web::http::proxy_watch::ProxyWatch;

/// Deadline of a request's head; also the longest idle time of a keep-alive connection.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest request head, in bytes: cookies and a long query fit many times over.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// Most header fields; browsers send some twenty.
const HEADER_FIELDS_MAX: usize = 64;
/// Most connections at once, upgraded ones included: four crowds of a village, below the usual limits on open files, which
/// the README explains how to raise.
const CONNECTIONS_MAX: usize = 20_000;
/// Delay after a failed accept, so that a lack of file descriptors does not become a busy loop.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);
/// Deadline of requests in flight when the server stops.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection's share of `CONNECTIONS_MAX`, held while it is open; a socket takes it over at the upgrade.
pub type Slot = Arc<OwnedSemaphorePermit>;

/// Accepts connections until stopped; requests in flight then finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: &Arc<ProxyWatch>,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            // Beyond the limit a connection is closed at once: a fast refusal is better than a silent queue.
            Ok((stream, peer)) => {
                if let Ok(slot) = slots.clone().try_acquire_owned() {
                    let service = ConnectionService {
                        peer,
                        slot: Arc::new(slot),
                        router: router.clone(),
                        proxies: proxies.clone(),
                    };
                    tasks.spawn(serve_connection(stream, service, stop.clone()));
                }
            }
            Err(why) => {
                tracing::error!(%why, "could not accept a connection; will retry in {ACCEPT_RETRY_DELAY:?}");
                tokio::time::sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
}

/// The parts that all requests of one connection share.
struct ConnectionService {
    peer: SocketAddr,
    slot: Slot,
    router: Router,
    proxies: Arc<ProxyWatch>,
}

async fn serve_connection(stream: TcpStream, connection: ConnectionService, stop: CancellationToken) {
    let ConnectionService { peer, slot, router, proxies } = connection;
    // Small frames must leave at once instead of waiting for a full packet.
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        let client = proxies.client(peer.ip(), request.headers());
        request.extensions_mut().insert(client);
        request.extensions_mut().insert(slot.clone());
        let answer = router.clone().oneshot(request);
        async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_headers(HEADER_FIELDS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    // A connection that the peer breaks is normal and is not logged.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(DRAIN_TIMEOUT, connection).await.ok();
        }
    }
}

//! Peers that read slowly, send nothing or send half a request: bounded in time and memory, and no other peer waits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use daigang::domain::stage::Command;
use daigang::web::http::client_address::TrustedProxies;
use daigang::web::http::listener::serve;
use daigang::web::http::proxy_watch::ProxyWatch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::support::{Socket, TestClock, TestServer, within};

/// A little more than the limit of a request's head.
const HEAD_MAX: Duration = Duration::from_secs(11);

/// A server without a store, on a paused clock that advances as soon as every task waits.
async fn bare_server() -> (std::net::SocketAddr, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (router, stop) = (Router::new().route("/", get(|| async { "ok" })), CancellationToken::new());
    let stopped = stop.clone();
    let proxies = Arc::new(ProxyWatch::new(TrustedProxies::default(), "", TestClock::default().clock()));
    tokio::spawn(async move { serve(listener, router, &proxies, &TaskTracker::new(), &stopped).await });
    (address, stop)
}

/// Reads until the server closes; returns the response and the time that it took on the test's clock.
async fn until_closed(mut stream: TcpStream) -> (String, Duration) {
    let (begun, mut answer) = (Instant::now(), Vec::new());
    // A reset ends it as well as an orderly end.
    stream.read_to_end(&mut answer).await.ok();
    (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_half_sent_request_is_closed() {
    let (address, _stop) = bare_server().await;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await.expect("half a request leaves");
    let (_, took) = until_closed(stream).await;
    assert!(took <= HEAD_MAX, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_idle_keep_alive_connection_is_closed() {
    let (address, _stop) = bare_server().await;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("a request leaves");
    let (answer, took) = until_closed(stream).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(took <= HEAD_MAX, "{took:?}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let (address, _stop) = bare_server().await;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!("GET / HTTP/1.1\r\nhost: x\r\ncookie: {}\r\n\r\n", "x".repeat(64 * 1024));
    stream.write_all(head.as_bytes()).await.ok();
    let (answer, _) = within("an end", until_closed(stream)).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
}

/// Opens a socket with small buffers and never reads from it.
async fn never_read(server: &TestServer, view: &str, key: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4 * 1024).expect("a small buffer");
    let host = server.url.strip_prefix("http://").expect("http");
    let mut stream = socket.connect(host.parse().expect("an address")).await.expect("a connection");
    let head = format!(
        "GET /ws?view={view}&key={key} HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("a handshake leaves");
    stream
}

#[tokio::test]
async fn a_peer_that_never_reads_delays_no_other() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets().clone();
    let mut silent = Vec::new();
    for _ in 0..10 {
        silent.push(never_read(&server, "live", "").await);
    }
    silent.push(never_read(&server, "panel", &secrets.host).await);
    silent.push(never_read(&server, "overlay", &secrets.overlay).await);
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    let mut viewer = Socket::enter(&server.socket_url("live", "")).await;
    host.until("the silent ones", |host| host.around()["viewers"] == 11).await;

    // More than what the system buffers for a panel that does not read: 300 views of 30 KB.
    for round in 0..150 {
        host.take(if round % 2 == 0 { 8 } else { 9 }).await;
        let begun = Instant::now();
        let rev = host.done(Command::Out).await;
        overlay.until("the same", |overlay| overlay.rev() == rev).await;
        viewer.until("the same", |viewer| viewer.rev() == rev).await;
        // A change that waited for a slow peer would take the write timeout, which is seconds; without it a change takes tens of
        // milliseconds, also on a busy machine.
        assert!(begun.elapsed() < Duration::from_secs(2), "round {round} took {:?}", begun.elapsed());
    }
    drop(silent);
}

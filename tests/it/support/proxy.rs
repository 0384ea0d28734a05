//! An outage as an input: a line between two parts that a test can cut, stall and heal.

use std::path::{Path, PathBuf};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// How the proxy treats its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Well,
    /// Accepts bytes and forwards none, as a partitioned network does.
    Stalled,
    /// Closes all connections and every new one.
    Cut,
}

/// A TCP port that leads to a Unix socket, or to nowhere.
pub struct Proxy {
    line: watch::Sender<Line>,
    port: u16,
}

impl Proxy {
    pub async fn to(socket: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let line = watch::channel(Line::Well).0;
        tokio::spawn(accept(listener, socket.to_owned(), line.clone()));
        Self { line, port }
    }

    pub fn redis_url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn cut(&self) {
        self.line.send_replace(Line::Cut);
    }

    pub fn stall(&self) {
        self.line.send_replace(Line::Stalled);
    }

    pub fn heal(&self) {
        self.line.send_replace(Line::Well);
    }
}

async fn accept(listener: TcpListener, socket: PathBuf, line: watch::Sender<Line>) {
    while let Ok((near, _)) = listener.accept().await {
        if *line.borrow() != Line::Cut {
            tokio::spawn(carry(near, socket.clone(), line.subscribe()));
        }
    }
}

async fn carry(near: TcpStream, socket: PathBuf, mut line: watch::Receiver<Line>) {
    let Ok(far) = UnixStream::connect(socket).await else { return };
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let (there, back) = (pass(near_in, far_out, line.clone()), pass(far_in, near_out, line.clone()));
    tokio::select! {
        () = there => {}
        () = back => {}
        // Ends both halves, whatever they are doing.
        _ = line.wait_for(|line| *line == Line::Cut) => {}
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mut line: watch::Receiver<Line>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if line.wait_for(|line| *line != Line::Stalled).await.is_err() || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

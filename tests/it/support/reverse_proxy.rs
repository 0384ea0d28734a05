//! A reverse proxy as nginx and Caddy are: names the client in `X-Forwarded-For`, behind what the client wrote itself.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::TestServer;

/// The longest head of a request that it reads, in bytes.
const HEAD_MAX: usize = 16 * 1024;

/// A proxy on this machine that leads to one server.
pub struct ReverseProxy {
    pub url: String,
}

impl ReverseProxy {
    pub async fn to(server: &TestServer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let upstream = server.url.trim_start_matches("http://").to_owned();
        tokio::spawn(async move {
            while let Ok((near, client)) = listener.accept().await {
                tokio::spawn(carry(near, client, upstream.clone()));
            }
        });
        Self { url }
    }
}

/// One request a connection, whichever way the client wants it; a socket stays open.
async fn carry(mut near: TcpStream, client: SocketAddr, upstream: String) -> Option<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > HEAD_MAX || near.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let body = bytes.split_off(head);
    let mut far = TcpStream::connect(upstream).await.ok()?;
    far.write_all(rewritten(&String::from_utf8(bytes).ok()?, client).as_bytes()).await.ok()?;
    far.write_all(&body).await.ok()?;
    tokio::io::copy_bidirectional(&mut near, &mut far).await.ok()?;
    Some(())
}

fn rewritten(head: &str, client: SocketAddr) -> String {
    let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
    let mut chain = client.ip().to_string();
    lines.retain(|line| {
        let Some(written) = value_of(line, "x-forwarded-for") else { return true };
        chain = format!("{written}, {chain}");
        false
    });
    let upgrades = lines.iter().any(|line| value_of(line, "upgrade").is_some());
    lines.retain(|line| upgrades || value_of(line, "connection").is_none());
    let close = if upgrades { "" } else { "\r\nConnection: close" };
    format!("{}\r\nX-Forwarded-For: {chain}{close}\r\n\r\n", lines.join("\r\n"))
}

/// The value of a header line, if the header has this name.
fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(':')?;
    found.eq_ignore_ascii_case(name).then(|| value.trim())
}

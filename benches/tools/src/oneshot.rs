//! Single requests over connections of their own, for preparations and for downloads. Must not know pages.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use memchr::memmem;

use crate::ws;

/// The time limit of one read.
const READ_TIMEOUT: Duration = Duration::from_mins(1);

/// A whole answer.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// Sends `GET path`, with further header lines that each end with `\r\n`.
pub fn get(addr: SocketAddr, path: &str, headers: &str) -> anyhow::Result<Reply> {
    send(addr, &format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n{headers}\r\n"))
}

/// Sends a form.
pub fn post(addr: SocketAddr, path: &str, headers: &str, body: &str) -> anyhow::Result<Reply> {
    let length = body.len();
    send(
        addr,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n{headers}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}

fn send(addr: SocketAddr, request: &str) -> anyhow::Result<Reply> {
    let mut stream = ws::connect(addr)?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = memmem::find(&bytes, b"\r\n\r\n").context("an answer without an end of its head")?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes)?;
    let status = head.get(9..12).context("a status")?.parse()?;
    let reply = Reply { status, head, body };
    if reply.header("transfer-encoding").is_some() {
        return Ok(Reply { body: unchunked(&reply.body)?, ..reply });
    }
    let length = reply.header("content-length").and_then(|length| length.parse().ok());
    ensure!(length.is_none_or(|length: usize| length == reply.body.len()), "an answer was cut off");
    Ok(reply)
}

/// Removes the frames of a chunked body, which must be complete.
fn unchunked(mut rest: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let end = memmem::find(rest, b"\r\n").context("a chunked answer was cut off")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end])?, 16)?;
        let chunk = rest.get(end + 2..end + 2 + length).context("a chunk was cut off")?;
        if length == 0 {
            return Ok(body);
        }
        body.extend_from_slice(chunk);
        rest = rest.get(end + 4 + length..).context("a chunk was cut off")?;
    }
}

impl Reply {
    /// The first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The cookies that it sets, as a browser sends them back.
    #[must_use]
    pub fn cookies(&self) -> String {
        let fields = self.head.lines().filter_map(|line| line.split_once(':'));
        let set = fields.filter(|(field, _)| field.eq_ignore_ascii_case("set-cookie"));
        let pairs: Vec<&str> = set.filter_map(|(_, value)| value.trim().split(';').next()).collect();
        pairs.join("; ")
    }
}

/// A text in a form.
#[must_use]
pub fn encoded(text: &str) -> String {
    let digits = data_encoding::HEXUPPER.encode(text.as_bytes());
    digits.as_bytes().chunks(2).flat_map(|pair| ['%', char::from(pair[0]), char::from(pair[1])]).collect()
}

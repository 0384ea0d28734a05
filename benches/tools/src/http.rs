//! HTTP/1.1 in a closed loop: each keep-alive connection sends its next request when it has the answer to the last one.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use memchr::memmem;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::ws;

/// The time after which an answer counts as lost.
const ANSWER_MAX: Duration = Duration::from_secs(20);
const READ_BYTES: usize = 64 * 1024;

/// The answer to one request.
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
    pub took: Duration,
}

/// A keep-alive connection, registered with a poll.
pub struct Conn {
    stream: TcpStream,
    /// When its request was sent, or should have been.
    sent: Instant,
    busy: bool,
    pending: Vec<u8>,
}

/// Keep-alive connections to one server.
pub struct Loop {
    poll: Poll,
    conns: Vec<Conn>,
}

impl Loop {
    pub fn new(addr: SocketAddr, connections: usize) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut conns = Vec::with_capacity(connections);
        for at in 0..connections {
            conns.push(Conn::open(&poll, Token(at), addr)?);
        }
        Ok(Self { poll, conns })
    }

    /// Sends every request of `requests` once, and passes each answer to `on_answer`.
    pub fn run<R: AsRef<[u8]>>(
        &mut self,
        mut requests: impl Iterator<Item = R>,
        mut on_answer: impl FnMut(&Answer<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for conn in &mut self.conns {
            conn.send_next(requests.next())?;
        }
        let mut events = Events::with_capacity(1024);
        let mut bytes = vec![0; READ_BYTES];
        while self.conns.iter().any(|conn| conn.busy) {
            self.poll.poll(&mut events, Some(ANSWER_MAX))?;
            ensure!(!events.is_empty(), "no answer within {ANSWER_MAX:?}");
            for event in &events {
                let conn = &mut self.conns[event.token().0];
                if conn.read(&mut bytes, &mut on_answer)? {
                    conn.send_next(requests.next())?;
                }
            }
        }
        Ok(())
    }
}

impl Conn {
    /// Connects and registers for reading.
    pub fn open(poll: &Poll, token: Token, addr: SocketAddr) -> anyhow::Result<Self> {
        let stream = ws::connect(addr)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, token, Interest::READABLE)?;
        Ok(Self { stream, sent: Instant::now(), busy: false, pending: Vec::new() })
    }

    /// Whether it waits for an answer.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    fn send_next(&mut self, request: Option<impl AsRef<[u8]>>) -> anyhow::Result<()> {
        self.busy = false;
        request.map_or(Ok(()), |request| self.send(request.as_ref(), Instant::now()))
    }

    /// Sends a request whose time counts from `since`.
    pub fn send(&mut self, request: &[u8], since: Instant) -> anyhow::Result<()> {
        self.busy = true;
        self.sent = since;
        self.stream.write_all(request).context("request")
    }

    /// Reads; returns whether an answer is complete.
    pub fn read(
        &mut self,
        bytes: &mut [u8],
        on_answer: &mut impl FnMut(&Answer<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<bool> {
        // Until nothing is left, because only new bytes make a new event.
        loop {
            match self.stream.read(bytes) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => self.pending.extend_from_slice(&bytes[..read]),
                Err(why) if why.kind() == ErrorKind::WouldBlock => break,
                Err(why) => return Err(why.into()),
            }
        }
        let Some(head) = memmem::find(&self.pending, b"\r\n\r\n") else { return Ok(false) };
        let length = content_length(&self.pending[..head])?;
        let Some(body) = self.pending.get(head + 4..head + 4 + length) else { return Ok(false) };
        let status = std::str::from_utf8(&self.pending[9..12])?.parse()?;
        on_answer(&Answer { status, body, took: self.sent.elapsed() })?;
        self.pending.clear();
        self.busy = false;
        Ok(true)
    }
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    // "No content" has neither a body nor a length.
    if head.starts_with("HTTP/1.1 204") {
        return Ok(0);
    }
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let length = fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    Ok(length.context("an answer without a length")?.1.trim().parse()?)
}

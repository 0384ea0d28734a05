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

struct Conn {
    stream: TcpStream,
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
            let stream = ws::connect(addr)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(at), Interest::READABLE)?;
            conns.push(Conn { stream, sent: Instant::now(), busy: false, pending: Vec::new() });
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
            conn.send(requests.next())?;
        }
        let mut events = Events::with_capacity(1024);
        let mut bytes = vec![0; READ_BYTES];
        while self.conns.iter().any(|conn| conn.busy) {
            self.poll.poll(&mut events, Some(ANSWER_MAX))?;
            ensure!(!events.is_empty(), "no answer within {ANSWER_MAX:?}");
            for event in &events {
                let conn = &mut self.conns[event.token().0];
                if conn.read(&mut bytes, &mut on_answer)? {
                    conn.send(requests.next())?;
                }
            }
        }
        Ok(())
    }
}

impl Conn {
    fn send(&mut self, request: Option<impl AsRef<[u8]>>) -> anyhow::Result<()> {
        self.busy = request.is_some();
        self.sent = Instant::now();
        request.map_or(Ok(()), |request| self.stream.write_all(request.as_ref()).context("request"))
    }

    /// Reads; returns whether an answer is complete.
    fn read(
        &mut self,
        bytes: &mut [u8],
        on_answer: &mut impl FnMut(&Answer<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<bool> {
        let read = match self.stream.read(bytes) {
            Ok(0) => bail!("the server closed a connection"),
            Ok(read) => read,
            Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(why) => return Err(why.into()),
        };
        self.pending.extend_from_slice(&bytes[..read]);
        let Some(head) = memmem::find(&self.pending, b"\r\n\r\n") else { return Ok(false) };
        let length = content_length(&self.pending[..head])?;
        let Some(body) = self.pending.get(head + 4..head + 4 + length) else { return Ok(false) };
        let status = std::str::from_utf8(&self.pending[9..12])?.parse()?;
        on_answer(&Answer { status, body, took: self.sent.elapsed() })?;
        self.pending.clear();
        Ok(true)
    }
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let length = fields.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    Ok(length.context("an answer without a length")?.1.trim().parse()?)
}

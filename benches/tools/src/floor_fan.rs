//! The floor of the fan-out: one thread, one pre-encoded frame, one write per viewer, which is the least that the kernel lets a
//! server do. A text frame from any peer goes to all peers; nothing is stored, checked or bounded.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use crate::ws;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    port: u16,
}

const LISTENER: Token = Token(usize::MAX);
const EVENTS: usize = 1024;

struct Peer {
    stream: TcpStream,
    greeted: bool,
    pending: Vec<u8>,
}

struct Floor {
    poll: Poll,
    listener: TcpListener,
    /// By token; the place of a closed peer is not used again.
    peers: Vec<Option<Peer>>,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)))?;
    let poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut floor = Floor { poll, listener, peers: Vec::new() };
    let mut events = Events::with_capacity(EVENTS);
    loop {
        floor.poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER { floor.accept()? } else { floor.hear(event.token()) }
        }
    }
}

impl Floor {
    fn accept(&mut self) -> anyhow::Result<()> {
        loop {
            let mut stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(why.into()),
            };
            stream.set_nodelay(true)?;
            self.poll.registry().register(&mut stream, Token(self.peers.len()), Interest::READABLE)?;
            self.peers.push(Some(Peer { stream, greeted: false, pending: Vec::new() }));
        }
    }

    fn hear(&mut self, token: Token) {
        let Some(place) = self.peers.get_mut(token.0) else { return };
        match place.as_mut().and_then(Peer::read) {
            Some(frames) => frames.iter().for_each(|frame| self.send_all(frame)),
            None => *place = None,
        }
    }

    fn send_all(&mut self, frame: &[u8]) {
        for peer in self.peers.iter_mut().flatten().filter(|peer| peer.greeted) {
            // A peer with a full buffer misses this frame; a peer that took half of it gets no further ones. There is no queue.
            let written = peer.stream.write(frame).unwrap_or(frame.len());
            peer.greeted = written == frame.len();
        }
    }
}

impl Peer {
    /// Reads frames for all peers; `None` if the peer has closed.
    fn read(&mut self) -> Option<Vec<Vec<u8>>> {
        let mut bytes = [0; 8192];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => return None,
                Ok(read) => self.pending.extend_from_slice(&bytes[..read]),
                Err(why) if why.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return None,
            }
        }
        if !self.greeted && self.pending.ends_with(b"\r\n\r\n") {
            let accept = ws::ACCEPT;
            let answer = format!(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Accept: {accept}\r\n\r\n"
            );
            self.stream.write_all(answer.as_bytes()).ok()?;
            self.greeted = true;
            self.pending.clear();
        }
        let mut frames = Vec::new();
        while self.greeted
            && let Some(frame) = ws::front(&self.pending)
        {
            if frame.op == ws::TEXT {
                frames.push(ws::server_frame(ws::TEXT, frame.payload));
            }
            self.pending.drain(..frame.length);
        }
        Some(frames)
    }
}

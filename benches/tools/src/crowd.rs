//! Opens viewers' sockets and measures the time until a stage change has reached each of them.
//!
//! One thread, one read per delivery. With `--key` a change is a command to daigang over HTTP; without, a frame of
//! `--frame-bytes` to the floor. The `alone_*` results have no viewers, which shows the cost of the commit to disk.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use memchr::memmem;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use serde_json::json;
use socket2::{Domain, SockRef, Socket, Type};

use crate::proc::{rss_kib, tree_cpu_us};
use crate::stats::{hundredth, median, percentile, tenth};
use crate::ws;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    addr: SocketAddr,
    #[arg(long, default_value_t = 1000)]
    viewers: usize,
    /// More viewers that never read again after their handshake.
    #[arg(long, default_value_t = 0)]
    stalled: usize,
    #[arg(long, default_value_t = 60)]
    changes: usize,
    /// Changes a second.
    #[arg(long, default_value_t = 5.0)]
    rate: f64,
    /// The server's process.
    #[arg(long)]
    pid: u32,
    /// daigang's keys; without them the server is the floor.
    #[arg(long, requires = "overlay_key")]
    key: Option<String>,
    #[arg(long)]
    overlay_key: Option<String>,
    /// The payload size of the floor's frame, which should equal that of daigang's.
    #[arg(long, default_value_t = 400)]
    frame_bytes: usize,
}

const CONTROL: Token = Token(usize::MAX - 1);
const OVERLAY: Token = Token(usize::MAX - 2);
/// Unmeasured changes at the beginning.
const WARM_UP: usize = 10;
/// The time after which a delivery counts as lost.
const DELIVERY_MAX: Duration = Duration::from_secs(20);
/// The pause between the last handshake and the measurement of an idle server's memory.
const SETTLE: Duration = Duration::from_secs(2);
/// Small, so that data for a viewer that does not read soon waits in the server and not in the kernel. Segments as short as
/// a real network's do the same on the server's side, where loopback's 64 KiB let the kernel buffer megabytes.
const STALLED_RECEIVE_BYTES: usize = 4096;
const STALLED_SEGMENT_BYTES: u32 = 1400;
/// Two cards of the sample show that are put on screen in turn.
const CARDS: [u16; 2] = [8, 9];
const READ_BYTES: usize = 64 * 1024;

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut crowd = Crowd::new(args)?;
    let alone = if args.key.is_some() { Some(crowd.measure()?) } else { None };
    let rss_before = rss_kib(args.pid);
    let (cpu, began) = (tree_cpu_us(args.pid), Instant::now());
    crowd.gather()?;
    let connect_ms = began.elapsed().as_secs_f64() * 1e3;
    let connect_cpu_us = tree_cpu_us(args.pid) - cpu;
    crowd.idle(SETTLE)?;
    let rss_idle = rss_kib(args.pid);
    let run = crowd.measure()?;
    let viewers = args.viewers.max(1) as f64;
    let mut line = json!({
        "viewers": args.viewers, "stalled": args.stalled, "changes": args.changes,
        "last_p50_us": tenth(median(&run.last)), "last_p99_us": tenth(percentile(&run.last, 0.99)),
        "first_p50_us": tenth(median(&run.first)), "all_p50_us": tenth(median(&run.all)),
        "all_p99_us": tenth(percentile(&run.all, 0.99)),
        "cpu_us_per_delivery": hundredth(run.cpu_us / viewers / args.changes as f64),
        "frame_bytes": run.bytes / (args.viewers.max(1) * args.changes) as u64,
        "connect_ms": tenth(connect_ms), "connect_cpu_us_per_viewer": tenth(connect_cpu_us / viewers),
        "rss_before_kib": rss_before, "rss_idle_kib": rss_idle, "rss_end_kib": rss_kib(args.pid),
    });
    if let Some(alone) = alone {
        line["overlay_p50_us"] = json!(tenth(median(&run.overlay)));
        line["overlay_p99_us"] = json!(tenth(percentile(&run.overlay, 0.99)));
        line["ack_p50_us"] = json!(tenth(median(&run.ack)));
        line["alone_overlay_p50_us"] = json!(tenth(median(&alone.overlay)));
        line["alone_ack_p50_us"] = json!(tenth(median(&alone.ack)));
    }
    println!("{line}");
    Ok(())
}

/// The delivery times of one phase's changes, in microseconds.
#[derive(Default)]
struct Run {
    first: Vec<f64>,
    last: Vec<f64>,
    all: Vec<f64>,
    overlay: Vec<f64>,
    ack: Vec<f64>,
    /// Payload of all counted deliveries.
    bytes: u64,
    cpu_us: f64,
}

/// One change on its way.
struct Change {
    /// Text that only the frame of this change contains.
    mark: Vec<u8>,
    sent: Instant,
    delivered: Vec<f64>,
    bytes: u64,
    overlay: Option<f64>,
    ack: Option<f64>,
}

pub struct Peer {
    stream: TcpStream,
    /// The beginning of an incomplete frame.
    pending: Vec<u8>,
    /// The newest change that it has received, so that a repeated frame counts once.
    has: usize,
}

struct Crowd<'a> {
    args: &'a Args,
    poll: Poll,
    control: Peer,
    overlay: Option<Peer>,
    viewers: Vec<Peer>,
    stalled: Vec<std::net::TcpStream>,
    /// Counts changes; daigang's revision.
    rev: u64,
    turn: usize,
    change: Change,
    scratch: Vec<u8>,
}

impl<'a> Crowd<'a> {
    fn new(args: &'a Args) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut crowd = Self {
            args,
            control: match args.key {
                Some(_) => Peer::new(&poll, CONTROL, ws::connect(args.addr)?, Vec::new())?,
                None => Peer::open(&poll, CONTROL, args.addr, "/")?,
            },
            overlay: match &args.overlay_key {
                Some(key) => Some(Peer::open(&poll, OVERLAY, args.addr, &format!("/ws?view=overlay&key={key}"))?),
                None => None,
            },
            poll,
            viewers: Vec::with_capacity(args.viewers),
            stalled: Vec::new(),
            rev: 0,
            turn: 0,
            change: Change::new(0),
            scratch: vec![0; READ_BYTES],
        };
        if args.key.is_some() {
            crowd.rev = crowd.current_rev()?;
        }
        Ok(crowd)
    }

    /// The current revision of the stage, taken from the answer to a command, accepted or refused.
    fn current_rev(&mut self) -> anyhow::Result<u64> {
        self.send(r#"{"do":{"take":{"card":1}}}"#)?;
        let began = Instant::now();
        while began.elapsed() < DELIVERY_MAX {
            let mut events = Events::with_capacity(16);
            self.poll.poll(&mut events, Some(Duration::from_millis(50)))?;
            let peer = &mut self.control;
            let read = peer.read(&mut self.scratch)?;
            peer.pending.extend_from_slice(&self.scratch[..read]);
            if let Some(at) = memmem::find(&peer.pending, b"\"rev\":") {
                let digits = peer.pending[at + 6..].iter().take_while(|byte| byte.is_ascii_digit());
                let text: String = digits.map(|digit| char::from(*digit)).collect();
                peer.pending.clear();
                return Ok(text.parse()?);
            }
        }
        bail!("the stage does not answer")
    }

    fn gather(&mut self) -> anyhow::Result<()> {
        let path = if self.args.key.is_some() { "/ws?view=live" } else { "/" };
        for at in 0..self.args.viewers {
            self.viewers.push(Peer::open(&self.poll, Token(at), self.args.addr, path)?);
        }
        for _ in 0..self.args.stalled {
            self.stalled.push(stall(self.args.addr, path)?);
        }
        Ok(())
    }

    /// The warm-up, then the measured changes.
    fn measure(&mut self) -> anyhow::Result<Run> {
        let (mut run, mut cpu) = (Run::default(), 0.0);
        for at in 0..WARM_UP + self.args.changes {
            if at == WARM_UP {
                (run, cpu) = (Run::default(), tree_cpu_us(self.args.pid));
            }
            let next = Instant::now() + Duration::from_secs_f64(1.0 / self.args.rate);
            self.press()?;
            self.wait()?;
            run.add(&self.change);
            self.idle(next.saturating_duration_since(Instant::now()))?;
        }
        run.cpu_us = tree_cpu_us(self.args.pid) - cpu;
        Ok(run)
    }

    /// Sends one change.
    fn press(&mut self) -> anyhow::Result<()> {
        self.rev += 1;
        self.turn += 1;
        let mut change = Change::new(self.rev);
        let card = CARDS[self.turn % CARDS.len()];
        let text = if self.args.key.is_some() {
            format!(r#"{{"rev":{},"do":{{"take":{{"card":{card}}}}}}}"#, self.rev - 1)
        } else {
            let text = format!(r#"{{"rev":{},"pad":""}}"#, self.rev);
            let pad = "x".repeat(self.args.frame_bytes.saturating_sub(text.len()));
            text.replace(r#""pad":"""#, &format!(r#""pad":"{pad}""#))
        };
        change.sent = Instant::now();
        self.change = change;
        self.send(&text)
    }

    fn send(&mut self, text: &str) -> anyhow::Result<()> {
        let bytes = match &self.args.key {
            None => ws::client_frame(ws::TEXT, text.as_bytes()),
            Some(key) => format!(
                "POST /api/v1/stage/commands HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {key}\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{text}",
                self.args.addr,
                text.len()
            )
            .into_bytes(),
        };
        self.control.stream.write_all(&bytes).context("control")
    }

    /// Waits until every viewer has the change.
    fn wait(&mut self) -> anyhow::Result<()> {
        while self.change.delivered.len() < self.viewers.len()
            || (self.args.key.is_some() && (self.change.overlay.is_none() || self.change.ack.is_none()))
        {
            ensure!(self.change.sent.elapsed() < DELIVERY_MAX, "some of {} viewers got nothing", self.viewers.len());
            self.pump(Duration::from_millis(5))?;
        }
        Ok(())
    }

    /// Reads and answers frames for some time.
    fn idle(&mut self, time: Duration) -> anyhow::Result<()> {
        let until = Instant::now() + time;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.pump(left)?;
        }
        Ok(())
    }

    fn pump(&mut self, time: Duration) -> anyhow::Result<()> {
        let mut events = Events::with_capacity(4096);
        if let Err(why) = self.poll.poll(&mut events, Some(time)) {
            ensure!(why.kind() == ErrorKind::Interrupted, why);
        }
        for event in &events {
            match event.token() {
                CONTROL => self.hear_control()?,
                OVERLAY => self.hear_overlay()?,
                Token(at) => self.hear_viewer(at)?,
            }
        }
        Ok(())
    }

    fn hear_control(&mut self) -> anyhow::Result<()> {
        let read = self.control.read(&mut self.scratch)?;
        // The floor also sends the frame back to its sender, which is not a viewer.
        if self.args.key.is_some() {
            let answer = &self.scratch[..read];
            ensure!(answer.starts_with(b"HTTP/1.1 200"), "refused: {}", String::from_utf8_lossy(answer));
            self.change.ack = Some(self.change.elapsed());
        }
        Ok(())
    }

    fn hear_overlay(&mut self) -> anyhow::Result<()> {
        let (Some(peer), change) = (&mut self.overlay, &mut self.change) else { return Ok(()) };
        let read = peer.read(&mut self.scratch)?;
        let elapsed = change.elapsed();
        let mut seen = false;
        peer.frames(&self.scratch[..read], |text| seen |= memmem::find(text, &change.mark).is_some())?;
        if seen {
            change.overlay.get_or_insert(elapsed);
        }
        Ok(())
    }

    fn hear_viewer(&mut self, at: usize) -> anyhow::Result<()> {
        let (peer, change) = (&mut self.viewers[at], &mut self.change);
        let read = peer.read(&mut self.scratch)?;
        let elapsed = change.elapsed();
        let mut seen = 0;
        peer.frames(&self.scratch[..read], |text| {
            if memmem::find(text, &change.mark).is_some() {
                seen = text.len() as u64;
            }
        })?;
        if seen > 0 && peer.has != self.turn {
            peer.has = self.turn;
            change.delivered.push(elapsed);
            change.bytes += seen;
        }
        Ok(())
    }
}

impl Run {
    fn add(&mut self, change: &Change) {
        self.first.extend(change.delivered.first());
        self.last.extend(change.delivered.last());
        self.all.extend(&change.delivered);
        self.overlay.extend(change.overlay);
        self.ack.extend(change.ack);
        self.bytes += change.bytes;
    }
}

impl Change {
    fn new(rev: u64) -> Self {
        let mark = format!("\"rev\":{rev},").into_bytes();
        Self { mark, sent: Instant::now(), delivered: Vec::new(), bytes: 0, overlay: None, ack: None }
    }

    fn elapsed(&self) -> f64 {
        self.sent.elapsed().as_secs_f64() * 1e6
    }
}

impl Peer {
    fn new(poll: &Poll, token: Token, stream: std::net::TcpStream, pending: Vec<u8>) -> anyhow::Result<Self> {
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, token, Interest::READABLE)?;
        Ok(Self { stream, pending, has: 0 })
    }

    pub fn open(poll: &Poll, token: Token, addr: SocketAddr, path: &str) -> anyhow::Result<Self> {
        let (stream, pending) = ws::open(addr, path)?;
        Self::new(poll, token, stream, pending)
    }

    /// Reads once: a result shorter than the buffer means that nothing is left (epoll(7)).
    pub fn read(&mut self, into: &mut [u8]) -> anyhow::Result<usize> {
        match self.stream.read(into) {
            Ok(0) => bail!("the server closed a connection"),
            Ok(read) => Ok(read),
            Err(why) if why.kind() == ErrorKind::WouldBlock => Ok(0),
            Err(why) => Err(why.into()),
        }
    }

    /// Splits the bytes into frames: passes texts to `on_text`, answers pings.
    pub fn frames(&mut self, bytes: &[u8], mut on_text: impl FnMut(&[u8])) -> anyhow::Result<()> {
        let joined = (!self.pending.is_empty()).then(|| [std::mem::take(&mut self.pending).as_slice(), bytes].concat());
        let mut rest = joined.as_deref().unwrap_or(bytes);
        while let Some(frame) = ws::front(rest) {
            match frame.op {
                ws::PING => self.stream.write_all(&ws::client_frame(ws::PONG, frame.payload))?,
                ws::CLOSE => bail!("the server closed a WebSocket"),
                _ => on_text(frame.payload),
            }
            rest = &rest[frame.length..];
        }
        if !rest.is_empty() {
            self.pending = rest.to_vec();
        }
        Ok(())
    }
}

/// Opens the socket of a viewer that never reads. The receive buffer only takes effect if it is set before the handshake.
fn stall(addr: SocketAddr, path: &str) -> anyhow::Result<std::net::TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_recv_buffer_size(STALLED_RECEIVE_BYTES)?;
    socket.set_tcp_mss(STALLED_SEGMENT_BYTES)?;
    socket.connect(&addr.into())?;
    let stream = std::net::TcpStream::from(socket);
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
    ws::upgrade(stream, addr, path).map(|(stream, _)| stream)
}

//! The crowd: viewers' sockets, thousands of them, which only listen. One encoded frame, one `send` for each.
//!
//! A task a viewer reads; one task writes to all, straight into the sockets. Whoever cannot take a frame at once finishes
//! it in their own task and then gets the newest, so that nobody waits for anybody and memory stays bounded.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as WireFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Utf8Bytes};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::web::realtime::feeds::{EncodedView, encode};
use crate::web::realtime::frame_reader::{Inbound, Parser};
use crate::web::realtime::protocol::ToBrowser;
use crate::web::realtime::socket::{PING, SILENCE_MAX};
use crate::web::realtime::upgrade::Upgraded;

/// Writes before other tasks get a turn: some 0.2 ms, so that panels and overlays never wait for the crowd.
const CHUNK: usize = 32;
/// How long a viewer may take to take a frame.
const WRITE_MAX: Duration = Duration::from_secs(10);
/// Most frames that a viewer may send in one [`PING`] period.
const INBOUND_FRAMES_MAX: u32 = 60;

/// The viewers of this server. Cheap to clone.
#[derive(Clone)]
pub struct Crowd {
    inner: Arc<Inner>,
}

struct Inner {
    viewers: Mutex<Vec<Weak<Viewer>>>,
    feed: watch::Receiver<EncodedView>,
    clock: Clock,
    started: Instant,
}

/// One viewer's socket.
struct Viewer {
    stream: TcpStream,
    /// What is still to be written before anything new; `None` while the socket keeps up.
    behind: Mutex<Option<Bytes>>,
    /// Wakes the viewer's task to finish what is behind, or to go.
    poke: Notify,
    gone: AtomicBool,
    /// When something was heard last, in milliseconds since the crowd began.
    heard: AtomicU64,
    inbound: AtomicU32,
}

/// A text frame as a server sends it.
fn text_bytes(text: &Utf8Bytes) -> Bytes {
    wire_bytes(WireFrame::message(Bytes::from(text.clone()), OpCode::Data(Data::Text), true))
}

fn wire_bytes(frame: WireFrame) -> Bytes {
    let mut bytes = Vec::with_capacity(frame.len());
    frame.format(&mut bytes).expect("writing to a Vec cannot fail");
    bytes.into()
}

impl Crowd {
    /// An empty crowd that will follow a feed.
    #[must_use]
    pub fn new(feed: watch::Receiver<EncodedView>, clock: Clock) -> Self {
        Self { inner: Arc::new(Inner { viewers: Mutex::default(), feed, clock, started: Instant::now() }) }
    }

    #[must_use]
    pub fn size(&self) -> usize {
        lock(&self.inner.viewers).len()
    }

    /// Writes every new frame to everybody, and looks after who is still there.
    pub async fn run(self, stop: CancellationToken) {
        let mut feed = self.inner.feed.clone();
        let ping = wire_bytes(WireFrame::ping(Bytes::new()));
        let mut pings = interval(PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return self.send_away().await,
                Ok(()) = feed.changed() => {
                    let bytes = text_bytes(&feed.borrow_and_update().text);
                    self.write_all(&bytes).await;
                }
                _ = pings.tick() => {
                    self.drop_silent();
                    self.write_all(&ping).await;
                }
            }
        }
    }

    async fn write_all(&self, bytes: &Bytes) {
        // The few who steer and show were woken by the same change: let them run first.
        tokio::task::yield_now().await;
        let viewers: Vec<_> = lock(&self.inner.viewers).clone();
        for chunk in viewers.chunks(CHUNK) {
            for viewer in chunk {
                if let Some(viewer) = viewer.upgrade() {
                    viewer.offer(bytes);
                }
            }
            tokio::task::yield_now().await;
        }
    }

    /// Tells everybody that the server restarts, and lets them go.
    async fn send_away(&self) {
        let restart = CloseFrame { code: CloseCode::Restart, reason: Utf8Bytes::from_static("restarting") };
        self.write_all(&wire_bytes(WireFrame::close(Some(restart)))).await;
        for viewer in lock(&self.inner.viewers).iter().filter_map(Weak::upgrade) {
            viewer.let_go();
        }
    }

    fn drop_silent(&self) {
        let limit = self.millis().saturating_sub(u64::try_from(SILENCE_MAX.as_millis()).unwrap_or(u64::MAX));
        for viewer in lock(&self.inner.viewers).iter().filter_map(Weak::upgrade) {
            viewer.inbound.store(0, Ordering::Relaxed);
            if viewer.heard.load(Ordering::Relaxed) < limit {
                viewer.let_go();
            }
        }
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.inner.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Serves one viewer until they go.
    pub async fn join(self, upgraded: Upgraded) {
        let viewer = Arc::new(Viewer {
            stream: upgraded.stream,
            behind: Mutex::new(None),
            poke: Notify::new(),
            gone: AtomicBool::new(false),
            heard: AtomicU64::new(self.millis()),
            inbound: AtomicU32::new(0),
        });
        // Listed first, greeted then: a frame in between is doubled at worst, never missed.
        lock(&self.inner.viewers).push(Arc::downgrade(&viewer));
        let now = self.inner.clock.now().millis();
        let greeting = {
            let frame = self.inner.feed.borrow();
            frame.ready().then(|| text_bytes(&frame.text_at(now)))
        };
        if let Some(greeting) = greeting {
            viewer.offer(&greeting);
        }
        let mut parser = Parser::new(upgraded.read_ahead);
        while !viewer.gone.load(Ordering::Relaxed) {
            tokio::select! {
                ready = viewer.stream.readable() => {
                    if ready.is_err() || !self.hear(&viewer, &mut parser) {
                        break;
                    }
                }
                () = viewer.poke.notified() => {
                    if !self.catch_up(&viewer).await {
                        break;
                    }
                }
            }
        }
        let gone = Arc::as_ptr(&viewer);
        lock(&self.inner.viewers).retain(|other| !std::ptr::eq(other.as_ptr(), gone));
    }

    /// Reads what came; `false` when the viewer is to go.
    fn hear(&self, viewer: &Viewer, parser: &mut Parser) -> bool {
        loop {
            match parser.read(&viewer.stream) {
                Ok(None) => return true,
                Ok(Some(inbound)) => {
                    viewer.heard.store(self.millis(), Ordering::Relaxed);
                    if viewer.inbound.fetch_add(1, Ordering::Relaxed) >= INBOUND_FRAMES_MAX {
                        return false;
                    }
                    match inbound {
                        Inbound::Close => return false,
                        Inbound::Pong => {}
                        Inbound::Ping(payload) => viewer.offer(&wire_bytes(WireFrame::pong(payload))),
                        // Pages can only ask whether the line lives.
                        Inbound::Text => {
                            let pong = encode(&ToBrowser::Pong { now: self.inner.clock.now().millis() });
                            viewer.offer(&text_bytes(&pong));
                        }
                    }
                }
                Err(_) => return false,
            }
        }
    }

    /// Finishes what is behind, then gives the newest; `false` when it takes too long.
    async fn catch_up(&self, viewer: &Viewer) -> bool {
        let work = async {
            loop {
                let rest = lock(&viewer.behind).clone();
                let Some(rest) = rest else { return true };
                if rest.is_empty() {
                    lock(&viewer.behind).take();
                    viewer.offer(&text_bytes(&self.inner.feed.borrow().text));
                    continue;
                }
                if viewer.stream.writable().await.is_err() {
                    return false;
                }
                match viewer.stream.try_write(&rest) {
                    Ok(written) => *lock(&viewer.behind) = Some(rest.slice(written..)),
                    Err(why) if why.kind() == ErrorKind::WouldBlock => {}
                    Err(_) => return false,
                }
            }
        };
        timeout(WRITE_MAX, work).await.unwrap_or(false)
    }
}

impl Viewer {
    /// Ends the viewer's task.
    fn let_go(&self) {
        self.gone.store(true, Ordering::Relaxed);
        self.poke.notify_one();
    }

    /// Writes a frame now, or leaves the rest of it to the viewer's own task.
    fn offer(&self, bytes: &Bytes) {
        let mut behind = lock(&self.behind);
        if behind.is_some() {
            // A frame is half out. This one is skipped; the newest follows when the socket takes more.
            return;
        }
        let written = match self.stream.try_write(bytes) {
            Ok(written) => written,
            Err(why) if why.kind() == ErrorKind::WouldBlock => 0,
            // The reading side notices and ends the task.
            Err(_) => return,
        };
        if written < bytes.len() {
            // Nothing of it out yet: then only the newest is worth sending.
            *behind = Some(if written == 0 { Bytes::new() } else { bytes.slice(written..) });
            drop(behind);
            self.poke.notify_one();
        }
    }
}

/// Whoever panicked while holding it left a value that is whole: each change is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

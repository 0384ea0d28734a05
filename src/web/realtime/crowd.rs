//! The crowd: thousands of viewers' sockets, which only listen. A frame is encoded once and written once to each socket.
//!
//! Each viewer has a task that reads; one task writes to all, straight into the sockets. If a socket cannot take a whole
//! frame at once, the viewer's own task writes the rest and then the newest frame. So no viewer delays another, and memory
//! stays bounded.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
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
use crate::web::realtime::encoded_view::{EncodedView, encode};
use crate::web::realtime::frame_reader::{FrameReader, Inbound};
use crate::web::realtime::heartbeat::{PING_INTERVAL, SILENCE_TIMEOUT};
use crate::web::realtime::lock::lock;
use crate::web::realtime::protocol::ToBrowser;
use crate::web::realtime::upgrade::Upgraded;

/// Viewers written to before other tasks get a turn: some 0.2 ms, so that panels and overlays never wait for the crowd.
const VIEWERS_PER_TURN: usize = 32;
/// Deadline of writing one frame to a viewer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// Most frames that a viewer may send in one [`PING_INTERVAL`].
const INBOUND_FRAMES_MAX: u32 = 60;

/// The viewers of this server. Cheap to clone.
#[derive(Clone)]
pub struct Crowd {
    state: Arc<CrowdState>,
}

struct CrowdState {
    viewers: Mutex<Vec<Weak<Viewer>>>,
    feed: watch::Receiver<EncodedView>,
    clock: Clock,
    started: Instant,
}

/// One viewer's socket.
struct Viewer {
    stream: TcpStream,
    /// The rest of a frame that must be written before anything new; `None` while the socket keeps up.
    unsent: Mutex<Option<Bytes>>,
    /// Wakes the viewer's task to write the rest, or to end.
    wake: Notify,
    closed: AtomicBool,
    /// When the viewer's last WebSocket frame arrived, in milliseconds since the crowd was created.
    last_received: AtomicU64,
    /// Frames received since the last ping.
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
        Self { state: Arc::new(CrowdState { viewers: Mutex::default(), feed, clock, started: Instant::now() }) }
    }

    /// How many viewers are connected.
    #[must_use]
    pub fn size(&self) -> usize {
        lock(&self.state.viewers).len()
    }

    /// Writes every new frame to all viewers, and pings them, until stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut feed = self.state.feed.clone();
        let ping = wire_bytes(WireFrame::ping(Bytes::new()));
        let mut pings = interval(PING_INTERVAL);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return self.close_all().await,
                Ok(()) = feed.changed() => {
                    let bytes = text_bytes(&feed.borrow_and_update().text);
                    self.write_all(&bytes).await;
                }
                _ = pings.tick() => {
                    self.close_silent();
                    self.write_all(&ping).await;
                }
            }
        }
    }

    async fn write_all(&self, bytes: &Bytes) {
        // Panels and overlays were woken by the same change: they run first.
        tokio::task::yield_now().await;
        let viewers: Vec<_> = lock(&self.state.viewers).clone();
        for chunk in viewers.chunks(VIEWERS_PER_TURN) {
            for viewer in chunk {
                if let Some(viewer) = viewer.upgrade() {
                    viewer.offer(bytes);
                }
            }
            tokio::task::yield_now().await;
        }
    }

    /// Closes all sockets because the server restarts.
    async fn close_all(&self) {
        let restart = CloseFrame { code: CloseCode::Restart, reason: Utf8Bytes::from_static("restarting") };
        self.write_all(&wire_bytes(WireFrame::close(Some(restart)))).await;
        for viewer in lock(&self.state.viewers).iter().filter_map(Weak::upgrade) {
            viewer.close();
        }
    }

    /// Closes the sockets of viewers that have sent nothing for too long.
    fn close_silent(&self) {
        let limit = self.millis().saturating_sub(u64::try_from(SILENCE_TIMEOUT.as_millis()).unwrap_or(u64::MAX));
        for viewer in lock(&self.state.viewers).iter().filter_map(Weak::upgrade) {
            viewer.inbound.store(0, Ordering::Relaxed);
            if viewer.last_received.load(Ordering::Relaxed) < limit {
                viewer.close();
            }
        }
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.state.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Serves one viewer until the connection ends.
    pub async fn serve(self, upgraded: Upgraded) {
        let viewer = Arc::new(Viewer {
            stream: upgraded.stream,
            unsent: Mutex::new(None),
            wake: Notify::new(),
            closed: AtomicBool::new(false),
            last_received: AtomicU64::new(self.millis()),
            inbound: AtomicU32::new(0),
        });
        // Listed before greeted: a frame in between is sent twice at worst, and never missed.
        lock(&self.state.viewers).push(Arc::downgrade(&viewer));
        let now = self.state.clock.now().millis();
        let greeting = self.state.feed.borrow().greeting(now);
        if let Some(text) = greeting {
            viewer.offer(&text_bytes(&text));
        }
        let mut reader = FrameReader::new(upgraded.read_ahead);
        while !viewer.closed.load(Ordering::Relaxed) {
            tokio::select! {
                ready = viewer.stream.readable() => {
                    if ready.is_err() || !self.receive(&viewer, &mut reader) {
                        break;
                    }
                }
                () = viewer.wake.notified() => {
                    if !self.catch_up(&viewer).await {
                        break;
                    }
                }
            }
        }
        let left = Arc::as_ptr(&viewer);
        lock(&self.state.viewers).retain(|other| !std::ptr::eq(other.as_ptr(), left));
    }

    /// Reads all frames that have arrived; `false` if the connection is to end.
    fn receive(&self, viewer: &Viewer, reader: &mut FrameReader) -> bool {
        loop {
            match reader.read(&viewer.stream) {
                Ok(None) => return true,
                Ok(Some(inbound)) => {
                    viewer.last_received.store(self.millis(), Ordering::Relaxed);
                    if viewer.inbound.fetch_add(1, Ordering::Relaxed) >= INBOUND_FRAMES_MAX {
                        return false;
                    }
                    match inbound {
                        Inbound::Close => return false,
                        Inbound::Pong => {}
                        Inbound::Ping(payload) => viewer.offer(&wire_bytes(WireFrame::pong(payload))),
                        // The only message of a viewer's page is a ping.
                        Inbound::Text => {
                            let pong = encode(&ToBrowser::Pong { now: self.state.clock.now().millis() });
                            viewer.offer(&text_bytes(&pong));
                        }
                    }
                }
                Err(_) => return false,
            }
        }
    }

    /// Writes the rest of a frame, then the newest one; `false` if it takes too long.
    async fn catch_up(&self, viewer: &Viewer) -> bool {
        let work = async {
            loop {
                let rest = lock(&viewer.unsent).clone();
                let Some(rest) = rest else { return true };
                if rest.is_empty() {
                    lock(&viewer.unsent).take();
                    viewer.offer(&text_bytes(&self.state.feed.borrow().text));
                    continue;
                }
                if viewer.stream.writable().await.is_err() {
                    return false;
                }
                match viewer.stream.try_write(&rest) {
                    Ok(written) => *lock(&viewer.unsent) = Some(rest.slice(written..)),
                    Err(why) if why.kind() == ErrorKind::WouldBlock => {}
                    Err(_) => return false,
                }
            }
        };
        timeout(WRITE_TIMEOUT, work).await.unwrap_or(false)
    }
}

impl Viewer {
    /// Ends the viewer's task.
    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.wake.notify_one();
    }

    /// Writes a frame at once, as far as the socket takes it; the viewer's own task writes the rest.
    fn offer(&self, bytes: &Bytes) {
        let mut unsent = lock(&self.unsent);
        if unsent.is_some() {
            // An earlier frame is half written. This one is skipped; the newest follows when the socket takes more.
            return;
        }
        let written = match self.stream.try_write(bytes) {
            Ok(written) => written,
            Err(why) if why.kind() == ErrorKind::WouldBlock => 0,
            // The reading side fails too, and ends the task.
            Err(_) => return,
        };
        if written < bytes.len() {
            // If nothing of it is written yet, the newest frame is sent in its place.
            *unsent = Some(if written == 0 { Bytes::new() } else { bytes.slice(written..) });
            drop(unsent);
            self.wake.notify_one();
        }
    }
}

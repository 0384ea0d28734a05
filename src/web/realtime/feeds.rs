//! Views as frames: encoded once for each audience and revision, panel and overlays before the crowd.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::stage::Rev;
use crate::live::{Hub, Tally, World};
use crate::qr::Codes;
use crate::web::http::assets::build;
use crate::web::realtime::crowd::Crowd;
use crate::web::realtime::presence::Registry;
use crate::web::realtime::protocol::{Around, ToBrowser};

/// Between two looks at what no event tells: viewers come and go.
const LOOK: Duration = Duration::from_secs(2);

/// One audience's view of one revision.
#[derive(Debug, Clone)]
pub struct Frame {
    pub epoch: Arc<str>,
    pub rev: Rev,
    view: Arc<RawValue>,
    /// The whole frame as it was sent to those who were there.
    pub text: Utf8Bytes,
}

impl Frame {
    fn new(world: &World, view: &impl Serialize, now: i64) -> Self {
        let view = to_raw_value(view).expect("views are structs with text keys, which JSON can always hold");
        let (epoch, rev) = (world.epoch.clone(), world.rev);
        let text = encode(&ToBrowser::View { epoch: &epoch, rev, now, build: build(), view: &view });
        Self { epoch, rev, view: view.into(), text }
    }

    /// Whether there is a state to show at all. Before, pages are sent none and keep the picture that they have.
    #[must_use]
    pub fn ready(&self) -> bool {
        !self.epoch.is_empty()
    }

    /// The frame for somebody who comes later: the same view, with the time as it is then.
    #[must_use]
    pub fn text_at(&self, now: i64) -> Utf8Bytes {
        encode(&ToBrowser::View { epoch: &self.epoch, rev: self.rev, now, build: build(), view: &self.view })
    }
}

/// One frame as text.
#[must_use]
pub fn encode(frame: &ToBrowser<'_>) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames are structs with text keys, which JSON can always hold").into()
}

/// The newest frame of each audience. Cheap to clone.
#[derive(Clone)]
pub struct Feeds {
    pub overlay: watch::Receiver<Frame>,
    /// An overlay's view of what comes next, for panels.
    pub preview: watch::Receiver<Frame>,
    pub panel: watch::Receiver<Frame>,
    pub live: watch::Receiver<Frame>,
    /// What panels get beside their view.
    pub around: watch::Receiver<Utf8Bytes>,
}

/// Fills the feeds.
pub struct Feeder {
    worlds: watch::Receiver<Arc<World>>,
    tally: watch::Receiver<Arc<Tally>>,
    registry: Registry,
    crowd: Crowd,
    clock: Clock,
    public_url: Arc<str>,
    codes: Codes,
    overlay: watch::Sender<Frame>,
    preview: watch::Sender<Frame>,
    panel: watch::Sender<Frame>,
    live: watch::Sender<Frame>,
    around: watch::Sender<Utf8Bytes>,
}

impl Feeder {
    #[must_use]
    pub fn new(hub: &Hub, clock: &Clock, public_url: &Arc<str>, registry: Registry) -> (Self, Feeds, Crowd) {
        let (now, world) = (clock.now(), hub.world());
        let scene = world.scene(now, public_url);
        let mut codes = Codes::default();
        let (overlay, overlays) = watch::channel(Frame::new(&world, &scene.overlay(&mut codes), now.millis()));
        let (preview, previews) = watch::channel(Frame::new(&world, &scene.preview(&mut codes), now.millis()));
        let (panel, panels) = watch::channel(Frame::new(&world, &scene.panel(), now.millis()));
        let (live, lives) = watch::channel(Frame::new(&world, &scene.live(), now.millis()));
        let (around, arounds) = watch::channel(encode(&ToBrowser::Around(&Around::default())));
        let crowd = Crowd::new(lives.clone(), clock.clone());
        let feeds = Feeds { overlay: overlays, preview: previews, panel: panels, live: lives, around: arounds };
        let (worlds, tally) = (hub.follow(), hub.tally());
        let (clock, public_url) = (clock.clone(), public_url.clone());
        let of = crowd.clone();
        (
            Self { worlds, tally, registry, crowd, clock, public_url, codes, overlay, preview, panel, live, around },
            feeds,
            of,
        )
    }

    pub async fn run(mut self, stop: CancellationToken) {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut known = self.registry.follow();
        loop {
            tokio::select! {
                // Views first: everything else can wait for a host who has pressed.
                biased;
                () = stop.cancelled() => return,
                Ok(()) = self.worlds.changed() => {
                    self.show().await;
                    self.tell();
                    self.draw_ahead().await;
                }
                Ok(()) = known.changed() => self.tell(),
                Ok(()) = self.tally.changed() => self.tell(),
                _ = looks.tick() => self.tell(),
            }
        }
    }

    /// Encodes the newest state for everybody. Each audience is sent to before the next one's frame is made.
    async fn show(&mut self) {
        let (now, world) = (self.clock.now(), self.worlds.borrow_and_update().clone());
        let scene = world.scene(now, &self.public_url);
        self.overlay.send_replace(Frame::new(&world, &scene.overlay(&mut self.codes), now.millis()));
        yield_now().await;
        self.panel.send_replace(Frame::new(&world, &scene.panel(), now.millis()));
        yield_now().await;
        self.live.send_replace(Frame::new(&world, &scene.live(), now.millis()));
        yield_now().await;
        self.preview.send_replace(Frame::new(&world, &scene.preview(&mut self.codes), now.millis()));
    }

    /// Draws codes that will be needed, while nobody waits.
    async fn draw_ahead(&mut self) {
        let world = self.worlds.borrow().clone();
        let scene = world.scene(self.clock.now(), &self.public_url);
        for card in &world.rundown.cards {
            yield_now().await;
            if self.worlds.has_changed().unwrap_or(true) {
                return;
            }
            scene.draw_ahead(card.number, &mut self.codes);
        }
    }

    /// Tells panels what is known around the stage, where it is news.
    fn tell(&mut self) {
        let (world, tally) = (self.worlds.borrow().clone(), self.tally.borrow_and_update().clone());
        let mut counts = world.scene(self.clock.now(), &self.public_url).per_card(&tally.counts);
        counts.retain(|_, count| *count > 0);
        let around = Around {
            total: counts.values().sum(),
            counts,
            store: tally.store,
            people: self.registry.people(),
            overlays: self.registry.overlays(),
            viewers: self.crowd.size(),
        };
        let text = encode(&ToBrowser::Around(&around));
        self.around.send_if_modified(|known| {
            let changed = *known != text;
            *known = text;
            changed
        });
    }
}

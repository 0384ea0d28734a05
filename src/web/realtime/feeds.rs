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
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Rev;
use crate::live::{Hub, Stats};
use crate::qr::Codes;
use crate::view::Views;
use crate::web::http::assets::build;
use crate::web::realtime::crowd::Crowd;
use crate::web::realtime::presence::Registry;
use crate::web::realtime::protocol::{PanelStatus, ToBrowser};

/// Between two looks at what no event tells: viewers come and go.
const LOOK: Duration = Duration::from_secs(2);

/// One audience's view of one revision.
#[derive(Debug, Clone)]
pub struct EncodedView {
    pub epoch: Arc<str>,
    pub rev: Rev,
    view: Arc<RawValue>,
    /// The whole frame as it was sent to those who were there.
    pub text: Utf8Bytes,
}

impl EncodedView {
    fn new(snapshot: &Snapshot, view: &impl Serialize, now: i64) -> Self {
        let view = to_raw_value(view).expect("views are structs with text keys, which JSON can always hold");
        let (epoch, rev) = (snapshot.epoch.clone(), snapshot.rev);
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
    pub overlay: watch::Receiver<EncodedView>,
    /// An overlay's view of what comes next, for panels.
    pub preview: watch::Receiver<EncodedView>,
    pub panel: watch::Receiver<EncodedView>,
    pub live: watch::Receiver<EncodedView>,
    /// What panels get beside their view.
    pub around: watch::Receiver<Utf8Bytes>,
}

/// Fills the feeds.
pub struct Feeder {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    stats: watch::Receiver<Arc<Stats>>,
    registry: Registry,
    crowd: Crowd,
    clock: Clock,
    public_url: Arc<str>,
    codes: Codes,
    overlay: watch::Sender<EncodedView>,
    preview: watch::Sender<EncodedView>,
    panel: watch::Sender<EncodedView>,
    live: watch::Sender<EncodedView>,
    around: watch::Sender<Utf8Bytes>,
}

impl Feeder {
    #[must_use]
    pub fn new(hub: &Hub, clock: &Clock, public_url: &Arc<str>, registry: Registry) -> (Self, Feeds, Crowd) {
        let (now, snapshot) = (clock.now(), hub.snapshot());
        let views = Views::new(&snapshot, public_url, now);
        let mut codes = Codes::default();
        let (overlay, overlays) = watch::channel(EncodedView::new(&snapshot, &views.overlay(&mut codes), now.millis()));
        let (preview, previews) = watch::channel(EncodedView::new(&snapshot, &views.preview(&mut codes), now.millis()));
        let (panel, panels) = watch::channel(EncodedView::new(&snapshot, &views.panel(), now.millis()));
        let (live, lives) = watch::channel(EncodedView::new(&snapshot, &views.live(), now.millis()));
        let (around, arounds) = watch::channel(encode(&ToBrowser::PanelStatus(&PanelStatus::default())));
        let crowd = Crowd::new(lives.clone(), clock.clone());
        let feeds = Feeds { overlay: overlays, preview: previews, panel: panels, live: lives, around: arounds };
        let (snapshots, stats) = (hub.follow(), hub.stats());
        let (clock, public_url) = (clock.clone(), public_url.clone());
        let of = crowd.clone();
        (
            Self { snapshots, stats, registry, crowd, clock, public_url, codes, overlay, preview, panel, live, around },
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
                Ok(()) = self.snapshots.changed() => {
                    self.show().await;
                    self.tell();
                    self.draw_ahead().await;
                }
                Ok(()) = known.changed() => self.tell(),
                Ok(()) = self.stats.changed() => self.tell(),
                _ = looks.tick() => self.tell(),
            }
        }
    }

    /// Encodes the newest state for everybody. Each audience is sent to before the next one's frame is made.
    async fn show(&mut self) {
        let (now, snapshot) = (self.clock.now(), self.snapshots.borrow_and_update().clone());
        let views = Views::new(&snapshot, &self.public_url, now);
        self.overlay.send_replace(EncodedView::new(&snapshot, &views.overlay(&mut self.codes), now.millis()));
        yield_now().await;
        self.panel.send_replace(EncodedView::new(&snapshot, &views.panel(), now.millis()));
        yield_now().await;
        self.live.send_replace(EncodedView::new(&snapshot, &views.live(), now.millis()));
        yield_now().await;
        self.preview.send_replace(EncodedView::new(&snapshot, &views.preview(&mut self.codes), now.millis()));
    }

    /// Draws codes that will be needed, while nobody waits.
    async fn draw_ahead(&mut self) {
        let snapshot = self.snapshots.borrow().clone();
        let views = Views::new(&snapshot, &self.public_url, self.clock.now());
        for card in &snapshot.rundown.cards {
            yield_now().await;
            if self.snapshots.has_changed().unwrap_or(true) {
                return;
            }
            views.draw_ahead(card.number, &mut self.codes);
        }
    }

    /// Tells panels what is known around the stage, where it is news.
    fn tell(&mut self) {
        let (snapshot, stats) = (self.snapshots.borrow().clone(), self.stats.borrow_and_update().clone());
        let mut counts = Views::new(&snapshot, &self.public_url, self.clock.now()).per_card(&stats.counts);
        counts.retain(|_, count| *count > 0);
        let around = PanelStatus {
            total: counts.values().sum(),
            counts,
            store: stats.store,
            people: self.registry.people(),
            overlays: self.registry.overlays(),
            viewers: self.crowd.size(),
        };
        let text = encode(&ToBrowser::PanelStatus(&around));
        self.around.send_if_modified(|known| {
            let changed = *known != text;
            *known = text;
            changed
        });
    }
}

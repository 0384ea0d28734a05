//! The newest frame of each audience. Each view is encoded once per revision, for panels and overlays before the crowd.
//! Must not know sockets.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::snapshot::Snapshot;
use crate::live::{Hub, Stats};
use crate::qr::Codes;
use crate::view::Views;
use crate::web::http::proxy_watch::ProxyWatch;
use crate::web::realtime::crowd::Crowd;
use crate::web::realtime::encoded_view::{EncodedView, encode};
use crate::web::realtime::presence::Registry;
use crate::web::realtime::protocol::{PanelStatus, ToBrowser};

/// Between updates of the number of viewers: no event reports that one connects or leaves.
const STATUS_INTERVAL: Duration = Duration::from_secs(2);

/// The newest frame of each audience. Cheap to clone.
#[derive(Clone)]
pub struct Feeds {
    /// The view of overlays.
    pub overlay: watch::Receiver<EncodedView>,
    /// An overlay's view of what comes next, for panels.
    pub preview: watch::Receiver<EncodedView>,
    /// The view of panels.
    pub panel: watch::Receiver<EncodedView>,
    /// The view of viewers' pages.
    pub public: watch::Receiver<EncodedView>,
    /// The frame that panels get beside their view.
    pub panel_status: watch::Receiver<Utf8Bytes>,
}

/// The sending ends of [`Feeds`].
struct FeedSenders {
    overlay: watch::Sender<EncodedView>,
    preview: watch::Sender<EncodedView>,
    panel: watch::Sender<EncodedView>,
    public: watch::Sender<EncodedView>,
    panel_status: watch::Sender<Utf8Bytes>,
}

/// The parts of a server that the frames are made of.
#[derive(Clone, Copy)]
pub struct FeedSources<'a> {
    /// The stage.
    pub hub: &'a Hub,
    /// The server's clock.
    pub clock: &'a Clock,
    /// The address of the public pages.
    pub public_url: &'a Arc<str>,
    /// The reverse proxies in front.
    pub proxies: &'a Arc<ProxyWatch>,
}

/// The task that fills the feeds.
pub struct Feeder {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    stats: watch::Receiver<Arc<Stats>>,
    registry: Registry,
    crowd: Crowd,
    clock: Clock,
    public_url: Arc<str>,
    proxies: Arc<ProxyWatch>,
    codes: Codes,
    senders: FeedSenders,
}

impl Feeder {
    /// Encodes the hub's current state for all audiences.
    #[must_use]
    pub fn new(sources: FeedSources<'_>, registry: Registry) -> (Self, Feeds, Crowd) {
        let FeedSources { hub, clock, public_url, proxies } = sources;
        let mut codes = Codes::default();
        let (senders, feeds) = channels(&hub.snapshot(), clock, public_url, &mut codes);
        let crowd = Crowd::new(feeds.public.clone(), clock.clone());
        let feeder = Self {
            snapshots: hub.follow(),
            stats: hub.stats(),
            registry,
            crowd: crowd.clone(),
            clock: clock.clone(),
            public_url: public_url.clone(),
            proxies: proxies.clone(),
            codes,
            senders,
        };
        (feeder, feeds, crowd)
    }

    /// Encodes every change until stopped.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut status_ticks = interval(STATUS_INTERVAL);
        status_ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut presence_changes = self.registry.follow();
        loop {
            tokio::select! {
                // Views first: a host has pressed a key and waits for them.
                biased;
                () = stop.cancelled() => return,
                Ok(()) = self.snapshots.changed() => {
                    self.send_views().await;
                    self.send_panel_status();
                    self.draw_codes_ahead().await;
                }
                Ok(()) = presence_changes.changed() => self.send_panel_status(),
                Ok(()) = self.stats.changed() => {
                    self.send_places();
                    self.send_panel_status();
                }
                _ = status_ticks.tick() => self.send_panel_status(),
            }
        }
    }

    /// Encodes the newest state. Each audience's frame is sent before the next one is encoded.
    async fn send_views(&mut self) {
        let now = self.clock.now();
        let snapshot = self.snapshots.borrow_and_update().clone();
        let views = Views::new(&snapshot, &self.public_url, now);
        let millis = now.millis();
        self.senders.overlay.send_replace(EncodedView::new(&snapshot, &views.overlay(&mut self.codes), millis));
        yield_now().await;
        self.senders.panel.send_replace(EncodedView::new(&snapshot, &views.panel(), millis));
        yield_now().await;
        let stats = self.stats.borrow().clone();
        let public = EncodedView::new(&snapshot, &views.with_places(&stats.places).live(), millis);
        self.senders.public.send_replace(public);
        yield_now().await;
        self.senders.preview.send_replace(EncodedView::new(&snapshot, &views.preview(&mut self.codes), millis));
    }

    /// Sends viewers the same revision again if the places that they see have changed.
    fn send_places(&self) {
        let snapshot = self.snapshots.borrow().clone();
        let stats = self.stats.borrow().clone();
        let now = self.clock.now();
        let live = Views::new(&snapshot, &self.public_url, now).with_places(&stats.places).live();
        let encoded = EncodedView::new(&snapshot, &live, now.millis());
        self.senders.public.send_if_modified(|known| {
            let changed = !known.shows_the_same(&encoded);
            if changed {
                *known = encoded;
            }
            changed
        });
    }

    /// Draws the QR codes of all cards while the stage is idle, so that no press has to wait for one.
    async fn draw_codes_ahead(&mut self) {
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

    /// Sends panels their status if it differs from the last one.
    fn send_panel_status(&mut self) {
        let snapshot = self.snapshots.borrow().clone();
        let stats = self.stats.borrow_and_update().clone();
        let views = Views::new(&snapshot, &self.public_url, self.clock.now());
        let mut counts = views.per_card(&stats.counts);
        counts.retain(|_, count| *count > 0);
        let panel_status = PanelStatus {
            total: counts.values().sum(),
            counts,
            places: views.places_per_card(&stats.places),
            store: stats.store,
            proxies: self.proxies.faults(),
            people: self.registry.people(),
            overlays: self.registry.overlays(),
            viewers: self.crowd.size(),
        };
        let text = encode(&ToBrowser::PanelStatus(&panel_status));
        self.senders.panel_status.send_if_modified(|known| {
            let changed = *known != text;
            *known = text;
            changed
        });
    }
}

fn channels(snapshot: &Snapshot, clock: &Clock, public_url: &str, codes: &mut Codes) -> (FeedSenders, Feeds) {
    let now = clock.now();
    let views = Views::new(snapshot, public_url, now);
    let millis = now.millis();
    let (overlay_sender, overlay) = watch::channel(EncodedView::new(snapshot, &views.overlay(codes), millis));
    let (preview_sender, preview) = watch::channel(EncodedView::new(snapshot, &views.preview(codes), millis));
    let (panel_sender, panel) = watch::channel(EncodedView::new(snapshot, &views.panel(), millis));
    let (public_sender, public) = watch::channel(EncodedView::new(snapshot, &views.live(), millis));
    let (status_sender, panel_status) = watch::channel(encode(&ToBrowser::PanelStatus(&PanelStatus::default())));
    let senders = FeedSenders {
        overlay: overlay_sender,
        preview: preview_sender,
        panel: panel_sender,
        public: public_sender,
        panel_status: status_sender,
    };
    (senders, Feeds { overlay, preview, panel, public, panel_status })
}

//! The pages that are connected to this server: panels with their names, overlays with their last receipt. Must not know
//! sockets.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::{broadcast, watch};

use crate::domain::crew::Operator;
use crate::domain::exposure::Picture;
use crate::live::exposure::{Exposures, Painted};
use crate::web::realtime::lock::lock;
use crate::web::realtime::protocol::{Did, OverlayPresence, Presence, Shown};

/// Most pages whose last action is remembered after they disconnect; a show has a handful.
const ACTIONS_MAX: usize = 256;

/// Most reload requests that a slow socket may fall behind; if it misses one, the host presses the button again.
const RELOADS_MAX: usize = 16;

/// The pages that are connected. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    state: Arc<RegistryState>,
}

struct RegistryState {
    next_id: AtomicU64,
    people: Mutex<BTreeMap<u64, Presence>>,
    overlays: Mutex<BTreeMap<u64, ConnectedOverlay>>,
    /// The ids of overlays that a host wants to reload.
    reloads: broadcast::Sender<u64>,
    /// The last action by seat, so that a page keeps it through a reload.
    actions: Mutex<BTreeMap<Arc<str>, Did>>,
    changes: watch::Sender<()>,
    /// The record of what overlays have painted; `None` at a rehearsal.
    exposures: Option<Exposures>,
}

/// An overlay's page, and the description of it that panels get.
struct ConnectedOverlay {
    /// The page's own id, which outlives its connection; empty if it gave none.
    seat: Box<str>,
    presence: OverlayPresence,
}

/// A connected page. Dropping it removes the page from the registry, however the connection ended.
pub struct PresenceGuard {
    state: Arc<RegistryState>,
    /// The id of this connection.
    pub id: u64,
}

impl Registry {
    /// An empty registry.
    #[must_use]
    pub fn new(exposures: Option<Exposures>) -> Self {
        let state = RegistryState {
            next_id: AtomicU64::new(1),
            people: Mutex::default(),
            overlays: Mutex::default(),
            reloads: broadcast::channel(RELOADS_MAX).0,
            actions: Mutex::default(),
            changes: watch::channel(()).0,
            exposures,
        };
        Self { state: Arc::new(state) }
    }

    /// Notifies of every change of the registry.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<()> {
        self.state.changes.subscribe()
    }

    /// Adds a panel.
    #[must_use]
    pub fn enter_panel(&self, by: &Operator, since: i64) -> PresenceGuard {
        let guard = self.guard();
        let presence = Presence {
            id: guard.id,
            name: by.name.as_str().into(),
            role: by.role,
            seat: by.seat.as_str().into(),
            since,
            last: lock(&self.state.actions).get(&*by.seat).cloned(),
        };
        lock(&self.state.people).insert(guard.id, presence);
        self.state.changes.send_replace(());
        guard
    }

    /// Adds an overlay. A page that reconnects replaces its old connection, whose end may be detected only much later.
    #[must_use]
    pub fn enter_overlay(&self, seat: &str, since: i64) -> PresenceGuard {
        let guard = self.guard();
        let presence = OverlayPresence { id: guard.id, since, shown: None, shown_at: 0, silent: false };
        let mut overlays = lock(&self.state.overlays);
        let old = overlays.iter().find(|(_, other)| !seat.is_empty() && &*other.seat == seat).map(|(id, _)| *id);
        if let Some(old) = old {
            overlays.remove(&old);
        }
        overlays.insert(guard.id, ConnectedOverlay { seat: seat.into(), presence });
        drop(overlays);
        if let (Some(old), Some(exposures)) = (old, &self.state.exposures) {
            exposures.gone(old);
        }
        self.state.changes.send_replace(());
        guard
    }

    /// The ids of overlays that are to reload their page.
    #[must_use]
    pub fn reloads(&self) -> broadcast::Receiver<u64> {
        self.state.reloads.subscribe()
    }

    /// Makes an overlay reload its page, if it is still connected.
    pub fn reload(&self, overlay: u64) {
        // An error means that no page is connected.
        self.state.reloads.send(overlay).ok();
    }

    /// Remembers the last action of the page with this seat.
    pub fn record_action(&self, seat: &str, what: Value, at: i64) {
        if seat.is_empty() {
            return;
        }
        let action = Did { what, at };
        for person in lock(&self.state.people).values_mut().filter(|person| &*person.seat == seat) {
            person.last = Some(action.clone());
        }
        let mut actions = lock(&self.state.actions);
        if actions.len() >= ACTIONS_MAX {
            actions.clear();
        }
        actions.insert(seat.into(), action);
        drop(actions);
        self.state.changes.send_replace(());
    }

    fn guard(&self) -> PresenceGuard {
        PresenceGuard { state: self.state.clone(), id: self.state.next_id.fetch_add(1, Ordering::Relaxed) }
    }

    /// The connected panels.
    #[must_use]
    pub fn people(&self) -> Vec<Presence> {
        lock(&self.state.people).values().cloned().collect()
    }

    /// The connected overlays.
    #[must_use]
    pub fn overlays(&self) -> Vec<OverlayPresence> {
        lock(&self.state.overlays).values().map(|overlay| overlay.presence.clone()).collect()
    }
}

impl PresenceGuard {
    /// Records an overlay's receipt.
    pub fn record_receipt(&self, shown: Shown, at: i64) {
        let painted = Painted {
            epoch: &shown.epoch,
            rev: shown.rev,
            shows: picture(&shown),
            unseen: !shown.seen(),
            obs: shown.obs.is_some(),
        };
        if let Some(exposures) = &self.state.exposures {
            exposures.painted(self.id, painted);
        }
        if let Some(overlay) = lock(&self.state.overlays).get_mut(&self.id) {
            overlay.presence.shown = Some(shown.cut());
            overlay.presence.shown_at = at;
        }
        self.state.changes.send_replace(());
    }

    /// Marks an overlay as silent, or as answering again.
    pub fn set_silent(&self, silent: bool) {
        if let Some(overlay) = lock(&self.state.overlays).get_mut(&self.id) {
            overlay.presence.silent = silent;
        }
        self.state.changes.send_replace(());
    }
}

impl Drop for PresenceGuard {
    fn drop(&mut self) {
        lock(&self.state.people).remove(&self.id);
        lock(&self.state.overlays).remove(&self.id);
        if let Some(exposures) = &self.state.exposures {
            exposures.gone(self.id);
        }
        self.state.changes.send_replace(());
    }
}

/// The picture that viewers see, by an overlay's receipt.
fn picture(shown: &Shown) -> Picture {
    match (shown.card, &shown.face) {
        // Also a panic that the store has not taken yet.
        _ if shown.panic || shown.hidden => Picture::Panic,
        (Some(card), _) => Picture::Card(card),
        (None, Some(_)) => Picture::Face,
        (None, None) => Picture::Nothing,
    }
}

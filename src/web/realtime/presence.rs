//! Who is connected to this server: panels with their names, overlays with what they have painted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::{broadcast, watch};

use crate::domain::crew::Operator;
use crate::domain::exposure::Picture;
use crate::live::exposure::{Exposures, Painted};
use crate::web::realtime::protocol::{Did, OverlayPresence, Presence, Shown};

/// Most pages whose last deed is remembered after they went; a show has a handful.
const SEATS_MAX: usize = 256;

/// Most reloads that wait to be told; whoever misses one is asked again by the same button.
const RELOADS_MAX: usize = 16;

/// Remembers who is connected. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    next: AtomicU64,
    people: Mutex<BTreeMap<u64, Presence>>,
    overlays: Mutex<BTreeMap<u64, Overlay>>,
    /// Which overlay a host wants to load its page anew.
    reloads: broadcast::Sender<u64>,
    /// By seat, so that a page still has done what it did after a reload.
    deeds: Mutex<BTreeMap<Arc<str>, Did>>,
    changes: watch::Sender<()>,
    /// Remembers beyond the connection what overlays have painted; nobody does at a rehearsal.
    exposures: Option<Exposures>,
}

/// An overlay's page, and what panels are told of it.
struct Overlay {
    /// The page's own id, which outlives its line; empty where it gave none.
    seat: Box<str>,
    presence: OverlayPresence,
}

/// A page's entry; leaving removes it, however the page went.
pub struct Entry {
    inner: Arc<Inner>,
    pub id: u64,
}

impl Registry {
    #[must_use]
    pub fn new(exposures: Option<Exposures>) -> Self {
        let inner = Inner {
            next: AtomicU64::new(1),
            people: Mutex::default(),
            overlays: Mutex::default(),
            reloads: broadcast::channel(RELOADS_MAX).0,
            deeds: Mutex::default(),
            changes: watch::channel(()).0,
            exposures,
        };
        Self { inner: Arc::new(inner) }
    }

    #[must_use]
    pub fn follow(&self) -> watch::Receiver<()> {
        self.inner.changes.subscribe()
    }

    #[must_use]
    pub fn enter_panel(&self, by: &Operator, since: i64) -> Entry {
        let entry = self.entry();
        let last = lock(&self.inner.deeds).get(&*by.seat).cloned();
        let (name, seat) = (by.name.as_str().into(), by.seat.as_str().into());
        let presence = Presence { id: entry.id, name, role: by.role, seat, since, last };
        lock(&self.inner.people).insert(entry.id, presence);
        self.inner.changes.send_replace(());
        entry
    }

    /// A page that comes again by another line takes the place of its old one, which may take long to be known dead.
    #[must_use]
    pub fn enter_overlay(&self, seat: &str, since: i64) -> Entry {
        let entry = self.entry();
        let presence = OverlayPresence { id: entry.id, since, shown: None, shown_at: 0, silent: false };
        let mut overlays = lock(&self.inner.overlays);
        let old = overlays.iter().find(|(_, there)| !seat.is_empty() && &*there.seat == seat).map(|(id, _)| *id);
        if let Some(old) = old {
            overlays.remove(&old);
        }
        overlays.insert(entry.id, Overlay { seat: seat.into(), presence });
        drop(overlays);
        if let (Some(old), Some(exposures)) = (old, &self.inner.exposures) {
            exposures.gone(old);
        }
        self.inner.changes.send_replace(());
        entry
    }

    /// Tells of every overlay that is to load its page anew.
    #[must_use]
    pub fn reloads(&self) -> broadcast::Receiver<u64> {
        self.inner.reloads.subscribe()
    }

    /// Lets an overlay load its page anew, if it is still there.
    pub fn reload(&self, overlay: u64) {
        // Nobody listens: no page is connected.
        self.inner.reloads.send(overlay).ok();
    }

    /// The page on this seat did something.
    pub fn did(&self, seat: &str, what: Value, at: i64) {
        if seat.is_empty() {
            return;
        }
        let did = Did { what, at };
        for person in lock(&self.inner.people).values_mut().filter(|person| &*person.seat == seat) {
            person.last = Some(did.clone());
        }
        let mut deeds = lock(&self.inner.deeds);
        if deeds.len() >= SEATS_MAX {
            deeds.clear();
        }
        deeds.insert(seat.into(), did);
        drop(deeds);
        self.inner.changes.send_replace(());
    }

    fn entry(&self) -> Entry {
        Entry { inner: self.inner.clone(), id: self.inner.next.fetch_add(1, Ordering::Relaxed) }
    }

    #[must_use]
    pub fn people(&self) -> Vec<Presence> {
        lock(&self.inner.people).values().cloned().collect()
    }

    #[must_use]
    pub fn overlays(&self) -> Vec<OverlayPresence> {
        lock(&self.inner.overlays).values().map(|overlay| overlay.presence.clone()).collect()
    }
}

impl Entry {
    /// An overlay's receipt.
    pub fn painted(&self, shown: Shown, at: i64) {
        let (unseen, obs) = (!shown.seen(), shown.obs.is_some());
        let painted = Painted { epoch: &shown.epoch, rev: shown.rev, shows: picture(&shown), unseen, obs };
        if let Some(exposures) = &self.inner.exposures {
            exposures.painted(self.id, painted);
        }
        if let Some(overlay) = lock(&self.inner.overlays).get_mut(&self.id) {
            overlay.presence.shown = Some(shown.cut());
            overlay.presence.shown_at = at;
        }
        self.inner.changes.send_replace(());
    }

    /// An overlay has stopped answering, or answers again.
    pub fn silent(&self, silent: bool) {
        if let Some(overlay) = lock(&self.inner.overlays).get_mut(&self.id) {
            overlay.presence.silent = silent;
        }
        self.inner.changes.send_replace(());
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        lock(&self.inner.people).remove(&self.id);
        lock(&self.inner.overlays).remove(&self.id);
        if let Some(exposures) = &self.inner.exposures {
            exposures.gone(self.id);
        }
        self.inner.changes.send_replace(());
    }
}

/// What a receipt says that viewers see.
fn picture(shown: &Shown) -> Picture {
    match (shown.card, &shown.face) {
        // A panic is a panic, also one that the store could not take.
        _ if shown.panic || shown.hidden => Picture::Panic,
        (Some(card), _) => Picture::Card(card),
        (None, Some(_)) => Picture::Face,
        (None, None) => Picture::Nothing,
    }
}

/// Whoever panicked while holding it left a map that is whole: each change is one insert or remove.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Frames of the wire as text: a view is encoded once for all sockets of its audience. Must not know who receives it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Rev;
use crate::web::http::assets::build;
use crate::web::realtime::protocol::ToBrowser;

/// One audience's view of one revision.
#[derive(Debug, Clone)]
pub struct EncodedView {
    /// The epoch of the store's stream.
    pub epoch: Arc<str>,
    /// The revision that the view shows.
    pub rev: Rev,
    view: Arc<RawValue>,
    /// The whole frame, with the time at which it was encoded.
    pub text: Utf8Bytes,
}

impl EncodedView {
    /// Encodes a view of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, view: &impl Serialize, now: i64) -> Self {
        let view = to_raw_value(view).expect("views are structs with text keys, which JSON can always hold");
        let epoch = snapshot.epoch.clone();
        let rev = snapshot.rev;
        let text = encode(&ToBrowser::View { epoch: &epoch, rev, now, build: build(), view: &view });
        Self { epoch, rev, view: view.into(), text }
    }

    /// Whether both are the same view of the same revision.
    #[must_use]
    pub fn shows_the_same(&self, other: &Self) -> bool {
        self.epoch == other.epoch && self.rev == other.rev && self.view.get() == other.view.get()
    }

    /// Whether a state has been read from the store. Until then no frame is sent, so that pages keep their picture.
    #[must_use]
    pub fn ready(&self) -> bool {
        !self.epoch.is_empty()
    }

    /// The same view with the current time, for a page that connects later.
    #[must_use]
    pub fn text_at(&self, now: i64) -> Utf8Bytes {
        encode(&ToBrowser::View { epoch: &self.epoch, rev: self.rev, now, build: build(), view: &self.view })
    }

    /// The first frame of a new connection; `None` while no state has been read.
    #[must_use]
    pub fn greeting(&self, now: i64) -> Option<Utf8Bytes> {
        self.ready().then(|| self.text_at(now))
    }
}

/// One frame as text.
#[must_use]
pub fn encode(frame: &ToBrowser<'_>) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames are structs with text keys, which JSON can always hold").into()
}

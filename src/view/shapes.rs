//! The views of each audience as JSON. Shapes only: must not know how they are filled.

use serde::Serialize;

use super::card::CardFace;
use super::faces::{FaceView, OnAirFace, PanelCard};
use crate::domain::layout::Layout;
use crate::domain::notice::Notice;
use crate::domain::rundown::CardNumber;
use crate::domain::snapshot::LastChange;
use crate::domain::stage::{Command, Contact, Driver};
use crate::qr::Qr;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShowFace {
    pub number: u32,
    /// Milliseconds since the Unix epoch.
    pub starts_at: i64,
    pub planned_minutes: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live_since: Option<i64>,
    pub closed: bool,
}

/// How to sign up for what is on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HowFace {
    pub organiser: String,
    pub channel: String,
    pub hotline: String,
    /// What people type: `wr.example.cn/j/8` while card 8 is on, else the front page.
    pub address: String,
    /// The same for a camera; overlay only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<Qr>,
}

/// What `next` would put on screen, so that an overlay can draw it ahead and show it at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NextFace {
    #[serde(flatten)]
    pub face: CardFace,
    pub how: HowFace,
}

/// What OBS shows. During a panic `on_air` and `face` are null: what is hidden is not even sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OverlayView {
    pub on_air: Option<OnAirFace>,
    /// What is shown instead of a card.
    pub face: Option<FaceView>,
    /// Null during a panic too.
    pub next: Option<NextFace>,
    pub panic: bool,
    pub show: Option<ShowFace>,
    pub how: HowFace,
    pub contact: Contact,
    pub layout: Layout,
    /// Safe areas are drawn until then, in server milliseconds.
    pub guides_until: Option<i64>,
}

/// What hosts see. Counts and who is connected come apart from it, in `around` frames: they change without a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PanelView {
    pub on_air: Option<OnAirFace>,
    pub face: Option<FaceView>,
    pub panic: bool,
    pub show: Option<ShowFace>,
    pub cued: Option<CardNumber>,
    /// What `next` would put on screen.
    pub next: Option<CardNumber>,
    pub rundown: Vec<PanelCard>,
    /// What `undo` would take back.
    pub undo: Option<Command>,
    /// The card on screen as `update` would make it; null where its text is the newest.
    pub update: Option<CardFace>,
    pub how: HowFace,
    pub contact: Contact,
    pub layout: Layout,
    pub guides_until: Option<i64>,
    /// Null: every host drives.
    pub driver: Option<Driver>,
    pub locked: bool,
    /// This show's, newest first, at most [`NOTICES_TOLD_MAX`].
    pub notices: Vec<Notice>,
    pub last: Option<LastChange>,
}

/// Most notices that a panel is told of: those that a host can remember having typed.
pub const NOTICES_TOLD_MAX: usize = 10;

/// What a viewer's page follows: enough to move the mark, nothing to read twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LiveView {
    pub show: Option<ShowFace>,
    pub on_air: Option<LiveCard>,
    /// Cards that nobody can sign up for any more.
    pub shut: Vec<CardNumber>,
    /// How many cards the show has; another number: reload.
    pub cards: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LiveCard {
    pub card: CardNumber,
    pub number: CardNumber,
    pub title: String,
    pub pay: String,
    pub shown_at: i64,
}

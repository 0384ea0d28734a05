//! The views of each audience as JSON. Shapes only: must not know how they are filled.

use std::collections::BTreeMap;

use serde::Serialize;

use super::card::CardFace;
use super::faces::{FaceView, OnAirFace, PanelCard};
use crate::domain::layout::Layout;
use crate::domain::notice::Notice;
use crate::domain::rundown::CardNumber;
use crate::domain::setup::SetupItem;
use crate::domain::snapshot::LastChange;
use crate::domain::stage::{Command, Contact, Driver};
use crate::qr::Qr;

/// The public fields of a show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShowFace {
    /// The show's number.
    pub number: u32,
    /// The planned start in milliseconds since the Unix epoch.
    pub starts_at: i64,
    /// The planned length.
    pub planned_minutes: u32,
    /// When the show's first card went on screen, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live_since: Option<i64>,
    /// The host has closed the show.
    pub closed: bool,
}

/// Whether sign-ups are taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IntakeFace {
    /// The settings without which none are taken; empty: everything is set.
    pub missing: Vec<SetupItem>,
    /// Staff paused them.
    pub paused: bool,
}

/// How to sign up for what is on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HowFace {
    /// The organiser of the show.
    pub organiser: String,
    /// The stream's account, as viewers search for it.
    pub channel: String,
    /// The telephone number.
    pub hotline: String,
    /// The address that viewers type: `wr.example.cn/8` for card 8, else the front page.
    pub address: String,
    /// The address as a QR code; overlay only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<Qr>,
}

/// The card that `next` would put on screen, for an overlay to draw it ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NextFace {
    /// The card.
    #[serde(flatten)]
    pub face: CardFace,
    /// How to sign up for it.
    pub how: HowFace,
}

/// The view of an overlay. During a panic `on_air`, `face` and `next` are null: hidden content is not even sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OverlayView {
    /// The card on screen.
    pub on_air: Option<OnAirFace>,
    /// The face that is shown instead of a card.
    pub face: Option<FaceView>,
    /// The card that `next` would put on screen.
    pub next: Option<NextFace>,
    /// Everything is hidden.
    pub panic: bool,
    /// The show on the stage.
    pub show: Option<ShowFace>,
    /// How to sign up for the card on screen.
    pub how: HowFace,
    /// Whether sign-ups are taken; not drawn, but `daigang check` says so before the show.
    pub sign_ups: IntakeFace,
    /// The switches of the contact layer.
    pub contact: Contact,
    /// Where the overlay draws.
    pub layout: Layout,
    /// Safe areas are drawn until this time, in server milliseconds.
    pub guides_until: Option<i64>,
}

/// The view of a panel. Counts and connections come in `around` frames, because they change without a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PanelView {
    /// The card on screen, during a panic too.
    pub on_air: Option<OnAirFace>,
    /// The face on screen, during a panic too.
    pub face: Option<FaceView>,
    /// Everything is hidden.
    pub panic: bool,
    /// The show on the stage.
    pub show: Option<ShowFace>,
    /// The card that a host made ready.
    pub cued: Option<CardNumber>,
    /// The card that `next` would put on screen.
    pub next: Option<CardNumber>,
    /// All cards in running order.
    pub rundown: Vec<PanelCard>,
    /// The command that `undo` would take back.
    pub undo: Option<Command>,
    /// The card on screen as `update` would show it; null: its text is the newest.
    pub update: Option<CardFace>,
    /// How to sign up for the card on screen.
    pub how: HowFace,
    /// Whether sign-ups are taken.
    pub sign_ups: IntakeFace,
    /// The switches of the contact layer.
    pub contact: Contact,
    /// Where the overlay draws.
    pub layout: Layout,
    /// Safe areas are drawn until this time, in server milliseconds.
    pub guides_until: Option<i64>,
    /// The host in control; null: every host is.
    pub driver: Option<Driver>,
    /// Edits of the rundown are refused.
    pub locked: bool,
    /// The notices of this show, newest first, at most 10.
    pub notices: Vec<Notice>,
    /// The newest command or edit.
    pub last: Option<LastChange>,
}

/// Most notices in a panel's view: those that a host can remember having typed.
pub const NOTICES_IN_VIEW_MAX: usize = 10;

/// The view of a viewer's page: enough to mark the card on air in a page that shows all cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LiveView {
    /// The show on the stage.
    pub show: Option<ShowFace>,
    /// The card on screen; null during a panic.
    pub on_air: Option<LiveCard>,
    /// The numbers that are closed for sign-up: full, expired, or removed from the show.
    pub shut: Vec<CardNumber>,
    /// How many places cards have left, where these are few.
    pub left: BTreeMap<CardNumber, u16>,
    /// A hash of the numbers and their jobs; the page of all cards reloads when it changes.
    pub numbering: u32,
}

/// The card on screen, for a viewer's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LiveCard {
    /// Identifies the card on the wire; equals `number`.
    pub card: CardNumber,
    /// The number that the host says aloud.
    pub number: CardNumber,
    /// The job's title.
    pub title: String,
    /// Pay with its unit.
    pub pay: String,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
}

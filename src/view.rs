//! State -> what the overlay, the panel and the public may see: the privacy boundary, in one place.
//!
//! Nothing here can name a person: the types that carry people are not imported. Must not know the store or the web.

mod faces;
mod views;

use chrono::NaiveDate;
use serde::Serialize;

pub use faces::{FaceView, Instead, OnAirFace, PanelCard, TimerFace};

use crate::domain::Now;
use crate::domain::column::Column;
use crate::domain::job::{Job, Kind};
use crate::domain::layout::Layout;
use crate::domain::notice::Notice;
use crate::domain::rundown::{Card, CardNumber};
use crate::domain::snapshot::{LastChange, Snapshot};
use crate::domain::stage::{Command, Contact, Driver};
use crate::qr::Qr;

/// Makes every audience's view of one snapshot at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    snapshot: &'a Snapshot,
    /// Where people reach the public pages, with scheme, without a slash at the end.
    public_url: &'a str,
    now: Now,
}

/// A card as anybody may see it. Empty texts are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardFace {
    /// Identifies the card on the wire; the same as `number`.
    pub card: CardNumber,
    pub number: CardNumber,
    pub kind: Kind,
    /// The sheet's own word for the kind: 工厂, 家政 …
    pub kind_word: String,
    pub title: String,
    /// `3800-5200`, or words.
    pub pay: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pay_unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pay_note: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub settle: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub township: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub duty: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hours: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rest: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub board: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub needs: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insurance: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub headcount: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub term: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub safety: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub highlight: String,
    pub employer: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// 招满
    pub full: bool,
    pub expired: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

impl CardFace {
    #[must_use]
    pub fn new(card: &Card, job: &Job, now: Now) -> Self {
        let cell = |column| job.cell(column).to_owned();
        let pay = job.pay();
        Self {
            card: card.number,
            number: card.number,
            kind: job.kind(),
            kind_word: cell(Column::Kind),
            title: cell(Column::Title),
            pay: pay.main,
            pay_unit: pay.unit,
            pay_note: pay.note,
            settle: pay.settle,
            place: cell(Column::Place),
            township: cell(Column::Township),
            duty: cell(Column::Duty),
            hours: cell(Column::Hours),
            rest: cell(Column::Rest),
            board: cell(Column::Board),
            needs: cell(Column::Needs),
            insurance: cell(Column::Insurance),
            headcount: cell(Column::Headcount),
            term: cell(Column::Term),
            safety: cell(Column::Safety),
            highlight: cell(Column::Highlight),
            employer: cell(Column::Employer),
            source: cell(Column::Source),
            remark: cell(Column::Remark),
            full: card.full,
            expired: job.expired(now.today),
            valid_until: job.valid_until(),
        }
    }

    /// Whether people can sign up for it.
    #[must_use]
    pub fn open(&self) -> bool {
        !self.full && !self.expired
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
pub struct NextFace {
    #[serde(flatten)]
    pub face: CardFace,
    pub how: HowFace,
}

/// What OBS shows. During a panic `on_air` and `face` are null: what is hidden is not even sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
pub struct LiveView {
    pub show: Option<ShowFace>,
    pub on_air: Option<LiveCard>,
    /// Cards that nobody can sign up for any more.
    pub shut: Vec<CardNumber>,
    /// How many cards the show has; another number: reload.
    pub cards: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveCard {
    pub card: CardNumber,
    pub number: CardNumber,
    pub title: String,
    pub pay: String,
    pub shown_at: i64,
}

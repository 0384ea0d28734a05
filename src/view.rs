//! State -> what the overlay, the panel and the public may see: the privacy boundary, in one place.
//!
//! Nothing here can name a person: the types that carry people are not imported. Must not know the store or the web.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::Now;
use crate::domain::column::Column;
use crate::domain::job::{Job, JobId, Kind};
use crate::domain::rundown::{Card, CardNumber, Rundown};
use crate::domain::settings::Settings;
use crate::domain::show::Show;
use crate::domain::stage::{Command, Stage};
use crate::qr::{Codes, Qr};

/// What all views are made from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub stage: &'a Stage,
    pub show: Option<&'a Show>,
    pub rundown: &'a Rundown,
    pub settings: &'a Settings,
    /// Where people reach the public pages, with scheme, without a slash at the end.
    pub public_url: &'a str,
    pub now: Now,
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

/// A card on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnAirFace {
    #[serde(flatten)]
    pub face: CardFace,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
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

/// What OBS shows. During a panic `on_air` is null: what is hidden is not even sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlayView {
    pub on_air: Option<OnAirFace>,
    /// Null during a panic too.
    pub next: Option<NextFace>,
    pub panic: bool,
    pub show: Option<ShowFace>,
    pub how: HowFace,
}

/// What hosts see. Counts and who is connected come apart from it, in `around` frames: they change without a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PanelView {
    pub on_air: Option<OnAirFace>,
    pub panic: bool,
    pub show: Option<ShowFace>,
    pub cued: Option<CardNumber>,
    /// What `next` would put on screen.
    pub next: Option<CardNumber>,
    pub rundown: Vec<CardFace>,
    /// What `undo` would take back.
    pub undo: Option<Command>,
    pub how: HowFace,
}

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

impl Scene<'_> {
    fn on_air(&self) -> Option<OnAirFace> {
        let on = self.stage.screen.on_air?;
        let (card, job) = self.rundown.card(on.card)?;
        Some(OnAirFace { face: CardFace::new(card, job, self.now), shown_at: on.shown_at })
    }

    fn visible(&self) -> Option<OnAirFace> {
        self.on_air().filter(|_| !self.stage.screen.panic)
    }

    #[must_use]
    pub fn show_face(&self) -> Option<ShowFace> {
        let show = self.show?;
        Some(ShowFace {
            number: show.id.0,
            starts_at: show.starts_at.timestamp_millis(),
            planned_minutes: show.planned_minutes,
            live_since: self.stage.live_since,
            closed: self.stage.closed,
        })
    }

    fn how(&self, card: Option<CardNumber>) -> HowFace {
        let path = join_path(card);
        let address = match self.settings.short_address.as_str() {
            "" => self.public_url.split_once("://").map_or(self.public_url, |(_, rest)| rest),
            short => short,
        };
        HowFace {
            organiser: self.settings.organiser.clone(),
            channel: self.settings.channel.clone(),
            hotline: self.settings.hotline.clone(),
            address: format!("{address}{path}"),
            qr: None,
        }
    }

    /// Every card, in running order.
    #[must_use]
    pub fn faces(&self) -> Vec<CardFace> {
        let faces = self.rundown.cards.iter().filter_map(|card| {
            let job = self.rundown.jobs.get(&card.job)?;
            Some(CardFace::new(card, job, self.now))
        });
        faces.collect()
    }

    /// With a code for cameras.
    fn how_drawn(&self, card: Option<CardNumber>, codes: &mut Codes) -> HowFace {
        let qr = codes.of(format!("{}{}", self.public_url, join_path(card))).cloned();
        HowFace { qr, ..self.how(card) }
    }

    /// Draws the code of a card, so that it is there when the card comes.
    pub fn draw_ahead(&self, card: CardNumber, codes: &mut Codes) {
        codes.of(format!("{}{}", self.public_url, join_path(Some(card))));
    }

    #[must_use]
    pub fn overlay(&self, codes: &mut Codes) -> OverlayView {
        let on_air = self.visible();
        let how = self.how_drawn(on_air.as_ref().map(|on| on.face.number), codes);
        let panic = self.stage.screen.panic;
        let next = self.stage.next(self.rundown, self.now).filter(|_| !panic);
        let next = next.and_then(|number| {
            let (card, job) = self.rundown.card(number)?;
            Some(NextFace { face: CardFace::new(card, job, self.now), how: self.how_drawn(Some(number), codes) })
        });
        OverlayView { on_air, next, panic, show: self.show_face(), how }
    }

    #[must_use]
    pub fn panel(&self) -> PanelView {
        let on_air = self.on_air();
        let how = self.how(on_air.as_ref().map(|on| on.face.number));
        PanelView {
            on_air,
            panic: self.stage.screen.panic,
            show: self.show_face(),
            cued: self.stage.screen.cued,
            next: self.stage.next(self.rundown, self.now),
            rundown: self.faces(),
            undo: self.stage.undo.last().map(|done| done.command.clone()),
            how,
        }
    }

    #[must_use]
    pub fn live(&self) -> LiveView {
        let shut = self.faces().into_iter().filter(|face| !face.open()).map(|face| face.number);
        LiveView {
            show: self.show_face(),
            on_air: self.visible().map(|on| LiveCard {
                card: on.face.card,
                number: on.face.number,
                pay: format!("{}{}", on.face.pay, on.face.pay_unit),
                title: on.face.title,
                shown_at: on.shown_at,
            }),
            shut: shut.collect(),
            cards: self.rundown.cards.len(),
        }
    }

    /// Sign-ups per card number, from counts per job.
    #[must_use]
    pub fn per_card(&self, counts: &HashMap<JobId, u64>) -> BTreeMap<CardNumber, u64> {
        let pairs = self.rundown.cards.iter().map(|card| (card.number, counts.get(&card.job).copied().unwrap_or(0)));
        pairs.collect()
    }
}

/// Where people sign up for a card: below the public address.
fn join_path(card: Option<CardNumber>) -> String {
    card.map_or_else(String::new, |number| format!("/j/{number}"))
}

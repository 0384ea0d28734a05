//! A card with everything that the public may read of it. Must not know who sees it where.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::Now;
use crate::domain::column::Column;
use crate::domain::job::{Job, Kind};
use crate::domain::rundown::{Card, CardNumber, CardPlaces, PlacesByJob, Rundown};

/// Most places left that pages show: more than that hurries nobody, and the number changes with every form.
pub(super) const LEFT_SHOWN_MAX: u16 = 5;

/// The public fields of a card. An empty text is absent from the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CardFace {
    /// Identifies the card on the wire; equals `number`.
    pub card: CardNumber,
    /// The number that the host says aloud.
    pub number: CardNumber,
    /// The kind, which decides colour and wording.
    pub kind: Kind,
    /// The kind in the sheet's own word: 工厂, 家政 …
    pub kind_word: String,
    /// The job's title.
    pub title: String,
    /// `3800-5200`, or the sheet's words.
    pub pay: String,
    /// `元/月`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pay_unit: String,
    /// How the pay is made up.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pay_note: String,
    /// How and when it is paid out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub settle: String,
    /// The place of work.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The township of the place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub township: String,
    /// The work to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub duty: String,
    /// The working hours.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// The days off.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rest: String,
    /// Food and lodging.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub board: String,
    /// Requirements of the applicant.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub needs: String,
    /// Insurance and other protection.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insurance: String,
    /// How many people are wanted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub headcount: String,
    /// How long the work lasts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub term: String,
    /// Hazards of the work.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub safety: String,
    /// The employer's main argument.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub highlight: String,
    /// The employer.
    pub employer: String,
    /// The source of the information.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Further text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// All places are taken (招满).
    pub full: bool,
    /// How many places are left, if these are few; for pages of viewers.
    #[serde(skip)]
    pub left: Option<u16>,
    /// How many applications wait for a place; for pages of viewers.
    #[serde(skip)]
    pub waiting: u32,
    /// The offer is past its validity date.
    pub expired: bool,
    /// The last day of the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

impl CardFace {
    /// The public fields of a card of the rundown, with the text of `job`.
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
            left: None,
            waiting: 0,
            expired: job.expired(now.today),
            valid_until: job.valid_until(),
        }
    }

    /// The same card with its places: full too if its limit is reached.
    #[must_use]
    pub fn with_places(mut self, card: &Card, places: CardPlaces) -> Self {
        let left = card.left(places);
        self.full = self.full || left == Some(0);
        self.left = left.filter(|left| !self.full && *left <= LEFT_SHOWN_MAX);
        self.waiting = places.waiting;
        self
    }

    /// Whether a form for it is taken: while its offer is valid. The form for a full card waits.
    #[must_use]
    pub fn takes_forms(&self) -> bool {
        !self.expired
    }

    /// Whether viewers who sign up for it get a place.
    #[must_use]
    pub fn open(&self) -> bool {
        !self.full && !self.expired
    }
}

/// Every card of a rundown, in running order. `places`: of those that have a limit, as far as they are known.
#[must_use]
pub fn faces(rundown: &Rundown, now: Now, places: &PlacesByJob) -> Vec<CardFace> {
    let cards = rundown.cards.iter().filter_map(|card| rundown.jobs.get(&card.job).map(|job| (card, job)));
    let face = |(card, job): (&Card, &Arc<Job>)| match places.get(&card.job) {
        Some(places) => CardFace::new(card, job, now).with_places(card, *places),
        None => CardFace::new(card, job, now),
    };
    cards.map(face).collect()
}

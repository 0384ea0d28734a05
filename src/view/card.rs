//! A card with everything that the public may read of it. Must not know who sees it where.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::Now;
use crate::domain::column::Column;
use crate::domain::job::{Job, Kind};
use crate::domain::rundown::{Card, CardNumber, Rundown};

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
            expired: job.expired(now.today),
            valid_until: job.valid_until(),
        }
    }

    /// Whether viewers can sign up for it.
    #[must_use]
    pub fn open(&self) -> bool {
        !self.full && !self.expired
    }
}

/// Every card of a rundown, in running order.
#[must_use]
pub fn faces(rundown: &Rundown, now: Now) -> Vec<CardFace> {
    let cards = rundown.cards.iter().filter_map(|card| rundown.jobs.get(&card.job).map(|job| (card, job)));
    cards.map(|(card, job)| CardFace::new(card, job, now)).collect()
}

//! A card with everything that the public may read of it. Must not know who sees it where.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::Now;
use crate::domain::column::Column;
use crate::domain::job::{Job, Kind};
use crate::domain::rundown::{Card, CardNumber};

/// A card as anybody may see it. Empty texts are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

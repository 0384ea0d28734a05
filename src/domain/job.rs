//! A job: an offer as its sheet has it, cell by cell. Everything else about a job is derived when read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::column::Column;

/// A job's identity in the store: short, opaque, never shown to the public.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct JobId(pub String);

/// The kind of a job, which decides colour and wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A lasting position.
    Job,
    /// Day or piece work: fields, errands, loading.
    Gig,
    /// Freight with one's own vehicle.
    Haul,
    /// A course.
    Training,
    /// A policy that the service explains; not an offer of work.
    Policy,
}

impl Kind {
    /// The kind for a sheet's free 类型 word; an unknown word is a lasting position.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        let has = |any: &[&str]| any.iter().any(|part| word.contains(part));
        if has(&["培训", "课", "班"]) {
            Self::Training
        } else if has(&["政策", "咨询", "贷款", "补贴"]) {
            Self::Policy
        } else if has(&["货运", "运输", "司机带车", "拉货"]) {
            Self::Haul
        } else if has(&["农活", "零活", "零工", "日结", "临时", "短工"]) {
            Self::Gig
        } else {
            Self::Job
        }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Gig => "gig",
            Self::Haul => "haul",
            Self::Training => "training",
            Self::Policy => "policy",
        }
    }
}

/// One offer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Job {
    /// Every known column that is filled in.
    pub cells: BTreeMap<Column, String>,
    /// Every other column of the sheet, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<(String, String)>,
}

impl Job {
    /// The text of a column; may be empty.
    #[must_use]
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.cell(Column::Title)
    }

    /// The employer.
    #[must_use]
    pub fn employer(&self) -> &str {
        self.cell(Column::Employer)
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::from_word(self.cell(Column::Kind))
    }

    /// The last day of the offer; `None` if the sheet has no date.
    #[must_use]
    pub fn valid_until(&self) -> Option<NaiveDate> {
        parse_date(self.cell(Column::ValidUntil))
    }

    /// Whether the offer is past its last day. Never stored: it would be stale the next morning.
    #[must_use]
    pub fn expired(&self, today: NaiveDate) -> bool {
        self.valid_until().is_some_and(|last| last < today)
    }

    /// Two rows with the same key are the same job: the sheet's 编号, or else employer, title and place.
    #[must_use]
    pub fn match_key(&self) -> String {
        let fold = |column| self.cell(column).split_whitespace().collect::<String>().to_lowercase();
        match fold(Column::Code) {
            code if !code.is_empty() => format!("code:{code}"),
            _ => format!("offer:{}|{}|{}", fold(Column::Employer), fold(Column::Title), fold(Column::Place)),
        }
    }
}

/// A date as sheets write it: `2026-12-31`, `2026/12/31`, `2026.12.31`, `2026年12月31日`. `None` for anything else.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, '日' | '号'))
        .map(|c| if matches!(c, '年' | '月' | '/' | '.' | '－') { '-' } else { c })
        .collect();
    NaiveDate::parse_from_str(plain.trim_end_matches('-'), "%Y-%m-%d").ok()
}

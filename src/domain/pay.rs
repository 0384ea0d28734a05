//! What a job pays, as people say it aloud: one large line, one small one.

use serde::Serialize;

use super::column::Column;
use super::job::Job;

/// Pay as it is shown. `main` and `unit` are large, `note` and `settle` small; any may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pay {
    /// `3800-5200`, or the sheet's own words where it gives no numbers.
    pub main: String,
    /// `元/月`; empty when `main` is words.
    pub unit: String,
    pub note: String,
    /// How and when money is paid out: `月结`, `日结`.
    pub settle: String,
}

impl Pay {
    #[must_use]
    pub fn of(job: &Job) -> Self {
        let (min, max) = (job.cell(Column::PayMin), job.cell(Column::PayMax));
        let (unit, note) = (job.cell(Column::PayUnit), job.cell(Column::PayNote));
        let settle = job.cell(Column::Settle).to_owned();
        let range = match (min, max) {
            ("", "") => String::new(),
            (one, "") | ("", one) => one.to_owned(),
            (low, high) if low == high => low.to_owned(),
            (low, high) => format!("{low}-{high}"),
        };
        if range.is_empty() {
            // A course or a policy has no wage; its note is then what matters about money.
            return Self { main: note.to_owned(), unit: String::new(), note: String::new(), settle };
        }
        Self { main: range, unit: unit.to_owned(), note: note.to_owned(), settle }
    }

    /// One line: `3800-5200元/月`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}{}", self.main, self.unit)
    }
}

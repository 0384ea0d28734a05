//! The pay of a job, as people say it aloud: one large line, one small one.

use serde::Serialize;

use super::column::Column;
use super::job::Job;

/// Pay as cards show it. `main` and `unit` are large, `note` and `settle` small; each may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pay {
    /// `3800-5200`, or the sheet's words if it has no numbers.
    pub main: String,
    /// `元/月`; empty when `main` is words.
    pub unit: String,
    /// How the pay is made up.
    pub note: String,
    /// How and when money is paid out: `月结`, `日结`.
    pub settle: String,
}

impl Job {
    /// The job's pay, from the pay columns of its sheet.
    #[must_use]
    pub fn pay(&self) -> Pay {
        let note = self.cell(Column::PayNote).to_owned();
        let settle = self.cell(Column::Settle).to_owned();
        let range = match (self.cell(Column::PayMin), self.cell(Column::PayMax)) {
            ("", "") => String::new(),
            (one, "") | ("", one) => one.to_owned(),
            (low, high) if low == high => low.to_owned(),
            (low, high) => format!("{low}-{high}"),
        };
        if range.is_empty() {
            // A course or a policy has no wage: its note is the pay line.
            return Pay { main: note, unit: String::new(), note: String::new(), settle };
        }
        Pay { main: range, unit: self.cell(Column::PayUnit).to_owned(), note, settle }
    }
}

impl Pay {
    /// One line: `3800-5200元/月`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}{}", self.main, self.unit)
    }
}

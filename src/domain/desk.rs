//! The desk's filter: one value for list, count and export, so that they agree.

use super::person::{Entry, Status};
use super::rundown::CardNumber;
use super::show::ShowId;

/// Selects applications. Each field narrows the selection, unless it is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The show.
    pub show: Option<ShowId>,
    /// The card.
    pub card: Option<CardNumber>,
    /// The township.
    pub township: String,
    /// The status.
    pub status: Option<Status>,
    /// The last four digits of a phone, or part of a name.
    pub search: String,
    /// Includes sign-ups that look like a robot's.
    pub suspects: bool,
}

impl Filter {
    /// Whether an application is selected.
    #[must_use]
    pub fn matches(&self, entry: &Entry) -> bool {
        self.show.is_none_or(|show| entry.show == show)
            && self.card.is_none_or(|card| entry.card == card)
            && (self.township.is_empty() || entry.township == self.township)
            && self.status.is_none_or(|status| entry.status == status)
            && (self.suspects || entry.suspect.is_empty())
            && self.found(entry)
    }

    fn found(&self, entry: &Entry) -> bool {
        let wanted = self.search.trim();
        if wanted.is_empty() {
            return true;
        }
        let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
        if digits.len() == wanted.chars().count() {
            return entry.phone.full().ends_with(&digits);
        }
        entry.name.contains(wanted) || entry.other_names.iter().any(|name| name.contains(wanted))
    }
}

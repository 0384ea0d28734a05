//! The desk's filter: one value for list, count and export, so that they can never differ.

use super::person::{Entry, Status};
use super::rundown::CardNumber;
use super::show::ShowId;

/// Which applications are meant. Every field narrows; `None` and empty do not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub show: Option<ShowId>,
    pub card: Option<CardNumber>,
    pub township: String,
    pub status: Option<Status>,
    /// The last four digits of a phone, or part of a name.
    pub search: String,
    /// `false` leaves out what looks like a robot's.
    pub suspects: bool,
}

impl Filter {
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

//! People: the identity of a person, the forms that she sent, and the receipt of a form. Personal data, which can be erased.
//! Must not know the work of staff.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::consent::Consent;
use super::form::FormNotice;
use super::job::JobId;
use super::phone::Phone;
use super::rundown::CardNumber;
use super::show::ShowId;
use super::small_map::SmallMap;

/// Forms of one phone within an hour that are taken as they are; the next ones are judged by a person.
pub const FORMS_AN_HOUR_MAX: u32 = 5;
/// Stored forms of one phone; the next one is refused with the telephone number of the office.
pub const FORMS_PER_PHONE_MAX: u32 = 50;

/// Identifies a person: random, so that it reveals nothing and survives a new phone number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

impl fmt::Display for PersonId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Identifies a form, and is the id of its receipt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormId(pub String);

impl fmt::Display for FormId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// A form as it is stored. It changes only when it is amended itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredForm {
    /// The answers.
    pub answers: Answers,
    /// The show of the cards.
    pub show: ShowId,
    /// The cards with their jobs.
    pub cards: Vec<(CardNumber, JobId)>,
    /// The source of the link; empty if unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The consent to be called.
    pub consent: Consent,
    /// Changes that were made to it when it was accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<FormNotice>,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// The time of the first form of a chain of amendments.
    pub first_at: i64,
    /// The first form of a chain of amendments: itself, unless it amends another one. The code of `/my` belongs to it.
    pub root: FormId,
}

/// The normalised name: two spellings of it are the same person. Small letters, without spaces and dots.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '·').flat_map(char::to_lowercase).collect()
}

/// A person as the store holds them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The phone number.
    pub phone: Phone,
    /// The forms.
    pub forms: SmallMap<FormId, StoredForm>,
}

/// The answer to a form, kept under the form's id. No personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The person that the form belongs to.
    pub person: PersonId,
    /// The show of the cards.
    pub show: ShowId,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// The cards, as numbers.
    pub cards: Vec<CardNumber>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_person() {
        assert_eq!(name_key("买买提·艾力"), name_key("买买提艾力"));
        assert_eq!(name_key("Wang Fang"), name_key("WANGFANG"));
        assert_ne!(name_key("张三"), name_key("张三丰"));
    }
}

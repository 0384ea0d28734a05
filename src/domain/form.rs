//! The sign-up form: its fields, the values as typed, and what can be wrong with them. Must not know how a value is checked.

use serde::{Deserialize, Serialize};

use super::name::NameProblem;
use super::phone::PhoneProblem;
use super::rundown::CardNumber;

/// Most cards on one form: each costs staff a telephone call.
pub const CARDS_PER_FORM_MAX: usize = 3;
/// Longest note, in characters: as much as staff can read before a call.
pub const NOTE_CHARS_MAX: usize = 100;
/// Longest name of a village, in characters; the longest official ones have some fifteen.
pub const VILLAGE_CHARS_MAX: usize = 20;
/// Most people of one form: a van. A larger group calls.
pub const PARTY_MAX: u8 = 9;

/// The fields of the sign-up form. The variants are in the order of the page; those that are never wrong come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The phone number.
    Phone,
    /// The township.
    Township,
    /// The village, in the person's own words.
    Village,
    /// How many people come.
    Party,
    /// The preferred time of a call.
    CallTime,
    /// The cards; the only field with several values.
    Jobs,
    /// The note.
    Note,
    /// `1`: the person is at least 16 years old.
    Over16,
    /// `1`: the person agrees to the consent text.
    Consent,
    /// The cards whose employers may get name and number, each with the hash of its text; a field with several values.
    Share,
    /// The hash of the consent text on the page.
    Terms,
    /// The token of the page; also the idempotency key.
    Token,
    /// The job of each number when the page was made: [`super::numbering::numbering`].
    Numbering,
    /// An invisible field: people leave it empty, robots do not.
    Website,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 15] = [
        Self::Name,
        Self::Phone,
        Self::Township,
        Self::Village,
        Self::Party,
        Self::CallTime,
        Self::Jobs,
        Self::Note,
        Self::Over16,
        Self::Consent,
        Self::Share,
        Self::Terms,
        Self::Token,
        Self::Numbering,
        Self::Website,
    ];

    /// The field's name in a form, and the id of its element.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Township => "township",
            Self::Village => "village",
            Self::Party => "party",
            Self::CallTime => "call_time",
            Self::Jobs => "jobs",
            Self::Note => "note",
            Self::Over16 => "over16",
            Self::Consent => "consent",
            Self::Share => "share",
            Self::Terms => "terms",
            Self::Token => "token",
            Self::Numbering => "numbering",
            Self::Website => "website",
        }
    }

    /// The field of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// A form as typed. No `Debug`: it contains a name and a phone number.
#[derive(Clone, Default)]
pub struct Form {
    values: [String; Field::ALL.len()],
    /// Card numbers; none: the card of the page.
    pub jobs: Vec<String>,
    /// Cards whose employers may get name and number, as `8` or `8-{hash}`.
    pub shares: Vec<String>,
}

impl Form {
    /// The value of a field; empty if there is none.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    /// Sets a field, or adds a card or a recipient.
    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        match field {
            Field::Jobs => self.jobs.push(value.into()),
            Field::Share => self.shares.push(value.into()),
            _ => self.values[field as usize] = value.into(),
        }
    }

    /// The form with a field set.
    #[must_use]
    pub fn with(mut self, field: Field, value: impl Into<String>) -> Self {
        self.set(field, value);
        self
    }

    /// Everything that was answered, for the idempotency key: all fields but the token, which is a part of its own.
    pub fn answered(&self) -> impl Iterator<Item = &str> {
        let values = Field::ALL.into_iter().filter(|field| *field != Field::Token).map(|field| self.get(field));
        values.chain(self.jobs.iter().chain(&self.shares).map(String::as_str))
    }
}

/// The reason why a form is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// More than [`CARDS_PER_FORM_MAX`] cards: this many.
    TooManyCards(usize),
    /// No card is left on a form that is amended.
    NoCards,
    /// The show has no such card.
    UnknownCard,
    /// The card's offer is past its validity date.
    CardExpired(CardNumber),
    /// The rundown was reordered since the page was made: the number stands for another job now.
    Renumbered(CardNumber),
    /// The name cannot be read.
    Name(NameProblem),
    /// The phone number cannot be read.
    Phone(PhoneProblem),
    /// The township is none of the options.
    Township,
    /// The village has this many characters, more than [`VILLAGE_CHARS_MAX`].
    VillageTooLong(usize),
    /// The number of people is none of the options.
    Party,
    /// The time of a call is none of the options.
    CallTime,
    /// The note has this many characters, more than [`NOTE_CHARS_MAX`].
    NoteTooLong(usize),
    /// The person is not 16 years old.
    Under16,
    /// The person does not agree to the consent text.
    NoConsent,
    /// The consent text was changed since the page was made.
    ConsentChanged,
    /// The text about the employer of a card was changed since the page was made.
    ShareChanged(CardNumber),
}

impl Problem {
    /// The field to correct.
    #[must_use]
    pub const fn field(self) -> Field {
        match self {
            Self::TooManyCards(_) | Self::NoCards | Self::UnknownCard | Self::CardExpired(_) | Self::Renumbered(_) => {
                Field::Jobs
            }
            Self::Name(_) => Field::Name,
            Self::Phone(_) => Field::Phone,
            Self::Township => Field::Township,
            Self::VillageTooLong(_) => Field::Village,
            Self::Party => Field::Party,
            Self::CallTime => Field::CallTime,
            Self::NoteTooLong(_) => Field::Note,
            Self::Under16 => Field::Over16,
            Self::NoConsent | Self::ConsentChanged => Field::Consent,
            Self::ShareChanged(_) => Field::Share,
        }
    }
}

/// A change that was made to a form when it was accepted, of which its sender is informed on the receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormNotice {
    /// A remark in brackets, or a sign, was left out of the name.
    NameCleaned,
    /// A card was left out: the show has no such card.
    UnknownCard,
    /// The card was left out: it was chosen twice.
    RepeatedCard(CardNumber),
    /// The card was left out: its offer is past its validity date.
    ExpiredCard(CardNumber),
    /// The card was left out: its number stands for another job since the page was made.
    RenumberedCard(CardNumber),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_of_its_own() {
        for (at, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(Field::from_name(field.as_str()), Some(field));
            assert_eq!(field as usize, at, "the place of its value");
        }
    }
}

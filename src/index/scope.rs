//! The people that a clerk may see. Must not know where they are kept.

use super::person::IndexedPerson;
use crate::domain::person::PersonId;

/// The people that a clerk may see. One predicate for lists and single records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All people of the organisation.
    All,
}

impl Scope {
    /// Whether a person is within it.
    pub(super) fn includes(self, _person: &IndexedPerson) -> bool {
        match self {
            Self::All => true,
        }
    }
}

/// A person that the index has found within a clerk's scope. Only the index makes one, so that no page of staff can reach a
/// record past the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InScope(pub(super) PersonId);

impl InScope {
    /// The person.
    #[must_use]
    pub fn person(&self) -> &PersonId {
        &self.0
    }
}

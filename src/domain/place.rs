//! Places that become free for those who wait. Must not know applications.

use serde::{Deserialize, Serialize};

/// A place that became free for an application that waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceOffer {
    /// Its person does not know yet: staff call.
    Free,
    /// A clerk told the person.
    Told,
}

impl PlaceOffer {
    /// The code in the store and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Told => "told",
        }
    }

    /// Whether its person does not know of it yet.
    #[must_use]
    pub fn is_free(self) -> bool {
        self == Self::Free
    }

    /// The offer of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Free, Self::Told].into_iter().find(|offer| offer.as_str() == code)
    }
}

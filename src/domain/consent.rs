//! Consents: the texts that a person agrees to, and the records of it. Must not know forms, pages or words.
//!
//! A text follows the settings and the job, so its version names only the wording. The hash is of the very text that was shown;
//! the store has each text once under its hash, so that it can be shown again years later.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The purpose of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentId {
    /// To be called by the service; required.
    Call,
    /// To be handed to one named recipient; separate for each, never required.
    Share,
}

impl ConsentId {
    /// The version of its wording in `locales/`. A version is never edited: another wording needs another one.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::Call => "2026-11-3",
            Self::Share => "2026-11-1",
        }
    }
}

/// The SHA-256 of a text. Written in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextHash([u8; 32]);

/// A text is not a hash.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("not the hash of a text")]
pub struct NotATextHash;

impl TextHash {
    /// The hash of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl TryFrom<String> for TextHash {
    type Error = NotATextHash;

    fn try_from(text: String) -> Result<Self, NotATextHash> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotATextHash)?;
        bytes.try_into().map(Self).map_err(|_| NotATextHash)
    }
}

impl From<TextHash> for String {
    fn from(hash: TextHash) -> Self {
        hash.to_string()
    }
}

/// A text as it is shown, with the names and numbers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    /// Its purpose.
    pub id: ConsentId,
    /// The text.
    pub text: String,
    /// Its hash.
    pub hash: TextHash,
}

impl ConsentText {
    /// A text that asks for `id`.
    #[must_use]
    pub fn new(id: ConsentId, text: String) -> Self {
        Self { id, hash: TextHash::of(&text), text }
    }
}

/// How a consent was given, and who recorded it: a person ticks on a page herself; any other way has a recorder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum ConsentChannel {
    /// Ticked on a page.
    Web,
    /// Spoken on the telephone.
    Phone {
        /// The clerk who heard it.
        by: String,
    },
    /// Spoken in the hall or the office.
    OnSite {
        /// The clerk who heard it.
        by: String,
    },
    /// Signed on paper.
    Paper {
        /// The clerk who has seen it.
        by: String,
    },
}

impl ConsentChannel {
    /// The codes of the ways that a clerk records, in the order in which they are offered.
    pub const SPOKEN: [&str; 3] = ["phone", "on_site", "paper"];

    /// A way that the clerk `by` recorded, of a code.
    #[must_use]
    pub fn recorded(code: &str, by: &str) -> Option<Self> {
        let by = by.to_owned();
        match code {
            "phone" => Some(Self::Phone { by }),
            "on_site" => Some(Self::OnSite { by }),
            "paper" => Some(Self::Paper { by }),
            _ => None,
        }
    }

    /// The clerk who recorded it; `None` if the person ticked it herself.
    #[must_use]
    pub fn recorder(&self) -> Option<&str> {
        match self {
            Self::Web => None,
            Self::Phone { by } | Self::OnSite { by } | Self::Paper { by } => Some(by),
        }
    }
}

/// The record of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The purpose of its text.
    pub id: ConsentId,
    /// The version of the wording.
    pub version: String,
    /// The hash of the text that was shown.
    pub hash: TextHash,
    /// When it was given, in milliseconds since the Unix epoch.
    pub at: i64,
    /// How it was given.
    #[serde(flatten)]
    pub channel: ConsentChannel,
}

impl Consent {
    /// The record of a text that was agreed to.
    #[must_use]
    pub fn new(text: &ConsentText, channel: ConsentChannel, at: i64) -> Self {
        Self { id: text.id, version: text.id.version().to_owned(), hash: text.hash, at, channel }
    }
}

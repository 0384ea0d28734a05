//! Notices: texts that a host puts on screen. They are records, so that the history contains only their numbers.

use serde::{Deserialize, Serialize};

use super::stage::Refusal;

/// Longest notice, in characters: what a viewer reads in ten seconds.
pub const NOTICE_CHARS_MAX: usize = 120;
/// Most notices of one show: one a minute for three hours, and some.
pub const NOTICES_MAX: usize = 200;

/// A notice's number within its show.
pub type NoticeId = u32;

/// A text that a host puts on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Notice {
    /// Its number.
    pub notice: NoticeId,
    /// The text.
    pub text: String,
}

impl Notice {
    /// The notice after `others` of the same show.
    ///
    /// # Errors
    /// If the text is empty or too long, or the show has [`NOTICES_MAX`] notices.
    pub fn new(text: &str, others: &[Self]) -> Result<Self, Refusal> {
        let text: String = text.trim().chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        if text.chars().count() > NOTICE_CHARS_MAX {
            return Err(Refusal::TooLong { max: NOTICE_CHARS_MAX });
        }
        if others.len() >= NOTICES_MAX {
            return Err(Refusal::TooManyNotices);
        }
        let last = others.iter().map(|other| other.notice).max().unwrap_or(0);
        Ok(Self { notice: last + 1, text })
    }
}

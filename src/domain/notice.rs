//! Words that a host puts on screen: records, so that the history names only their numbers.

use serde::{Deserialize, Serialize};

use super::stage::Refusal;

/// Longest notice, in characters: what a viewer reads in ten seconds.
pub const NOTICE_CHARS_MAX: usize = 120;
/// Most notices of one show: one a minute for three hours, and some.
pub const NOTICES_MAX: usize = 200;

/// A notice's number within its show.
pub type NoticeId = u32;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Notice {
    pub notice: NoticeId,
    pub text: String,
}

impl Notice {
    /// The notice after `others` of the same show.
    ///
    /// # Errors
    /// Where there is nothing to show, or too much.
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

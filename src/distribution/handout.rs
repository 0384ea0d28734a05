//! The content and the forms of the texts. Must not know how any of them is worded.

use super::job_line::HandoutJob;
use super::when::ShowTime;

/// Longest text, in Han characters: a longer one is folded by chat programs, and its link is out of sight.
pub const HAN_MAX: usize = 500;

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoutKind {
    /// All jobs, in running order.
    County,
    /// All jobs, those of the township first.
    Township,
    /// Three jobs, the nearest first.
    Village,
    /// A script to be read aloud: no link, numbers as words, each sentence twice.
    Loudspeaker,
    /// Prose for one's own circle of friends (朋友圈), where texts that look like codes are blocked.
    Moments,
}

impl HandoutKind {
    /// Every form, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::County, Self::Township, Self::Village, Self::Loudspeaker, Self::Moments];

    /// The code in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Loudspeaker => "loudspeaker",
            Self::Moments => "moments",
        }
    }

    /// The form of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }
}

/// Everything that a text is made from.
#[derive(Debug, Clone)]
pub struct Handout<'a> {
    /// The organiser; may be empty.
    pub organiser: &'a str,
    /// Where to watch: 抖音搜“万荣就业”; may be empty.
    pub watch: &'a str,
    /// The telephone number; may be empty.
    pub hotline: &'a str,
    /// The tracked link of the channel.
    pub link: &'a str,
    /// When the show is.
    pub time: ShowTime,
    /// The open jobs, in running order.
    pub jobs: &'a [HandoutJob],
    /// The name of the readers' township; empty for the whole county.
    pub township: &'a str,
    /// The name of the readers' village; may be empty.
    pub village: &'a str,
}

impl Handout<'_> {
    /// The jobs, those nearest to the readers first.
    pub(super) fn nearest(&self) -> Vec<&HandoutJob> {
        let mut jobs: Vec<_> = self.jobs.iter().collect();
        // Stable: jobs that are equally near stay in running order.
        jobs.sort_by_key(|job| (!job.is_in(self.village), !job.is_in(self.township)));
        jobs
    }
}

/// The width of a text in Han characters, rounded up: a Latin letter, a digit or a sign of theirs is half as wide.
#[must_use]
pub fn han_width(text: &str) -> usize {
    let halves: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    halves.div_ceil(2)
}

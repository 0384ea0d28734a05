//! What can be on screen instead of a card.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::values::Screen;
use crate::domain::Now;
use crate::domain::notice::NoticeId;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::CardNumber;

/// Most cards of a recap: what fits on a portrait picture in letters that a phone can show.
pub const RECAP_CARDS_MAX: usize = 5;

/// A face as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// Until the show starts.
    Countdown,
    /// The cards that were on screen last, newest first, for those who come late.
    Recap { cards: Vec<CardNumber> },
    /// How to sign up.
    How,
    /// A text of the host's; it is a record, so that no stream holds it.
    Notice { notice: NoticeId },
    /// A pause, until a moment in server milliseconds where one was said.
    Break {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<i64>,
    },
    /// The show is over.
    End,
}

/// A face on screen, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceOn {
    pub face: Face,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
}

/// A face as a host asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceAsked {
    Countdown,
    Recap,
    How,
    Notice {
        notice: NoticeId,
    },
    Break {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u16>,
    },
    End,
}

/// The screen with a face instead of its card.
pub(super) fn show(screen: &Screen, asked: &FaceAsked, now: Now) -> Result<Screen, Refusal> {
    let face = resolve(screen, asked, now)?;
    // The same once more does not start anew: what is on screen goes on.
    let shown_at = screen.face.as_ref().filter(|on| on.face == face).map_or(now.millis(), |on| on.shown_at);
    Ok(Screen { on_air: None, face: Some(FaceOn { face, shown_at }), ..screen.clone() })
}

fn resolve(screen: &Screen, asked: &FaceAsked, now: Now) -> Result<Face, Refusal> {
    Ok(match asked {
        FaceAsked::Countdown => Face::Countdown,
        FaceAsked::Recap if screen.recent.is_empty() => return Err(Refusal::NothingShown),
        FaceAsked::Recap => Face::Recap { cards: screen.recent.iter().rev().copied().collect() },
        FaceAsked::How => Face::How,
        FaceAsked::Notice { notice } => Face::Notice { notice: *notice },
        FaceAsked::Break { minutes } => {
            minutes.map_or(Ok(()), |minutes| Quantity::BreakMinutes.check(minutes)).map_err(Refusal::OutOfRange)?;
            Face::Break { until: minutes.map(|minutes| now.millis() + 60_000 * i64::from(minutes)) }
        }
        FaceAsked::End => Face::End,
    })
}

/// The cards for a recap, after one more was on screen.
pub(super) fn recent(screen: &Screen, card: CardNumber) -> Vec<CardNumber> {
    let mut recent: Vec<_> = screen.recent.iter().copied().filter(|known| *known != card).collect();
    recent.push(card);
    let surplus = recent.len().saturating_sub(RECAP_CARDS_MAX);
    recent.drain(..surplus);
    recent
}

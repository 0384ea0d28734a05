//! Puts a face on screen instead of a card, and collects the cards of a recap.

use super::command::FaceRequest;
use super::refusal::Refusal;
use super::state::{Face, FaceOn, RECAP_CARDS_MAX, Screen};
use crate::domain::Now;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::CardNumber;

/// The screen with a face instead of its card.
pub(super) fn show(screen: &Screen, request: &FaceRequest, now: Now) -> Result<Screen, Refusal> {
    let face = resolve(screen, request, now)?;
    // The same face again must not replay its entry.
    let shown_at = screen.face.as_ref().filter(|on| on.face == face).map_or(now.millis(), |on| on.shown_at);
    Ok(Screen { face: Some(FaceOn { face, shown_at }), ..screen.without_card() })
}

fn resolve(screen: &Screen, request: &FaceRequest, now: Now) -> Result<Face, Refusal> {
    Ok(match request {
        FaceRequest::Countdown => Face::Countdown,
        FaceRequest::Recap if screen.recent.is_empty() => return Err(Refusal::NothingShown),
        FaceRequest::Recap => Face::Recap { cards: screen.recent.iter().rev().copied().collect() },
        FaceRequest::How => Face::How,
        FaceRequest::Notice { notice } => Face::Notice { notice: *notice },
        FaceRequest::Break { minutes: None } => Face::Break { until: None },
        FaceRequest::Break { minutes: Some(minutes) } => {
            Quantity::BreakMinutes.check(*minutes).map_err(Refusal::OutOfRange)?;
            Face::Break { until: Some(now.millis() + 60_000 * i64::from(*minutes)) }
        }
        FaceRequest::End => Face::End,
    })
}

/// The recently shown cards, which a recap lists, with `card` added as the newest.
pub(super) fn recent(screen: &Screen, card: CardNumber) -> Vec<CardNumber> {
    let mut recent: Vec<_> = screen.recent.iter().copied().filter(|known| *known != card).collect();
    recent.push(card);
    let surplus = recent.len().saturating_sub(RECAP_CARDS_MAX);
    recent.drain(..surplus);
    recent
}

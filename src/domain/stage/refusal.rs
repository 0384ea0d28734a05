//! The reasons why a command or an edit is refused. `web` words them in the reader's language.

use super::revision::Rev;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::{CardNumber, EditRefusal};

/// The reason why a command or an edit changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The revision is not the newest: decide again on the newest state.
    Stale {
        /// The newest revision.
        rev: Rev,
    },
    /// No show is open on the stage.
    NoShow,
    /// The rundown has no such card.
    UnknownCard {
        /// The card's number.
        card: CardNumber,
    },
    /// The offer's validity date has passed.
    Expired {
        /// The card's number.
        card: CardNumber,
    },
    /// The card is on screen.
    AlreadyOnAir {
        /// The card's number.
        card: CardNumber,
    },
    /// No card can follow.
    NothingNext,
    /// Nothing is on screen.
    NothingOnAir,
    /// No undo step is left.
    NothingToUndo,
    /// No card was on screen yet, so a recap would be empty.
    NothingShown,
    /// Everything is hidden: release it first.
    InPanic,
    /// There is no panic to release.
    NotInPanic,
    /// The show is closed.
    Closed,
    /// The role does not have the permission.
    NotAllowed,
    /// Another host is in control.
    NotDriver {
        /// The name of the host in control; may be empty.
        name: String,
    },
    /// The rundown is locked.
    Locked,
    /// Practice changes no show, rundown, notice or layout.
    Rehearsal,
    /// The card on screen has no timer.
    NoTimer,
    /// The show has no such notice.
    NoSuchNotice,
    /// The card on screen shows the newest text already.
    NothingToUpdate,
    /// The text is empty.
    Empty,
    /// A text has more characters than fit.
    TooLong {
        /// The most that fit.
        max: usize,
    },
    /// The show has as many notices as it can.
    TooManyNotices,
    /// A number is out of its range.
    OutOfRange(Quantity),
    /// The rundown cannot be edited this way.
    Edit(EditRefusal),
}

impl Refusal {
    /// The code on the wire and in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stale { .. } => "stale",
            Self::NoShow => "no_show",
            Self::UnknownCard { .. } | Self::Edit(EditRefusal::UnknownCard(_)) => "unknown_card",
            Self::Expired { .. } => "expired",
            Self::AlreadyOnAir { .. } => "already_on_air",
            Self::NothingNext => "nothing_next",
            Self::NothingOnAir => "nothing_on_air",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingShown => "nothing_shown",
            Self::InPanic => "in_panic",
            Self::NotInPanic => "not_in_panic",
            Self::Closed => "closed",
            Self::NotAllowed => "not_allowed",
            Self::NotDriver { .. } => "not_driver",
            Self::Locked => "locked",
            Self::Rehearsal => "rehearsal",
            Self::NoTimer => "no_timer",
            Self::NoSuchNotice => "no_such_notice",
            Self::NothingToUpdate => "nothing_to_update",
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::OutOfRange(_) | Self::Edit(EditRefusal::OutOfRange(_)) => "out_of_range",
            Self::Edit(EditRefusal::InUse(_)) => "in_use",
            Self::TooManyNotices | Self::Edit(EditRefusal::TooMany) => "too_many",
            Self::Edit(EditRefusal::UnknownJob) => "unknown_job",
        }
    }
}

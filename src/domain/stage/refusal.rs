//! Why a command or an edit changes nothing. Rendered in the reader's language by `web`.

use super::revision::Rev;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::{CardNumber, EditRefusal};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else was faster: decide again on the state as it is now.
    Stale {
        rev: Rev,
    },
    /// There is no show on the stage.
    NoShow,
    UnknownCard {
        card: CardNumber,
    },
    /// The offer's validity date has passed.
    Expired {
        card: CardNumber,
    },
    /// The card is on screen already.
    AlreadyOnAir {
        card: CardNumber,
    },
    NothingNext,
    NothingOnAir,
    NothingToUndo,
    /// No card was on screen yet, so there is nothing to look back at.
    NothingShown,
    /// The screen is black: release it first.
    InPanic,
    NotInPanic,
    Closed,
    /// The role never may.
    NotAllowed,
    /// Somebody else is at the wheel.
    NotDriver {
        name: String,
    },
    /// The rundown is locked.
    Locked,
    /// Practice changes no show, rundown, notice or layout.
    Rehearsal,
    /// The card on screen has no timer.
    NoTimer,
    NoSuchNotice,
    /// The card on screen shows the newest text already.
    NothingToUpdate,
    Empty,
    /// A text has more characters than fit.
    TooLong {
        max: usize,
    },
    TooManyNotices,
    OutOfRange(Quantity),
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

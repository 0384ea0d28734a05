//! The sentences of refusals, in the reader's language: in one place, so that socket, panel and API word them alike. Must not
//! decide what is refused.

use crate::domain::quantity::Quantity;
use crate::domain::rundown::EditRefusal;
use crate::domain::stage::Refusal;
use crate::live::Denied;
use crate::words::{Words, arg};

/// The code of a command whose outcome is unknown, because the store did not answer. Clients may repeat the command id.
const STORE_CODE: &str = "store";

/// The reason of a refusal, and what to press.
#[must_use]
pub fn sentence(t: Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Stale { .. } => t.common_refused_stale().into(),
        Refusal::NoShow => t.common_refused_no_show().into(),
        Refusal::UnknownCard { card } | Refusal::Edit(EditRefusal::UnknownCard(card)) => {
            t.common_refused_unknown_card(card)
        }
        Refusal::Expired { card } => t.common_refused_expired(card),
        Refusal::AlreadyOnAir { card } => t.common_refused_already_on_air(card),
        Refusal::NothingNext => t.common_refused_nothing_next().into(),
        Refusal::NothingOnAir => t.common_refused_nothing_on_air().into(),
        Refusal::NothingToUndo => t.common_refused_nothing_to_undo().into(),
        Refusal::InPanic => t.common_refused_in_panic().into(),
        Refusal::NotInPanic => t.common_refused_not_in_panic().into(),
        Refusal::Closed => t.common_refused_closed().into(),
        Refusal::NothingShown => t.common_refused_nothing_shown().into(),
        Refusal::NotAllowed => t.common_refused_not_allowed().into(),
        Refusal::NotDriver { name } if name.is_empty() => t.common_refused_not_driver_nameless().into(),
        Refusal::NotDriver { name } => t.common_refused_not_driver(name),
        Refusal::Locked => t.common_refused_locked().into(),
        Refusal::Rehearsal => t.common_refused_rehearsal().into(),
        Refusal::NoTimer => t.common_refused_no_timer().into(),
        Refusal::NoSuchNotice => t.common_refused_no_such_notice().into(),
        Refusal::NothingToUpdate => t.common_refused_nothing_to_update().into(),
        Refusal::Empty => t.common_refused_empty().into(),
        Refusal::TooLong { max } => t.common_refused_too_long(max),
        Refusal::TooManyNotices => t.common_refused_too_many_notices().into(),
        Refusal::OutOfRange(what) | Refusal::Edit(EditRefusal::OutOfRange(what)) => out_of_range(t, *what),
        Refusal::Edit(EditRefusal::InUse(card)) => t.common_refused_in_use(card),
        Refusal::Edit(EditRefusal::TooMany) => t.common_refused_too_many().into(),
        Refusal::Edit(EditRefusal::UnknownJob) => t.common_refused_unknown_job().into(),
    }
}

fn out_of_range(t: Words, what: Quantity) -> String {
    let name = match what {
        Quantity::Places => t.common_quantity_places(),
        Quantity::PlanMinutes => t.common_quantity_plan_minutes(),
        Quantity::DwellSeconds => t.common_quantity_dwell_seconds(),
        Quantity::ExtendSeconds => t.common_quantity_extend_seconds(),
        Quantity::BreakMinutes => t.common_quantity_break_minutes(),
        Quantity::GuideSeconds => t.common_quantity_guide_seconds(),
        Quantity::SafeTop => t.common_quantity_safe_top(),
        Quantity::SafeBottom => t.common_quantity_safe_bottom(),
        Quantity::SafeLeft => t.common_quantity_safe_left(),
        Quantity::SafeRight => t.common_quantity_safe_right(),
        Quantity::Scale => t.common_quantity_scale(),
        Quantity::OffsetX => t.common_quantity_offset_x(),
        Quantity::OffsetY => t.common_quantity_offset_y(),
    };
    let range = what.range();
    t.common_refused_out_of_range(arg::Max(range.end()), arg::Min(range.start()), arg::What(name))
}

impl Denied {
    /// The code on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Store(_) => STORE_CODE,
        }
    }

    /// The sentence for the reader. The cause of a store error is only logged, here.
    #[must_use]
    pub fn sentence(&self, t: Words) -> String {
        match self {
            Self::Refused(refusal) => sentence(t, refusal),
            Self::Store(why) => {
                tracing::warn!(%why, "could not store a command; its sender is asked to check the stage and press again");
                t.common_refused_store().into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;
    use crate::words::Lang;

    #[test]
    fn a_refusal_names_its_card_in_both_languages() {
        let refusal = Refusal::Edit(EditRefusal::InUse(8));
        for lang in [Lang::Zh, Lang::En] {
            let text = sentence(lang.into(), &refusal);
            assert!(text.contains('8') && !text.contains('{'), "{text}");
        }
    }

    #[test]
    fn a_store_error_keeps_its_cause_to_itself() {
        let denied = Denied::Store(store::Error::Unavailable("10.0.0.7:6379 refused".into()));
        let text = denied.sentence(Words::from(Lang::Zh));
        assert!(!text.contains("6379"), "{text}");
        assert_eq!(denied.code(), "store");
    }
}

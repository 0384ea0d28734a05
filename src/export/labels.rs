//! The values of an application as the words that staff read. Pure.

use crate::domain::answers::CallTime;
use crate::domain::application::{Closing, Status, Suspicion};
use crate::words::Words;

/// The word for a status.
#[must_use]
pub fn status_label(status: Status, t: Words) -> &'static str {
    match status {
        Status::New => t.desk_status_new(),
        Status::Contacting => t.desk_status_contacting(),
        Status::Interested => t.desk_status_interested(),
        Status::Unfit => t.desk_status_unfit(),
        Status::Unreachable => t.desk_status_unreachable(),
    }
}

/// The word for the time of day at which a person wants to be called.
#[must_use]
pub fn call_time_label(time: CallTime, t: Words) -> &'static str {
    match time {
        CallTime::Any => t.desk_call_any(),
        CallTime::Morning => t.desk_call_morning(),
        CallTime::Afternoon => t.desk_call_afternoon(),
        CallTime::Evening => t.desk_call_evening(),
    }
}

/// Why a form may not be a person's own, as part of a sentence.
#[must_use]
pub fn suspect_reason(suspicion: Suspicion, t: Words) -> &'static str {
    match suspicion {
        Suspicion::Honeypot => t.desk_suspect_honeypot(),
        Suspicion::TooFast => t.desk_suspect_too_fast(),
        Suspicion::Reused => t.desk_suspect_reused(),
        Suspicion::NoToken => t.desk_suspect_no_token(),
        Suspicion::Many => t.desk_suspect_many(),
        Suspicion::DoNotCall => t.desk_suspect_do_not_call(),
    }
}

/// Why no form asks for an application any more.
#[must_use]
pub fn closing_label(closing: Closing, t: Words) -> &'static str {
    match closing {
        Closing::Withdrew => t.desk_mark_withdrawn(),
        Closing::Amended => t.desk_mark_amended(),
        Closing::Erased => t.desk_mark_erased(),
    }
}

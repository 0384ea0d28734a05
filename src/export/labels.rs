//! The values of an application as the words that staff read. Pure.

use crate::domain::person::{CallTime, Status};
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

/// Why a form looks like a robot's, as part of a sentence. `web::public` assigns the codes.
#[must_use]
pub fn suspect_reason(code: &str, t: Words) -> String {
    match code {
        "honeypot" => t.desk_suspect_honeypot().to_owned(),
        "too_fast" => t.desk_suspect_too_fast().to_owned(),
        "no_token" => t.desk_suspect_no_token().to_owned(),
        other => t.desk_suspect_other(other),
    }
}

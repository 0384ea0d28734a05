//! Kinds, statuses and call times as the words that villagers read. Pure.

use crate::domain::answers::CallTime;
use crate::domain::application::Status;
use crate::domain::job::Kind;
use crate::view::CardFace;
use crate::words::Words;

/// The sheet's own word for a card's kind, or ours where the sheet has none.
pub fn kind_label(t: Words, face: &CardFace) -> &str {
    match face.kind {
        _ if !face.kind_word.is_empty() => &face.kind_word,
        Kind::Job => t.join_kind_job(),
        Kind::Gig => t.join_kind_gig(),
        Kind::Haul => t.join_kind_haul(),
        Kind::Training => t.join_kind_training(),
        Kind::Policy => t.join_kind_policy(),
    }
}

/// Why a card takes no sign-ups: 招满 or 已过期.
pub fn closed_label(t: Words, face: &CardFace) -> &'static str {
    if face.expired { t.join_expired() } else { t.join_full() }
}

/// When a person would like to be rung.
pub fn call_time_label(t: Words, time: CallTime) -> &'static str {
    match time {
        CallTime::Any => t.join_call_any(),
        CallTime::Morning => t.join_call_morning(),
        CallTime::Afternoon => t.join_call_afternoon(),
        CallTime::Evening => t.join_call_evening(),
    }
}

/// The status of a person's own application.
pub fn status_label(t: Words, status: Status) -> &'static str {
    match status {
        Status::New => t.join_my_status_new(),
        Status::Contacting => t.join_my_status_contacting(),
        Status::Interested => t.join_my_status_interested(),
        Status::Unfit => t.join_my_status_unfit(),
        Status::Unreachable => t.join_my_status_unreachable(),
    }
}

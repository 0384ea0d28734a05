//! The sentences about pasted lines that cannot be used: townships, channels. Decides nothing.

use crate::domain::channel::CHANNELS_MAX;
use crate::domain::division::{DIVISION_CHARS_MAX, DivisionFault, DivisionProblem, GROUP_CHARS_MAX, TOWNSHIPS_MAX};
use crate::words::{Words, arg};

/// Why a line is not a township.
pub fn township_problem(t: Words, problem: &DivisionProblem) -> String {
    sentence(t, problem, DIVISION_CHARS_MAX, TOWNSHIPS_MAX)
}

/// Why a line is not a channel.
pub fn channel_problem(t: Words, problem: &DivisionProblem) -> String {
    sentence(t, problem, GROUP_CHARS_MAX, CHANNELS_MAX)
}

fn sentence(t: Words, problem: &DivisionProblem, name_chars_max: usize, lines_max: usize) -> String {
    let line = problem.line;
    match &problem.fault {
        DivisionFault::NoName => t.settings_division_no_name(line),
        DivisionFault::NameTooLong => t.settings_division_long(arg::Line(line), arg::Most(name_chars_max)),
        DivisionFault::GroupTooLong => t.settings_division_group_long(arg::Line(line), arg::Most(GROUP_CHARS_MAX)),
        DivisionFault::UnknownTownship(name) if name.is_empty() => t.settings_division_no_township(line),
        DivisionFault::UnknownTownship(name) => t.settings_division_township(arg::Line(line), arg::Name(name)),
        DivisionFault::Repeated => t.settings_division_repeated(line),
        DivisionFault::TooMany(count) => t.settings_division_many(arg::Count(count), arg::Most(lines_max)),
    }
}

//! The stage over HTTP for programs: state, commands, and a stream of events.

pub mod commands;
pub mod events;

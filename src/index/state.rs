//! The progress of the index. Must not know people.

use crate::store::EventNumber;

/// How far the index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexState {
    /// It is being built.
    Loading {
        /// People that were read.
        done: usize,
        /// People to read; 0 if that is not known yet.
        total: usize,
    },
    /// It contains every event up to `through`.
    Ready {
        /// The newest event.
        through: EventNumber,
    },
}

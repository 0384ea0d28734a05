//! What is on screen now, and the commands that change it. `apply` is the one place where a command gets its meaning.

mod apply;
mod command;
mod face;
mod refusal;
mod timer;
mod undo;
mod values;

pub use apply::apply;
pub use command::Command;
pub use face::{Face, FaceAsked, FaceOn, RECAP_CARDS_MAX};
pub use refusal::Refusal;
pub use timer::{Dwell, Then, Timer};
pub use undo::{Done, UNDO_STEPS_MAX};
pub use values::{Contact, Driver, OnAir, Screen, Stage};

/// Which stage. Each has a stream of its own; show, rundown and settings are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StageName {
    /// What OBS shows.
    #[default]
    Air,
    /// For practice: nothing of it reaches the air, and nothing but itself is changed from it.
    Rehearsal,
}

/// Counts accepted commands; the ID of the stage's entry in the store.
pub type Rev = u64;

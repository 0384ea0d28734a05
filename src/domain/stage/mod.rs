//! The stage: its state, and the commands that change it. `apply` is the one place that defines the effect of a command.

mod apply;
mod command;
mod expiry;
mod face;
mod permit;
mod refusal;
mod revision;
mod state;
mod timer;
mod undo;

pub use apply::apply;
pub use command::{Command, CommandExample, FaceRequest};
pub use permit::permit;
pub use refusal::Refusal;
pub use revision::{Rev, StageName};
pub use state::{
    Contact, Done, Driver, Face, FaceOn, OnAir, RECAP_CARDS_MAX, Screen, Stage, Then, Timer, UNDO_STEPS_MAX,
};

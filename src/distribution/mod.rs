//! Texts that carry a show into groups, onto walls and over village loudspeakers: ready to be copied. Pure. Must not know
//! stores, people or HTTP.
//!
//! The texts are Chinese whatever the language of the clerk who copies them, because their readers are villagers.

mod handout;
mod job_line;
mod language;
mod list;
mod loudspeaker;
mod spoken;
mod when;
mod write;

pub use handout::{HAN_MAX, Handout, HandoutKind, han_width};
pub use job_line::{HandoutJob, open_jobs};
pub use when::ShowTime;

//! Names a stage and a revision of it.

/// A stage. Each has its own stream; show, rundown and settings are shared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StageName {
    /// The stage that OBS shows.
    #[default]
    Air,
    /// The stage for practice. It never reaches the air and changes no shared record.
    Rehearsal,
}

/// Counts accepted commands; the ID of the stage's entry in the store.
pub type Rev = u64;

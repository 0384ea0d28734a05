//! The rules that decide whether an action is accepted, whatever it does. Commands and edits each state them in one exhaustive
//! table, so that a new action does not compile until every rule is decided.

use super::crew::Permission;

/// The rules of one action: a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The permission that its author needs.
    pub permission: Permission,
    /// The revisions that it applies to.
    pub revision: AppliesTo,
    /// The data that it is decided on.
    pub reads: Reads,
    /// Whether practice may do it.
    pub rehearsal: InRehearsal,
}

/// The revisions that an action applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliesTo {
    /// The revision that it was decided on; on any other it is stale.
    DecidedRevision,
    /// Every revision: a panic, which nothing may delay, and actions that set one named thing to one value whatever is on
    /// screen, which a change elsewhere must not refuse.
    AnyRevision,
}

/// The data that an action is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// The stage alone.
    Stage,
    /// Also records (rundown, jobs, notices), which must then be as new as the stage.
    Records,
}

/// Whether practice may do an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InRehearsal {
    /// It changes only the stage, and each stage has its own.
    Allowed,
    /// It changes records that the air shares.
    Refused,
}

impl Policy {
    /// A row, in the order of the table's columns.
    #[must_use]
    pub const fn new(permission: Permission, revision: AppliesTo, reads: Reads, rehearsal: InRehearsal) -> Self {
        Self { permission, revision, reads, rehearsal }
    }

    /// Whether the action is accepted on any revision.
    #[must_use]
    pub const fn any_revision(self) -> bool {
        matches!(self.revision, AppliesTo::AnyRevision)
    }

    /// Whether the action is decided on records.
    #[must_use]
    pub const fn reads_records(self) -> bool {
        matches!(self.reads, Reads::Records)
    }

    /// Whether practice refuses the action.
    #[must_use]
    pub const fn refused_in_rehearsal(self) -> bool {
        matches!(self.rehearsal, InRehearsal::Refused)
    }
}

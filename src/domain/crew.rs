//! The people and machines that operate a stage: their roles, and the permissions that actions require. Must not know
//! keys, links or sockets.

use serde::{Deserialize, Serialize};

/// The role that a link grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the show. On the wire: `driver`.
    #[serde(rename = "driver")]
    Host,
    /// Helps the host: full cards, notices, the contact layer, panic.
    Assistant,
    /// Reads only.
    Watcher,
    /// A button box: has a host's permissions, whichever host is in control.
    Buttons,
    /// The server itself: timers, the sample show.
    Server,
}

/// The author of a command or an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// For the history; empty if the page gave no name.
    pub name: String,
    /// Identifies one page across reloads; empty without a page.
    pub seat: String,
    /// The role that the author's link grants.
    pub role: Role,
}

/// The permission that a command or an edit requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Hide everything: granted to every role that may change anything.
    Panic,
    /// Help a host who is busy with the camera.
    Assist,
    /// Take control from another host: granted to every host.
    TakeControl,
    /// Change what the show does next: granted to the host in control, or to every host while none is.
    Control,
}

impl Operator {
    /// An operator from a role, a name and a seat.
    #[must_use]
    pub fn new(role: Role, name: &str, seat: &str) -> Self {
        Self { name: name.to_owned(), seat: seat.to_owned(), role }
    }

    /// The server itself.
    #[must_use]
    pub fn server(name: &str) -> Self {
        Self::new(Role::Server, name, "")
    }
}

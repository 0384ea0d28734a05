//! Who does something at the stage, and what each role may do. Must not know keys, links or sockets.

use serde::{Deserialize, Serialize};

use super::stage::{Driver, Refusal};

/// What somebody is allowed, by the link that they came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the show. On the wire: `driver`.
    #[serde(rename = "driver")]
    Host,
    /// Beside the host: full, notices, the contact layer, panic.
    Assistant,
    /// Looks on.
    Watcher,
    /// Keys of a button box: as a host, whoever is at the wheel.
    Buttons,
    /// The server itself: a timer, the sample show.
    Server,
}

/// Somebody who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// For the history; empty where none was given.
    pub name: String,
    /// Stands for one page through its reloads; empty where there is no page.
    pub seat: String,
    pub role: Role,
}

/// What a command or an edit asks of whoever gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Hide everything: everybody who may do anything at all.
    Panic,
    /// What helps a host who is busy with the camera.
    Assist,
    /// Take the wheel: every host, also from another.
    TakeControl,
    /// Whatever changes what the show does next: the one at the wheel, or every host while nobody is.
    Control,
}

impl Operator {
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

/// Whether somebody may do something, with this driver at the wheel.
///
/// # Errors
/// [`Refusal::NotAllowed`] where the role never may, [`Refusal::NotDriver`] where somebody else drives.
pub fn permit(driver: Option<&Driver>, by: &Operator, right: Permission) -> Result<(), Refusal> {
    match (by.role, right) {
        (Role::Watcher, _) | (Role::Assistant, Permission::TakeControl | Permission::Control) => {
            Err(Refusal::NotAllowed)
        }
        // A button box and the server have no page that the others could see at the wheel.
        (_, Permission::TakeControl) if by.seat.is_empty() => Err(Refusal::NotAllowed),
        (Role::Server | Role::Buttons, _) | (_, Permission::Panic | Permission::Assist | Permission::TakeControl) => {
            Ok(())
        }
        (Role::Host, Permission::Control) => match driver {
            Some(driver) if driver.seat != by.seat => Err(Refusal::NotDriver { name: driver.name.clone() }),
            Some(_) | None => Ok(()),
        },
    }
}

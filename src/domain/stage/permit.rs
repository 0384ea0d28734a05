//! Decides whether an operator may issue a command or an edit now. Must not know what it would change.

use super::refusal::Refusal;
use super::state::Driver;
use crate::domain::crew::{Operator, Permission, Role};

/// Checks an operator's role, and for control of the show also who holds it.
///
/// # Errors
/// [`Refusal::NotAllowed`] if the role never has the permission, [`Refusal::NotDriver`] if another host has control.
pub fn permit(driver: Option<&Driver>, by: &Operator, permission: Permission) -> Result<(), Refusal> {
    match (by.role, permission) {
        (Role::Watcher, _) | (Role::Assistant, Permission::TakeControl | Permission::Control) => {
            Err(Refusal::NotAllowed)
        }
        // A button box and the server have no page that others could see in control.
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

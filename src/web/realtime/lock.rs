//! Locks whose holder may have panicked. Must not know what they protect.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a value that every holder changes with a single assignment, insert or remove, so that it is whole even if a holder
/// panicked.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Errors of the store, and the result of a change that can conflict with another. Must not know keys or scripts.

/// Why the store did not do its work. The cause is for the log only.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No answer in time, or none at all. A write may have been done: a retry with the same token is safe.
    #[error("the store did not answer: {0}")]
    Unavailable(String),
    /// The store came back without its data.
    #[error("the store came back empty")]
    Emptied,
    /// Something in the store has an unknown format.
    #[error("unreadable in the store: {0}")]
    Corrupt(String),
}

/// The result of a call to the store.
pub type Result<T> = std::result::Result<T, Error>;

impl From<redis::RedisError> for Error {
    fn from(why: redis::RedisError) -> Self {
        // Only the kind and the server's code: a message could quote what was sent.
        let code = why.code().unwrap_or_default();
        Self::Unavailable(format!("{} {code}", why.category()))
    }
}

impl From<serde_json::Error> for Error {
    fn from(why: serde_json::Error) -> Self {
        Self::Corrupt(format!("{:?} at column {}", why.classify(), why.column()))
    }
}

/// The result of a change that is decided on a value read before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed<T> {
    /// It was written.
    Done,
    /// Another change came first; nothing was written.
    Conflict {
        /// The current value.
        now: T,
    },
    /// The record no longer exists.
    Gone,
}

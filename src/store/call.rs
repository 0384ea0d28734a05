//! Calls to Redis with a deadline. Must not know keys or scripts.

use std::time::Duration;

use redis::aio::ConnectionManager;

use super::error::{Error, Result};

/// Deadline of one call, after which its result is unknown.
///
/// Longer than the connection's own deadline, so that this one only ends calls that wait for a reconnection.
pub(super) const CALL_TIMEOUT: Duration = Duration::from_secs(3);

/// Waits for a call until [`CALL_TIMEOUT`].
pub(super) async fn within<T>(call: impl Future<Output = redis::RedisResult<T>>) -> Result<T> {
    match tokio::time::timeout(CALL_TIMEOUT, call).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Error::Unavailable("no answer in time".into())),
    }
}

/// Sends one command and waits for its answer.
pub(super) async fn ask<T: redis::FromRedisValue>(command: &redis::Cmd, conn: &mut ConnectionManager) -> Result<T> {
    within(command.query_async(conn)).await
}

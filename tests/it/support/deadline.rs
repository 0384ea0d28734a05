//! Waiting, never without an end. The one place in the tests that sleeps: between two looks at something that tells nobody.

use std::fmt::Display;
use std::panic::Location;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// Deadline for whatever should happen at once; long enough for a machine that compiles meanwhile.
pub const DEADLINE: Duration = Duration::from_secs(20);
/// Pause between two polls.
const LOOK: Duration = Duration::from_millis(10);

/// Awaits a future; at the deadline, fails with what it was waiting for.
#[track_caller]
pub fn within<T>(what: impl Display, future: impl Future<Output = T>) -> impl Future<Output = T> {
    let caller = Location::caller();
    async move {
        let Ok(value) = timeout(DEADLINE, future).await else {
            panic!("{caller}: not within {DEADLINE:?}: {what}");
        };
        value
    }
}

/// Polls until there is a value, at most for `limit`; returns it and the time that it took.
#[track_caller]
pub fn eventually<T, F: Future<Output = Option<T>>>(
    what: impl Display,
    limit: Duration,
    mut look: impl FnMut() -> F,
) -> impl Future<Output = (T, Duration)> {
    let caller = Location::caller();
    async move {
        let begun = Instant::now();
        loop {
            if let Ok(Some(found)) = timeout(limit, look()).await {
                return (found, begun.elapsed());
            }
            assert!(begun.elapsed() < limit, "{caller}: not within {limit:?}: {what}");
            sleep(LOOK).await;
        }
    }
}

//! Waiting, never without an end. The one place in the tests that sleeps: between two looks at something that tells nobody.

use std::fmt::Display;
use std::panic::Location;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// How long anything may take that should come at once; long enough for a machine that compiles meanwhile.
pub const DEADLINE: Duration = Duration::from_secs(20);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// Waits for a future, and says what was waited for where it does not come.
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

/// Looks until there is something, at most `limit`; answers it and how long it took.
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

//! The titles of jobs that people asked for, also in past shows. Must not know pages.

use crate::domain::job::JobId;
use crate::store;
use crate::web::public::visit::Visit;

/// The title of a job; empty if the store has lost it. The snapshot has the jobs of the show on the stage; others are read from
/// the store.
pub async fn title(visit: &Visit, id: &JobId) -> store::Result<String> {
    if let Some(job) = visit.snapshot.rundown.jobs.get(id) {
        return Ok(job.title().to_owned());
    }
    let job = visit.app.store.job(id).await?;
    Ok(job.map(|job| job.title().to_owned()).unwrap_or_default())
}

//! Compares a sheet with the stored jobs and writes the difference, for the page and for `daigang import`.
//! Must not know HTTP or a terminal; `sheet` reads the file.

mod dry_run;
mod messages;
mod plan;
mod terminal;

use crate::domain::Now;
use crate::domain::job::{Job, JobId};
use crate::store::{self, Changed, JobWrite, Store};

pub use dry_run::DryRun;
pub use messages::{Advice, format_sentence, note_sentence, problem_advice, refusal_advice, skipped_sentence};
pub use plan::{CellChange, Counts, ImportPlan, RowEffect, RowPlan, plan};
pub use terminal::{lines, refusal_lines};

/// Writes all jobs of the plan, or none. `Conflict` means that the stored jobs changed since the dry run.
pub async fn commit(store: &Store, plan: &ImportPlan, by: &str, now: Now) -> store::Result<Changed<()>> {
    let write = |(id, job): (Option<&JobId>, &Job)| JobWrite { id: id.cloned(), job: job.clone() };
    let writes: Vec<JobWrite> = plan.writes().map(write).collect();
    if writes.is_empty() {
        return Ok(Changed::Done);
    }
    Ok(store.write_jobs(&writes, by, now.at).await?.0)
}

//! What an import would change, against the jobs in the store: used by the page and by `daigang import`.
//! Knows no HTTP and no terminal; the reading itself is `sheet`'s.

mod lines;
mod tell;

use chrono::NaiveDate;

use crate::domain::Now;
use crate::domain::job::{Job, JobId};
use crate::sheet::{self, Counts, Plan, Reading, Refusal};
use crate::store::{self, Changed, JobWrite, Store};

pub use lines::{lines, refusal_lines};
pub use tell::{Told, format_sentence, note_sentence, problem_told, refusal_told, skipped_sentence};

/// A file laid beside the stored jobs. Nothing is written yet.
#[derive(Debug)]
pub struct Draft {
    pub reading: Reading,
    pub plan: Plan,
}

impl Draft {
    /// Reads a file and plans its import. Pure computing; a full workbook takes too long to run among the sockets.
    pub fn new(bytes: &[u8], stored: &[(JobId, Job)], today: NaiveDate) -> Result<Self, Refusal> {
        let reading = sheet::read(bytes, today)?;
        let plan = sheet::plan(&reading, stored, today);
        Ok(Self { reading, plan })
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        self.plan.counts()
    }

    /// How many jobs would be written.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.counts().new + self.counts().changed
    }
}

/// Writes what the plan says, all or nothing. `Conflict`: the stored jobs changed meanwhile, nothing was written.
pub async fn commit(store: &Store, plan: &Plan, by: &str, now: Now) -> store::Result<Changed<()>> {
    let write = |(id, job): (Option<&JobId>, &Job)| JobWrite { id: id.cloned(), job: job.clone() };
    let writes: Vec<JobWrite> = plan.writes().map(write).collect();
    if writes.is_empty() {
        return Ok(Changed::Done);
    }
    Ok(store.write_jobs(&writes, by, now.at).await?.0)
}

//! A file that was read and compared with the stored jobs. Nothing is written yet; must not know the store itself.

use chrono::NaiveDate;

use super::plan::{Counts, ImportPlan, plan};
use crate::domain::job::{Job, JobId};
use crate::sheet::{self, FileRefusal, Reading};

/// A file and the plan of its import.
#[derive(Debug)]
pub struct DryRun {
    /// The contents of the file.
    pub reading: Reading,
    /// The effect of an import.
    pub plan: ImportPlan,
}

impl DryRun {
    /// Reads a file and plans its import. A full workbook takes long enough to need a thread of its own.
    pub fn new(bytes: &[u8], stored: &[(JobId, Job)], today: NaiveDate) -> Result<Self, FileRefusal> {
        let reading = sheet::read(bytes, today)?;
        let plan = plan(&reading, stored, today);
        Ok(Self { reading, plan })
    }

    /// The number of rows by effect.
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

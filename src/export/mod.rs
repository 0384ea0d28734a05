//! The rows of lists as files, for the desk's pages and for `daigang export`. Must not know HTTP or a terminal.
//!
//! The twin of `crate::import`. `crate::sheet` writes the bytes.

mod applications;
mod columns;
pub mod labels;
pub mod titles;

use crate::domain::job::Job;
use crate::sheet::table::XlsxError;
use crate::sheet::{write_jobs_csv, write_jobs_xlsx};

pub use applications::{ApplicationList, ApplicationOptions, ListError, too_many_rows_text};
pub use columns::{ExportColumn, FileFormat};

/// Writes jobs with all their columns; importing the file again changes nothing.
pub fn write_jobs(format: FileFormat, jobs: &[Job]) -> Result<Vec<u8>, XlsxError> {
    match format {
        FileFormat::Csv => Ok(write_jobs_csv(jobs)),
        FileFormat::Xlsx => write_jobs_xlsx(jobs),
    }
}

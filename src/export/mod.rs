//! The rows of lists as files, for the desk's pages and for `daigang export`. Must not know HTTP or a terminal.
//!
//! The twin of `crate::import`. `crate::sheet` writes the bytes.

pub mod answers;
mod applications;
mod columns;
mod file;
pub mod labels;
pub mod titles;

use std::io::{self, Seek, Write};

use crate::domain::job::Job;
use crate::sheet::{write_jobs_csv, write_jobs_xlsx};
use crate::words::Words;

pub use applications::{ApplicationList, ApplicationOptions};
pub use columns::{ExportColumn, FileFormat};
pub use file::{ExportError, ExportFile};

/// Writes jobs with all their columns; importing the file again changes nothing.
pub fn write_jobs(format: FileFormat, out: impl Write + Seek, jobs: &[Job], t: Words) -> io::Result<()> {
    match format {
        FileFormat::Csv => write_jobs_csv(out, jobs, t.common_cut_mark()),
        FileFormat::Xlsx => write_jobs_xlsx(out, jobs, t.common_cut_mark()),
    }
}

//! Writes jobs to a file: the 28 known columns, then all extra columns. Reading it back gives the same jobs. Must not know
//! where they are stored.

use super::table::{self, XlsxError};
use crate::domain::column::Column;
use crate::domain::job::Job;

/// The name of the sheet in exported workbooks.
const SHEET: &str = "岗位";

/// A CSV file for Excel.
#[must_use]
pub fn write_jobs_csv(jobs: &[Job]) -> Vec<u8> {
    let headers = headers(jobs);
    table::csv(&headers, jobs.iter().map(|job| row(&headers, job)))
}

/// An XLSX file whose cells are all text.
pub fn write_jobs_xlsx(jobs: &[Job]) -> Result<Vec<u8>, XlsxError> {
    let headers = headers(jobs);
    table::xlsx(SHEET, &headers, jobs.iter().map(|job| row(&headers, job)))
}

/// An empty sheet to fill in: the header, and columns whose cells are text.
pub fn template_xlsx() -> Result<Vec<u8>, XlsxError> {
    write_jobs_xlsx(&[])
}

fn headers(jobs: &[Job]) -> Vec<&str> {
    let mut headers: Vec<&str> = Column::ALL.iter().map(|column| column.header()).collect();
    for (header, _) in jobs.iter().flat_map(|job| &job.extra) {
        if !headers.contains(&header.as_str()) {
            headers.push(header);
        }
    }
    headers
}

fn row(headers: &[&str], job: &Job) -> Vec<String> {
    let known = Column::ALL.iter().map(|column| job.cell(*column).to_owned());
    let extra = headers.iter().skip(Column::ALL.len()).map(|header| {
        job.extra.iter().find(|(name, _)| name == header).map(|(_, text)| text.clone()).unwrap_or_default()
    });
    known.chain(extra).collect()
}

//! Writes jobs to a file: the 28 known columns, then all extra columns. Reading it back gives the same jobs. Must not know
//! where they are stored.

use std::io::{self, Cursor, Seek, Write};

use super::table::Table;
use crate::domain::column::Column;
use crate::domain::job::Job;

/// The name of the sheet in exported workbooks.
const SHEET: &str = "岗位";

/// Writes a CSV file for Excel. `cut_mark` ends a cell that exceeds the limits of Excel.
pub fn write_jobs_csv(out: impl Write, jobs: &[Job], cut_mark: &str) -> io::Result<()> {
    let headers = headers(jobs);
    let table = Table { sheet_name: SHEET, headers: &headers, cut_mark };
    table.write_csv(out, jobs.iter().map(|job| row(&headers, job)))
}

/// Writes an XLSX file whose cells are all text. `cut_mark` is as in [`write_jobs_csv`].
pub fn write_jobs_xlsx(out: impl Write + Seek, jobs: &[Job], cut_mark: &str) -> io::Result<()> {
    let headers = headers(jobs);
    let table = Table { sheet_name: SHEET, headers: &headers, cut_mark };
    table.write_xlsx(out, jobs.iter().map(|job| row(&headers, job)))
}

/// An empty sheet to fill in: the header, and columns whose cells are text.
pub fn template_xlsx() -> io::Result<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    write_jobs_xlsx(&mut out, &[], "")?;
    Ok(out.into_inner())
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

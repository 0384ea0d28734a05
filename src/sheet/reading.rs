//! The result of reading a file: its columns, its rows of jobs, and everything to report about it. Only data.

use std::collections::{BTreeMap, BTreeSet};

use super::header::Heading;
use super::report::{Format, Note, SheetProblem, Skipped};
use crate::domain::column::Column;
use crate::domain::job::Job;

/// A file that could be read, with everything to report about it.
#[derive(Debug)]
pub struct Reading {
    /// The encoding and delimiter, or the sheet of the workbook.
    pub format: Format,
    /// The columns of the file, from left to right.
    pub headings: Vec<Heading>,
    /// The rows with a job, from top to bottom.
    pub rows: Vec<ParsedRow>,
    /// The lines that are not jobs.
    pub skipped: Vec<Skipped>,
    /// Remarks about the file as a whole.
    pub notes: Vec<Note>,
}

/// A row with a job.
#[derive(Debug, Default)]
pub struct ParsedRow {
    /// The row's number as Excel shows it.
    pub number: u32,
    /// The cells of all known columns except the damaged ones; an empty cell is empty text.
    pub cells: BTreeMap<Column, String>,
    /// Columns whose cell in this row cannot be used.
    pub damaged: BTreeSet<Column>,
    /// Header and text of every unknown column, empty cells included.
    pub extra: Vec<(String, String)>,
    /// Faults found in single cells.
    pub problems: Vec<SheetProblem>,
}

impl ParsedRow {
    /// The job that the row describes by itself, without any stored values.
    #[must_use]
    pub fn job(&self) -> Job {
        let mut job = Job::default();
        let filled = |text: &String| !text.is_empty();
        job.cells
            .extend(self.cells.iter().filter(|(_, text)| filled(text)).map(|(column, text)| (*column, text.clone())));
        job.extra.extend(self.extra.iter().filter(|(_, text)| filled(text)).cloned());
        job
    }
}

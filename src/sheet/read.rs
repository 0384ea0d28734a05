//! A file's bytes to a reading: picks encoding, delimiter or sheet by the header that can be recognised.
//! Knows nothing of stored jobs; what depends on them is in `plan`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::book::{self, Book};
use super::grid::Grid;
use super::header::{self, Header};
use super::limits::{FILE_BYTES_MAX, HEADER_WITHIN};
use super::report::{Format, Note, Problem, Refusal, Skipped};
use super::{decode, delimited, rows};
use crate::domain::column::Column;

pub use super::header::Heading;

/// A file that was understood, with everything to say about it.
#[derive(Debug)]
pub struct Reading {
    pub format: Format,
    pub headings: Vec<Heading>,
    pub rows: Vec<Row>,
    pub skipped: Vec<Skipped>,
    pub notes: Vec<Note>,
}

/// A row of a job.
#[derive(Debug, Default)]
pub struct Row {
    /// As Excel shows it at the left edge.
    pub number: u32,
    /// Every known column of the file but the damaged ones; empty text where the cell is empty.
    pub cells: BTreeMap<Column, String>,
    /// Columns whose cell here holds something that cannot be taken.
    pub damaged: BTreeSet<Column>,
    /// Every other column with its header, empty ones included.
    pub extra: Vec<(String, String)>,
    pub problems: Vec<Problem>,
}

/// Reads a file. `today` gives a year to dates that name none.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Reading, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let (format, grid, header) = if book::is_book(bytes)? { guarded(bytes)? } else { in_text(bytes)? };
    rows::build(format, grid, header, today)
}

/// Reads a workbook, and takes a panic of the parser for damage: calamine 0.38 computes with what the file says about itself
/// (a `dimension` whose corners are swapped overflows), and one upload must not end in an error page of ours.
fn guarded(bytes: &[u8]) -> Result<(Format, Grid, Header), Refusal> {
    std::panic::catch_unwind(|| in_book(bytes)).unwrap_or(Err(Refusal::DamagedXlsx))
}

/// The first sheet with a header.
fn in_book(bytes: &[u8]) -> Result<(Format, Grid, Header), Refusal> {
    let mut book = Book::open(bytes)?;
    let names = book.sheets();
    let mut refusal = None;
    for name in &names {
        match book.grid(name).and_then(with_header) {
            Ok((grid, header)) => {
                let others = names.iter().filter(|other| *other != name).cloned().collect();
                return Ok((Format::Xlsx { sheet: name.clone(), others }, grid, header));
            }
            // A sheet that breaks a limit may be another list altogether: it only counts if no sheet is the right one.
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    Err(refusal.unwrap_or(Refusal::Empty))
}

fn in_text(bytes: &[u8]) -> Result<(Format, Grid, Header), Refusal> {
    let readings = decode::decode(bytes)?;
    let found = readings.iter().find_map(|decoded| Some((decoded, delimiter(&decoded.text)?)));
    // Asked before anything is read: the lines in the other encoding would raise no error.
    if decode::is_mixed(bytes) {
        return Err(Refusal::MixedEncoding);
    }
    let (decoded, delimiter) = found.unwrap_or((&readings[0], delimited::DELIMITERS[0]));
    let (grid, header) = with_header(delimited::parse(&decoded.text, delimiter)?)?;
    Ok((Format::Text { encoding: decoded.encoding, delimiter }, grid, header))
}

/// The delimiter with which the header names the most columns; `None` where it names too few with each of them.
fn delimiter(text: &str) -> Option<char> {
    let known = |delimiter: &char| {
        let head = delimited::head(text, *delimiter, HEADER_WITHIN);
        header::find(&head.lines).map(|header| header.headings.iter().filter(|h| h.column.is_some()).count())
    };
    let all = delimited::DELIMITERS.into_iter().rev().filter_map(|delimiter| Some((known(&delimiter)?, delimiter)));
    all.max_by_key(|(known, _)| *known).map(|(_, delimiter)| delimiter)
}

fn with_header(grid: Grid) -> Result<(Grid, Header), Refusal> {
    match header::find(&grid.lines) {
        Some(header) => Ok((grid, header)),
        None => Err(Refusal::NoHeader { seen: grid.lines.first().map(rows::line_text).unwrap_or_default() }),
    }
}

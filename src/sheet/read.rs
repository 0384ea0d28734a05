//! Reads the bytes of a file: picks the encoding, the delimiter or the sheet whose header can be recognised.
//! Must not know stored jobs; `crate::import` compares with them.

use chrono::NaiveDate;

use super::book::{self, Book};
use super::grid::Grid;
use super::header::{self, Header};
use super::limits::{FILE_BYTES_MAX, HEADER_WITHIN};
use super::reading::Reading;
use super::report::{FileRefusal, Format};
use super::{decode, delimited, rows};

/// Reads a file. `today` gives a year to dates that name none.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Reading, FileRefusal> {
    if bytes.is_empty() {
        return Err(FileRefusal::Empty);
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FileRefusal::TooLarge);
    }
    let (format, grid, header) = if book::is_book(bytes)? { guarded(bytes)? } else { in_text(bytes)? };
    rows::build(format, grid, header, today)
}

/// Reads a workbook, and treats a panic of the parser as a damaged file: calamine 0.38 trusts numbers in the file (a
/// `dimension` with swapped corners overflows), and an upload must not cause an internal error.
fn guarded(bytes: &[u8]) -> Result<(Format, Grid, Header), FileRefusal> {
    std::panic::catch_unwind(|| in_book(bytes)).unwrap_or(Err(FileRefusal::DamagedXlsx))
}

/// The first sheet with a header.
fn in_book(bytes: &[u8]) -> Result<(Format, Grid, Header), FileRefusal> {
    let mut book = Book::open(bytes)?;
    let names = book.sheets();
    let mut refusal = None;
    for name in &names {
        match book.grid(name).and_then(with_header) {
            Ok((grid, header)) => {
                let others = names.iter().filter(|other| *other != name).cloned().collect();
                return Ok((Format::Xlsx { sheet: name.clone(), others }, grid, header));
            }
            // A sheet that exceeds a limit may hold something else: the refusal counts only if no sheet has a header.
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    Err(refusal.unwrap_or(FileRefusal::Empty))
}

fn in_text(bytes: &[u8]) -> Result<(Format, Grid, Header), FileRefusal> {
    let readings = decode::decode(bytes)?;
    let found = readings.iter().find_map(|decoded| Some((decoded, delimiter(&decoded.text)?)));
    // Checked before the text is parsed, because lines in the other encoding would raise no error there.
    if decode::is_mixed(bytes) {
        return Err(FileRefusal::MixedEncoding);
    }
    let (decoded, delimiter) = found.unwrap_or((&readings[0], delimited::DELIMITERS[0]));
    let (grid, header) = with_header(delimited::parse(&decoded.text, delimiter)?)?;
    Ok((Format::Text { encoding: decoded.encoding, delimiter }, grid, header))
}

/// The delimiter with which the header names the most known columns; `None` if no delimiter gives a header.
fn delimiter(text: &str) -> Option<char> {
    let known = |delimiter: &char| {
        let head = delimited::head(text, *delimiter, HEADER_WITHIN);
        header::find(&head.lines).map(|header| header.headings.iter().filter(|h| h.column.is_some()).count())
    };
    let all = delimited::DELIMITERS.into_iter().rev().filter_map(|delimiter| Some((known(&delimiter)?, delimiter)));
    all.max_by_key(|(known, _)| *known).map(|(_, delimiter)| delimiter)
}

fn with_header(grid: Grid) -> Result<(Grid, Header), FileRefusal> {
    match header::find(&grid.lines) {
        Some(header) => Ok((grid, header)),
        None => Err(FileRefusal::NoHeader { seen: grid.lines.first().map(rows::line_text).unwrap_or_default() }),
    }
}

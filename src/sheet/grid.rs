//! A sheet as lines of raw cells, for text files and workbooks alike. Must not know columns or jobs.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::limits::{CELL_CHARS_MAX, COLUMNS_MAX, LINES_SPARE, ROWS_MAX};
use super::report::FileRefusal;

/// The content of a cell before its column is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Raw {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date cell, not text that looks like a date.
    Date(NaiveDate),
    /// A formula that was never calculated, and so has no value.
    NoValue,
    /// A failed formula, such as `#REF!`.
    Error(String),
}

/// One line with at least one cell. Blank lines are omitted, but count in the numbers.
#[derive(Debug, Clone, Default)]
pub struct GridLine {
    /// The row's number as Excel shows it.
    pub number: u32,
    /// Hidden in the workbook; a text file has no hidden lines.
    pub hidden: bool,
    pub cells: Vec<Raw>,
}

/// A merged area of a workbook, both ends included. Lines by number, columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub top: u32,
    pub bottom: u32,
    pub left: usize,
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    pub lines: Vec<GridLine>,
    pub merged: Vec<Area>,
}

impl GridLine {
    #[must_use]
    pub fn raw(&self, column: usize) -> &Raw {
        self.cells.get(column).unwrap_or(&Raw::Empty)
    }

    /// The cell as header text; empty for anything but text.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        match self.raw(column) {
            Raw::Text(text) => text,
            Raw::Empty | Raw::Number(_) | Raw::Date(_) | Raw::NoValue | Raw::Error(_) => "",
        }
    }

    /// The cells that are not empty, with their columns.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Raw)> {
        self.cells.iter().enumerate().filter(|(_, raw)| **raw != Raw::Empty)
    }

    pub fn put(&mut self, column: usize, raw: Raw) -> Result<(), FileRefusal> {
        if raw == Raw::Empty {
            return Ok(());
        }
        if column >= COLUMNS_MAX {
            return Err(FileRefusal::TooManyColumns { row: self.number });
        }
        if matches!(&raw, Raw::Text(text) if text.chars().count() > CELL_CHARS_MAX) {
            return Err(FileRefusal::CellTooLong { row: self.number, column: letter(column) });
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Raw::Empty);
        }
        self.cells[column] = raw;
        Ok(())
    }
}

impl Grid {
    /// Appends a line unless it is empty.
    pub fn push(&mut self, line: GridLine) -> Result<(), FileRefusal> {
        if line.cells.is_empty() {
            return Ok(());
        }
        if self.lines.len() >= ROWS_MAX + LINES_SPARE {
            return Err(FileRefusal::TooManyRows);
        }
        self.lines.push(line);
        Ok(())
    }
}

/// Excel's name of a column: A, B … Z, AA.
#[must_use]
pub fn letter(column: usize) -> String {
    let tail = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    match column / 26 {
        0 => tail.to_string(),
        more => format!("{}{tail}", letter(more - 1)),
    }
}

/// Normalised text: without blanks at both ends and without invisible or control characters, lines ended by LF.
#[must_use]
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{200b}' | '\u{feff}'));
    text.chars().filter(visible).collect::<String>().trim().to_owned()
}

/// Text for comparisons: full-width digits and letters become narrow ones.
#[must_use]
pub fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

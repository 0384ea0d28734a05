//! Tables as one list of columns, each a header and its cell, and the files they are written to. Must not know the rows.

use std::io::{self, Seek, Write};

use crate::sheet::table::Table;
use crate::words::Words;

/// A column of a table: its header, and the cell of a row. One list of both, so that headers and cells cannot shift.
pub type ExportColumn<R> = (fn(Words) -> &'static str, fn(&R) -> String);

/// The kind of an exported file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Text with commas.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl FileFormat {
    /// The end of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format that the end of a file's name means.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        [Self::Csv, Self::Xlsx].into_iter().find(|format| format.extension() == extension)
    }

    /// Writes a file row by row: memory does not grow with the rows, of which there may be any number. A cell that exceeds
    /// the limits of Excel is cut, with a mark at its end. `sheet_name` names the sheet of a workbook.
    ///
    /// # Errors
    /// Only where `out` cannot be written.
    pub fn write_to<R>(
        self,
        out: impl Write + Seek,
        sheet_name: &str,
        columns: &[ExportColumn<R>],
        rows: impl IntoIterator<Item = R>,
        t: Words,
    ) -> io::Result<()> {
        let headers: Vec<&str> = columns.iter().map(|(header, _)| header(t)).collect();
        let rows = rows.into_iter().map(|row| columns.iter().map(|(_, cell)| cell(&row)).collect());
        self.write_cells(out, sheet_name, &headers, rows, t)
    }

    /// The same for rows that are cells already, in the order of `headers`.
    pub(super) fn write_cells(
        self,
        out: impl Write + Seek,
        sheet_name: &str,
        headers: &[&str],
        rows: impl Iterator<Item = Vec<String>>,
        t: Words,
    ) -> io::Result<()> {
        let table = Table { sheet_name, headers, cut_mark: t.common_cut_mark() };
        match self {
            Self::Csv => table.write_csv(out, rows),
            Self::Xlsx => table.write_xlsx(out, rows),
        }
    }
}

//! Tables as one list of columns, each a header and its cell, and the files they are written to. Must not know the rows.

use crate::sheet::table::{self, XlsxError};
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

    /// Writes rows as a file. `sheet_name` names the sheet of a workbook.
    pub fn write<R>(
        self,
        sheet_name: &str,
        columns: &[ExportColumn<R>],
        rows: impl IntoIterator<Item = R>,
        t: Words,
    ) -> Result<Vec<u8>, XlsxError> {
        let headers: Vec<&str> = columns.iter().map(|(header, _)| header(t)).collect();
        let rows = rows.into_iter().map(|row| columns.iter().map(|(_, cell)| cell(&row)).collect());
        match self {
            Self::Csv => Ok(table::csv(&headers, rows)),
            Self::Xlsx => table::xlsx(sheet_name, &headers, rows),
        }
    }
}

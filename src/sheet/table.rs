//! Writes headers and rows as a CSV or XLSX file for Excel and WPS, row by row. Must not know jobs or people.
//!
//! In CSV, an apostrophe escapes a cell that a spreadsheet would run as a formula, as OWASP advises. [`plain`] removes it
//! again, so that an exported file reads back unchanged. In XLSX, each cell is typed as text.

use std::io::{self, Seek, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::fit::fit;
use super::workbook::{SheetLimits, WorkbookWriter};

/// Without this mark, Excel decodes a CSV file in the computer's own encoding, and Chinese text becomes unreadable.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// A table without its rows.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The name of the sheet of a workbook: at most 28 characters, none of them `[]:*?/\`.
    pub sheet_name: &'a str,
    /// The headers of its columns, of which there is at least one.
    pub headers: &'a [&'a str],
    /// The end of a cell that is cut because it exceeds the limits of Excel.
    pub cut_mark: &'a str,
}

impl Table<'_> {
    /// Writes a CSV file that Excel opens by double click: UTF-8 with BOM, CRLF, formulas escaped.
    pub fn write_csv(&self, mut out: impl Write, rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
        out.write_all(BOM)?;
        let mut out = WriterBuilder::new()
            .quote_style(QuoteStyle::Necessary)
            .terminator(Terminator::CRLF)
            .flexible(true)
            .from_writer(out);
        out.write_record(self.headers.iter().map(|header| self.csv_cell(header)))?;
        for row in rows {
            out.write_record(row.into_iter().map(|cell| self.csv_cell(&cell)))?;
        }
        out.flush()
    }

    /// Escapes before it cuts, because the apostrophe counts as well.
    fn csv_cell(&self, cell: &str) -> String {
        fit(&escape(cell), self.cut_mark).into_owned()
    }

    /// Writes an XLSX file: all cells are text (so that a phone keeps its digits), the header is frozen. Rows that one sheet
    /// cannot hold continue on the next.
    pub fn write_xlsx(&self, out: impl Write + Seek, rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
        self.write_sheets(out, rows, SheetLimits::FORMAT)
    }

    fn write_sheets(
        &self,
        out: impl Write + Seek,
        rows: impl IntoIterator<Item = Vec<String>>,
        limits: SheetLimits,
    ) -> io::Result<()> {
        let headers: Vec<_> = self.headers.iter().map(|header| fit(header, self.cut_mark)).collect();
        let headers = headers.iter().map(AsRef::as_ref);
        let mut book = WorkbookWriter::new(out, self.sheet_name, headers, self.cut_mark, limits);
        for row in rows {
            let cells: Vec<_> = row.iter().map(|cell| fit(cell, self.cut_mark)).collect();
            book.push(&cells)?;
        }
        book.finish()
    }
}

/// Whether a spreadsheet would run this text as a formula. East Asian versions of Excel also run full-width signs.
fn runs(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether a text is a plain decimal number such as `-5` or `-3.50`: its minus needs no escape against formulas.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// Escapes a cell for CSV. Text that looks escaped already is escaped once more, so that [`plain`] restores it.
#[must_use]
pub fn escape(cell: &str) -> String {
    if runs(cell.trim_start_matches('\'')) && !is_plain_number(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Reverts [`escape`]. Any other text stays unchanged.
#[must_use]
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if runs(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader as _, Xlsx};

    use super::*;
    use crate::sheet::fit::CELL_UNITS_MAX;

    #[test]
    fn an_escaped_formula_reads_back_unchanged() {
        let cells =
            ["=1+1", "'=1+1", "''＝x", "+86 138", "@SUM(A1)", "\tx", "-5", "'-5", "-5元", "-3.5", "'tis", "", "－1"];
        for cell in cells {
            assert!(!runs(&escape(cell)) || is_plain_number(cell), "{cell:?} would run");
            assert_eq!(plain(&escape(cell)), cell);
        }
    }

    const TABLE: Table<'_> =
        Table { sheet_name: "报名", headers: &["姓名", "备注"], cut_mark: "…（已截断）" };

    fn rows(cells: &[[&str; 2]]) -> Vec<Vec<String>> {
        cells.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    fn csv(cells: &[[&str; 2]]) -> String {
        let mut bytes = Vec::new();
        TABLE.write_csv(&mut bytes, rows(cells)).expect("memory can be written");
        String::from_utf8(bytes).expect("what this test wrote is text")
    }

    /// The sheets of a written workbook, each with its rows; an empty cell is an empty text.
    fn read_back(rows: Vec<Vec<String>>, limits: SheetLimits) -> Vec<(String, Vec<Vec<String>>)> {
        let mut out = Cursor::new(Vec::new());
        TABLE.write_sheets(&mut out, rows, limits).expect("memory can be written");
        let mut book: Xlsx<_> = Xlsx::new(out).expect("a workbook");
        let rows = |range: Range<Data>| range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
    }

    fn with_header(cells: &[[&str; 2]]) -> Vec<Vec<String>> {
        [rows(&[["姓名", "备注"]]), rows(cells)].concat()
    }

    #[test]
    fn csv_opens_in_excel() {
        let text = csv(&[["王芳", "=cmd|' /C calc'!A0"]]);
        assert_eq!(text, "\u{feff}姓名,备注\r\n王芳,'=cmd|' /C calc'!A0\r\n");
    }

    #[test]
    fn a_cut_csv_cell_is_still_escaped_and_fits() {
        let text = csv(&[["=", &"=".repeat(CELL_UNITS_MAX)]]);
        let (_, cell) = text.trim_end().rsplit_once(',').expect("two cells");
        assert!(cell.starts_with("'=") && cell.ends_with(TABLE.cut_mark));
        assert_eq!(cell.encode_utf16().count(), CELL_UNITS_MAX);
    }

    #[test]
    fn a_workbook_reads_back_as_it_was_written() {
        let long = "好".repeat(CELL_UNITS_MAX);
        let cells = [
            ["王芳", "13800000001"],
            ["", "  两端 空格\t"],
            ["<b>&amp;\"'</b>", "=1+1"],
            ["两\n行", "𠮷 👩‍🌾"],
            ["_x0041_ _x00e9_ _x", "a\0b\u{1}c\u{b}\u{1f}\r\n\u{7f}\u{fffe}\u{ffff}"],
            [&long, "007"],
        ];
        let sheets = read_back(rows(&cells), SheetLimits::FORMAT);
        assert_eq!(sheets, [("报名".to_owned(), with_header(&cells))]);
    }

    #[test]
    fn long_cells_of_a_workbook_are_cut_with_a_mark() {
        let sheets = read_back(rows(&[[&"好".repeat(CELL_UNITS_MAX + 1), &"行\n".repeat(300)]]), SheetLimits::FORMAT);
        for cell in &sheets[0].1[1] {
            assert!(cell.ends_with(TABLE.cut_mark));
            assert!(cell.encode_utf16().count() <= CELL_UNITS_MAX);
        }
    }

    #[test]
    fn a_full_sheet_continues_on_the_next() {
        let cells = [["1", ""], ["2", ""], ["3", "x"], ["4", ""], ["5", ""]];
        let by_rows = read_back(rows(&cells), SheetLimits { rows: 3, ..SheetLimits::FORMAT });
        assert_eq!(by_rows.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["报名", "报名2", "报名3"]);
        assert_eq!(by_rows[1].1, with_header(&cells[2..4]));
        assert_eq!(by_rows.iter().map(|(_, rows)| rows.len()).collect::<Vec<_>>(), [3, 3, 2]);
        let text = "长".repeat(CELL_UNITS_MAX);
        let by_bytes = read_back(rows(&[[text.as_str(); 2]; 20]), SheetLimits { bytes: 1, ..SheetLimits::FORMAT });
        assert!(by_bytes.len() > 1);
        assert_eq!(by_bytes.iter().map(|(_, rows)| rows.len() - 1).sum::<usize>(), 20);
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(read_back(Vec::new(), SheetLimits::FORMAT), [("报名".to_owned(), with_header(&[]))]);
    }
}

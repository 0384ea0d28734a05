//! Writes headers and rows as a CSV or XLSX file for Excel and WPS. Must not know jobs or people.
//!
//! In CSV, an apostrophe escapes a cell that a spreadsheet would run as a formula, as OWASP advises. [`plain`] removes it
//! again, so that an exported file reads back unchanged. In XLSX, each cell is typed as text.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// Without this mark, Excel decodes a CSV file in the computer's own encoding, and Chinese text becomes unreadable.
const BOM: &[u8] = "\u{feff}".as_bytes();
/// Widest column of an XLSX file, in widths of a digit: half a screen, so that the other columns stay visible.
const WIDTH_MAX: usize = 40;
/// Narrowest column: a header of two Han characters fits.
const WIDTH_MIN: usize = 8;
/// Rows that are measured for the widths: enough to be typical, without a full pass over a long list.
const COLUMN_WIDTH_SAMPLE_ROWS: usize = 200;

/// A workbook could not be built: a cell above 32,767 characters, or more rows than a sheet holds.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct XlsxError(#[from] rust_xlsxwriter::XlsxError);

/// A CSV file that Excel opens by double click: UTF-8 with BOM, CRLF, formulas escaped.
pub fn csv(headers: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    const REASON: &str = "writing to memory cannot fail";
    let mut out = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(BOM.to_vec());
    out.write_record(headers.iter().map(|header| escape(header))).expect(REASON);
    for row in rows {
        out.write_record(row.iter().map(|cell| escape(cell))).expect(REASON);
    }
    out.into_inner().expect(REASON)
}

/// An XLSX file of one sheet: all cells are text (so that a phone keeps its digits), the header is frozen.
pub fn xlsx(
    sheet_name: &str,
    headers: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, XlsxError> {
    // The number format is "text" too, so that Excel does not convert values that are typed into the file later.
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_num_format("@").set_bold().set_background_color("#E7F0EE");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut widths: Vec<usize> = headers.iter().map(|header| width(header) + 2).collect();
    for (column, header) in (0..).zip(headers) {
        sheet.set_column_format(column, &text)?;
        sheet.write_string_with_format(0, column, *header, &bold)?;
    }
    for (row, cells) in (1..).zip(rows) {
        measure(&mut widths, row, &cells);
        write_row(sheet, row, &cells, &text)?;
    }
    for (column, width) in (0..).zip(widths) {
        let digits = u32::try_from(width.clamp(WIDTH_MIN, WIDTH_MAX)).unwrap_or_default();
        sheet.set_column_width(column, digits)?;
    }
    Ok(book.save_to_buffer()?)
}

fn measure(widths: &mut [usize], row: u32, cells: &[String]) {
    if usize::try_from(row).is_ok_and(|row| row > COLUMN_WIDTH_SAMPLE_ROWS) {
        return;
    }
    for (widest, cell) in widths.iter_mut().zip(cells) {
        *widest = (*widest).max(width(cell) + 1);
    }
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[String], text: &Format) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        if !cell.is_empty() {
            sheet.write_string_with_format(row, column, cell, text)?;
        }
    }
    Ok(())
}

/// The displayed width: a Han character is as wide as two digits.
fn width(text: &str) -> usize {
    let longest = text.lines().map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum());
    longest.max().unwrap_or_default()
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
    use super::*;

    #[test]
    fn an_escaped_formula_reads_back_unchanged() {
        let cells =
            ["=1+1", "'=1+1", "''＝x", "+86 138", "@SUM(A1)", "\tx", "-5", "'-5", "-5元", "-3.5", "'tis", "", "－1"];
        for cell in cells {
            assert!(!runs(&escape(cell)) || is_plain_number(cell), "{cell:?} would run");
            assert_eq!(plain(&escape(cell)), cell);
        }
    }

    #[test]
    fn csv_opens_in_excel() {
        let bytes = csv(&["姓名", "备注"], [vec!["王芳".to_owned(), "=cmd|' /C calc'!A0".to_owned()]]);
        assert_eq!(
            String::from_utf8(bytes).expect("what this test wrote is small and text"),
            "\u{feff}姓名,备注\r\n王芳,'=cmd|' /C calc'!A0\r\n"
        );
    }

    #[test]
    fn xlsx_is_a_zip() {
        let bytes =
            xlsx("报名", &["电话"], [vec!["13800000001".to_owned()]]).expect("what this test wrote is small and text");
        assert!(bytes.starts_with(b"PK"));
    }
}

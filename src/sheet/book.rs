//! Reads a workbook into lines of raw cells. Formulas are never calculated; the value that the last program stored is used.
//! Must not know columns or jobs.
//!
//! Cells are streamed instead of read as a range: a range is as large as its far corner, and one cell at XFD1048576 would
//! make it seventeen thousand million cells.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxCellFormulaMetadataRecord};
use chrono::{NaiveDateTime, NaiveTime};

use super::grid::{Area, Grid, GridLine, Raw, clean};
use super::hidden;
use super::limits::{LINES_SPARE, MERGED_MAX, ROWS_MAX};
use super::report::FileRefusal;
use super::unzip::{self, Archive};

/// An opened workbook.
pub struct Book<'a> {
    archive: Archive<'a>,
    xlsx: Xlsx<Cursor<&'a [u8]>>,
}

/// The first bytes of the old format, and of every workbook with a password.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
/// The first bytes of files that are sent by mistake, and of web pages, which some offices' systems name `.xls`.
const NO_SHEETS: [&[u8]; 8] =
    [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"<html", b"<!DOCTYPE"];

/// Whether the bytes are a workbook; an error for known formats that cannot be read.
pub fn is_book(bytes: &[u8]) -> Result<bool, FileRefusal> {
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(FileRefusal::OldExcel);
    }
    let starts = |start: &[u8]| bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    if NO_SHEETS.into_iter().any(starts) {
        return Err(FileRefusal::NotASheet);
    }
    Ok(bytes.starts_with(b"PK"))
}

impl<'a> Book<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, FileRefusal> {
        let mut archive = unzip::open(bytes)?;
        if archive.by_name("xl/workbook.xml").is_err() {
            return Err(FileRefusal::NotASheet);
        }
        let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|_| FileRefusal::DamagedXlsx)?;
        Ok(Self { archive, xlsx })
    }

    /// The names of the sheets that have cells, in their order.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = self.xlsx.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| sheet.name.clone()).collect()
    }

    pub fn grid(&mut self, sheet: &str) -> Result<Grid, FileRefusal> {
        let mut lines = self.lines(sheet)?;
        for number in hidden::rows(&mut self.archive, sheet) {
            if let Some(line) = lines.get_mut(&number) {
                line.hidden = true;
            }
        }
        let mut grid = Grid { merged: self.merged(sheet)?, ..Grid::default() };
        for line in lines.into_values() {
            grid.push(line)?;
        }
        Ok(grid)
    }

    fn lines(&mut self, sheet: &str) -> Result<BTreeMap<u32, GridLine>, FileRefusal> {
        let mut cells = self.xlsx.worksheet_cells_reader(sheet).map_err(|_| FileRefusal::DamagedXlsx)?;
        let mut lines: BTreeMap<u32, GridLine> = BTreeMap::new();
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| FileRefusal::DamagedXlsx)? {
            let row = cell.pos.0.saturating_add(1);
            let column = cell.pos.1;
            let raw = raw(&cell);
            if raw == Raw::Empty {
                continue;
            }
            let line = lines.entry(row).or_insert_with(|| GridLine { number: row, ..GridLine::default() });
            line.put(usize::try_from(column).unwrap_or(usize::MAX), raw)?;
            if lines.len() > ROWS_MAX + LINES_SPARE {
                return Err(FileRefusal::TooManyRows);
            }
        }
        Ok(lines)
    }

    fn merged(&mut self, sheet: &str) -> Result<Vec<Area>, FileRefusal> {
        let areas = self.xlsx.merge_cells_by_sheet_name(sheet).map_err(|_| FileRefusal::DamagedXlsx)?;
        if areas.len() > MERGED_MAX {
            return Err(FileRefusal::TooManyMerged);
        }
        let area = |area: &calamine::Dimensions| Area {
            top: area.start.0.saturating_add(1),
            bottom: area.end.0.saturating_add(1),
            left: usize::try_from(area.start.1).unwrap_or(usize::MAX),
        };
        Ok(areas.iter().map(area).collect())
    }
}

fn raw(cell: &XlsxCellFormulaMetadataRecord<'_>) -> Raw {
    match &cell.value {
        DataRef::String(text) | DataRef::DurationIso(text) => text_or_empty(text),
        DataRef::SharedString(text) => text_or_empty(text),
        #[allow(clippy::cast_precision_loss, reason = "Excel itself knows only floats")]
        DataRef::Int(number) => Raw::Number(*number as f64),
        DataRef::Float(number) => Raw::Number(*number),
        DataRef::Bool(yes) => Raw::Text(if *yes { "是" } else { "否" }.to_owned()),
        DataRef::DateTime(moment) => moment_cell(*moment),
        DataRef::DateTimeIso(text) => iso_cell(text),
        DataRef::Error(error) => Raw::Error(error.to_string()),
        DataRef::Empty if cell.formula.is_some() => Raw::NoValue,
        DataRef::Empty => Raw::Empty,
    }
}

fn text_or_empty(text: &str) -> Raw {
    let text = clean(text);
    if text.is_empty() { Raw::Empty } else { Raw::Text(text) }
}

/// A cell that Excel shows as a date, a time, or both. A value below one is a time of day, such as the start of a shift.
fn moment_cell(moment: ExcelDateTime) -> Raw {
    let serial = moment.as_f64();
    if moment.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return Raw::Number(serial);
    }
    match moment.as_datetime() {
        Some(at) if serial < 1.0 => Raw::Text(at.format("%-H:%M").to_string()),
        Some(at) => date_cell(at),
        None => Raw::Number(serial),
    }
}

fn iso_cell(text: &str) -> Raw {
    let day = text.split('T').next().unwrap_or_default().parse();
    day.map_or_else(|_| text_or_empty(text), Raw::Date)
}

fn date_cell(at: NaiveDateTime) -> Raw {
    if at.time() == NaiveTime::MIN { Raw::Date(at.date()) } else { Raw::Text(at.format("%Y-%m-%d %-H:%M").to_string()) }
}

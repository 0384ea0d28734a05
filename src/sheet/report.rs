//! Findings about a sheet, as data: why a file is refused, faults in cells, skipped lines. The sentences are in `import`.

use chrono::NaiveDate;

/// Why a whole file is refused. Nothing of it is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRefusal {
    /// The file has no bytes, or no sheet with cells.
    Empty,
    /// More bytes than [`super::limits::FILE_BYTES_MAX`].
    TooLarge,
    /// The old binary format, or a workbook with a password: both begin with the same bytes.
    OldExcel,
    /// A picture, a PDF or a web page with a sheet's file name.
    NotASheet,
    /// A workbook that the parser cannot read.
    DamagedXlsx,
    /// It unpacks to more than the limit: a zip bomb, or a workbook full of pictures.
    UnpacksTooLarge,
    /// More parts than [`super::limits::PARTS_MAX`].
    TooManyParts,
    /// More merged areas than [`super::limits::MERGED_MAX`].
    TooManyMerged,
    /// No encoding that Excel or WPS writes fits the bytes.
    Garbled,
    /// Some lines are UTF-8 and others GBK: two files were glued together.
    MixedEncoding,
    /// A quotation mark that never closes swallows the rest of the file.
    UnclosedQuote {
        /// The row of the quotation mark.
        row: u32,
    },
    /// No row names enough known columns.
    NoHeader {
        /// The text of the first line, which shows a wrong encoding at a glance.
        seen: String,
    },
    /// A header without a job below it.
    NoRows,
    /// More jobs than [`super::limits::ROWS_MAX`].
    TooManyRows,
    /// A cell to the right of the last allowed column.
    TooManyColumns {
        /// The row of that cell.
        row: u32,
    },
    /// A cell with more characters than [`super::limits::CELL_CHARS_MAX`].
    CellTooLong {
        /// The row of that cell.
        row: u32,
        /// Its column as Excel names it.
        column: String,
    },
}

/// How serious a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The row is not imported.
    Refused,
    /// The row is imported, but should be checked.
    Warning,
}

/// A fault in one cell or row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No title.
    TitleMissing,
    /// No employer.
    EmployerMissing,
    /// No pay.
    PayMissing,
    /// 面议 and the like.
    PayInWords,
    /// A figure that could be for a month or an hour.
    PayUnitMissing,
    /// No date of validity.
    DateMissing,
    /// 长期: no day on which the offer ends.
    DateOpen,
    /// The date of validity is in the past.
    DatePassed(NaiveDate),
    /// Not a date; the suggested one may have been meant.
    DateUnclear(Option<NaiveDate>),
    /// The headcount names no number.
    HeadcountUnclear,
    /// The phone is not a phone number.
    PhoneUnclear,
    /// `1.38E+10`: Excel has thrown the last digits away.
    DigitsLost,
    /// `2-3` became the second of March.
    TurnedToDate,
    /// A formula that was never calculated.
    NoValue,
    /// A formula that failed, such as `#REF!`.
    ErrorValue,
    /// Text that was read in the wrong encoding.
    Mojibake,
    /// The same job is in this earlier row.
    SameAsRow(u32),
    /// Several stored jobs have this employer, title and place.
    Ambiguous,
}

impl Fault {
    /// A value that is lost, or that would mislead on air, refuses its row; an incomplete value does not.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::PayInWords
            | Self::PayUnitMissing
            | Self::DateMissing
            | Self::DateOpen
            | Self::DatePassed(_)
            | Self::HeadcountUnclear
            | Self::PhoneUnclear => Severity::Warning,
            Self::TitleMissing
            | Self::EmployerMissing
            | Self::PayMissing
            | Self::DateUnclear(_)
            | Self::DigitsLost
            | Self::TurnedToDate
            | Self::NoValue
            | Self::ErrorValue
            | Self::Mojibake
            | Self::SameAsRow(_)
            | Self::Ambiguous => Severity::Refused,
        }
    }
}

/// A fault and its position in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetProblem {
    /// The row's number as Excel shows it.
    pub row: u32,
    /// The column's header as the file writes it.
    pub header: String,
    /// The text of the cell; may be empty.
    pub text: String,
    /// The fault.
    pub fault: Fault,
    /// Less than that of the fault if no page uses the column.
    pub severity: Severity,
}

/// Why a line was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// A title above the header.
    Title,
    /// A line of totals.
    Total,
    /// A remark about the sheet.
    Remark,
    /// A repeated header: printed sheets have one on each page.
    Header,
}

/// A line that is not a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line's number as Excel shows it.
    pub row: u32,
    /// Why it is not a job.
    pub why: Skip,
    /// The text of its cells.
    pub text: String,
}

/// Remarks for the reader of the report that are not faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Two columns have the same meaning: `kept` is used, `other` became an extra column.
    SameColumn {
        /// The header of the used column.
        kept: String,
        /// The header of the other one.
        other: String,
    },
    /// An unknown column, stored with the job.
    Extra {
        /// Its header.
        header: String,
    },
    /// Cells of these rows are merged with the one above, and have its value.
    FilledDown {
        /// The header of their column.
        header: String,
        /// The first row of the merged area.
        from: u32,
        /// Its last row.
        to: u32,
    },
    /// The heading names a unit, which was appended to the figures below it.
    Unit {
        /// The header of the column.
        header: String,
        /// The unit.
        unit: String,
    },
    /// A hidden row, which is imported like any other.
    Hidden {
        /// Its number.
        row: u32,
    },
    /// Blank lines between the jobs.
    Blank {
        /// Their number.
        rows: u32,
    },
}

/// The detected format of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx {
        /// The sheet that was read.
        sheet: String,
        /// The sheets that were not read.
        others: Vec<String>,
    },
    /// A text file.
    Text {
        /// Its encoding, by its standard name.
        encoding: &'static str,
        /// The character between two cells.
        delimiter: char,
    },
}

//! What can be said about a sheet, as data: why a file is refused, what is wrong in a cell, what was passed over.

use chrono::NaiveDate;

/// Why a whole file is not read. Nothing of it is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    Empty,
    TooLarge,
    /// The old binary format, or a workbook with a password: both begin alike.
    OldExcel,
    /// A picture, a PDF, a web page under a sheet's name.
    NotASheet,
    DamagedXlsx,
    /// It unpacks to more than the limit: a bomb, or a workbook full of pictures.
    UnpacksTooLarge,
    TooManyParts,
    TooManyMerged,
    /// No encoding that Excel or WPS writes fits the bytes.
    Garbled,
    /// Some lines are UTF-8 and others GBK: two files were glued together.
    MixedEncoding,
    /// A quotation mark that never closes swallows the rest of the file.
    UnclosedQuote {
        row: u32,
    },
    /// No row names enough known columns. `seen` is how the first line reads, which shows mojibake at a glance.
    NoHeader {
        seen: String,
    },
    /// A header and nothing under it.
    NoRows,
    TooManyRows,
    TooManyColumns {
        row: u32,
    },
    CellTooLong {
        row: u32,
        column: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The row is not imported.
    Refused,
    /// The row is imported, and somebody should look.
    Warning,
}

/// What is wrong in one cell or row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    TitleMissing,
    EmployerMissing,
    PayMissing,
    /// 面议 and the like.
    PayInWords,
    /// A figure that could be for a month or an hour.
    PayUnitMissing,
    DateMissing,
    /// 长期: no day on which it ends.
    DateOpen,
    DatePassed(NaiveDate),
    /// Not a date; perhaps this one was meant.
    DateUnclear(Option<NaiveDate>),
    HeadcountUnclear,
    PhoneUnclear,
    /// `1.38E+10`: Excel has thrown the last digits away.
    DigitsLost,
    /// `2-3` became the second of March.
    TurnedToDate,
    NoValue,
    ErrorValue,
    Mojibake,
    /// The same job stands in an earlier row.
    SameAsRow(u32),
    /// Several stored jobs have this employer, title and place.
    Ambiguous,
}

impl What {
    /// A value that is lost, or that would mislead on air, refuses its row; what is only incomplete does not.
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

/// A problem where the person finds it: row as Excel numbers it, header as the file writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub row: u32,
    pub header: String,
    /// The cell as it stands in the file; may be empty.
    pub text: String,
    pub what: What,
    pub severity: Severity,
}

/// Why a line was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// Above the header.
    Title,
    Total,
    Remark,
    /// The header once more, as printed sheets repeat it on each page.
    Header,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub row: u32,
    pub why: Skip,
    pub text: String,
}

/// What the reader of the report should know beside problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Two columns mean the same; `kept` was taken, `other` became an extra column.
    SameColumn { kept: String, other: String },
    /// A column that we do not know, kept beside the job.
    Extra { header: String },
    /// Cells of these rows were empty because they are merged with the one above.
    FilledDown { header: String, from: u32, to: u32 },
    /// The heading says what the figures below it are in, and they were given that unit.
    Unit { header: String, unit: String },
    /// A hidden row, imported like any other.
    Hidden { row: u32 },
    /// Blank lines between the jobs.
    Blank { rows: u32 },
}

/// What the file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// The sheet that was read, and those that were not.
    Xlsx {
        sheet: String,
        others: Vec<String>,
    },
    Text {
        encoding: &'static str,
        delimiter: char,
    },
}

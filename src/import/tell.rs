//! The sentences of an import: from what `sheet` says as data to what a person reads. Decides nothing.

use crate::sheet::limits::{
    CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, MERGED_MAX, PARTS_MAX, ROWS_MAX, UNPACKED_BYTES_MAX,
};
use crate::sheet::{Format, Note, Problem, Refusal, Skip, Skipped, What};
use crate::words::{Words, arg};

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub what: String,
    pub cure: String,
}

impl Told {
    fn new(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what: what.into(), cure: cure.into() }
    }
}

/// A megabyte, as limits are said.
const MEGABYTE: usize = 1024 * 1024;

/// Why a file is refused.
#[must_use]
pub fn refusal_told(t: Words, refusal: &Refusal) -> Told {
    match refusal {
        Refusal::Empty => Told::new(t.import_refuse_empty(), t.import_refuse_empty_cure()),
        Refusal::TooLarge => {
            Told::new(t.import_refuse_too_large(FILE_BYTES_MAX / MEGABYTE), t.import_refuse_too_large_cure())
        }
        Refusal::OldExcel => Told::new(t.import_refuse_old_excel(), t.import_refuse_old_excel_cure()),
        Refusal::NotASheet => Told::new(t.import_refuse_not_a_sheet(), t.import_refuse_not_a_sheet_cure()),
        Refusal::DamagedXlsx => Told::new(t.import_refuse_damaged(), t.import_refuse_damaged_cure()),
        Refusal::UnpacksTooLarge => {
            Told::new(t.import_refuse_unpacks(UNPACKED_BYTES_MAX / MEGABYTE as u64), t.import_refuse_unpacks_cure())
        }
        Refusal::TooManyParts => Told::new(t.import_refuse_parts(PARTS_MAX), t.import_refuse_parts_cure()),
        Refusal::TooManyMerged => Told::new(t.import_refuse_merged(MERGED_MAX), t.import_refuse_merged_cure()),
        Refusal::Garbled => Told::new(t.import_refuse_garbled(), t.import_refuse_garbled_cure()),
        Refusal::MixedEncoding => Told::new(t.import_refuse_mixed(), t.import_refuse_mixed_cure()),
        Refusal::UnclosedQuote { row } => Told::new(t.import_refuse_quote(row), t.import_refuse_quote_cure()),
        Refusal::NoHeader { seen } => Told::new(t.import_refuse_header(cut(seen)), t.import_refuse_header_cure()),
        Refusal::NoRows => Told::new(t.import_refuse_no_rows(), t.import_refuse_no_rows_cure()),
        Refusal::TooManyRows => Told::new(t.import_refuse_rows(ROWS_MAX), t.import_refuse_rows_cure()),
        Refusal::TooManyColumns { row } => {
            Told::new(t.import_refuse_columns(arg::Columns(COLUMNS_MAX), arg::Row(row)), t.import_refuse_columns_cure())
        }
        Refusal::CellTooLong { row, column } => Told::new(
            t.import_refuse_cell(arg::Chars(CELL_CHARS_MAX), arg::Column(column), arg::Row(row)),
            t.import_refuse_cell_cure(),
        ),
    }
}

/// What is wrong in a cell.
#[must_use]
pub fn problem_told(t: Words, problem: &Problem) -> Told {
    let mut told = what_told(t, &problem.what);
    // Damage in a column that nobody uses is told without sending anybody to mend it.
    if problem.severity != problem.what.severity() {
        t.import_mild().clone_into(&mut told.cure);
    }
    told
}

fn what_told(t: Words, what: &What) -> Told {
    match what {
        What::TitleMissing => Told::new(t.import_what_title_missing(), t.import_cure_title_missing()),
        What::EmployerMissing => Told::new(t.import_what_employer_missing(), t.import_cure_employer_missing()),
        What::PayMissing => Told::new(t.import_what_pay_missing(), t.import_cure_pay_missing()),
        What::PayInWords => Told::new(t.import_what_pay_in_words(), t.import_cure_pay_in_words()),
        What::PayUnitMissing => Told::new(t.import_what_pay_unit(), t.import_cure_pay_unit()),
        What::DateMissing => Told::new(t.import_what_date_missing(), t.import_cure_date_missing()),
        What::DateOpen => Told::new(t.import_what_date_open(), t.import_cure_date_open()),
        What::DatePassed(date) => Told::new(t.import_what_date_passed(date), t.import_cure_date_passed()),
        What::DateUnclear(None) => Told::new(t.import_what_date_unclear(), t.import_cure_date_unclear()),
        What::DateUnclear(Some(date)) => Told::new(t.import_what_date_unclear(), t.import_cure_date_suggested(date)),
        What::HeadcountUnclear => Told::new(t.import_what_headcount(), t.import_cure_headcount()),
        What::PhoneUnclear => Told::new(t.import_what_phone(), t.import_cure_phone()),
        What::DigitsLost => Told::new(t.import_what_digits_lost(), t.import_cure_digits_lost()),
        What::TurnedToDate => Told::new(t.import_what_turned_to_date(), t.import_cure_turned_to_date()),
        What::NoValue => Told::new(t.import_what_no_value(), t.import_cure_no_value()),
        What::ErrorValue => Told::new(t.import_what_error_value(), t.import_cure_error_value()),
        What::Mojibake => Told::new(t.import_what_mojibake(), t.import_cure_mojibake()),
        What::SameAsRow(row) => Told::new(t.import_what_same_as_row(row), t.import_cure_same_as_row()),
        What::Ambiguous => Told::new(t.import_what_ambiguous(), t.import_cure_ambiguous()),
    }
}

/// What else the reader of a report should know.
#[must_use]
pub fn note_sentence(t: Words, note: &Note) -> String {
    match note {
        Note::SameColumn { kept, other } => t.import_note_same(arg::Kept(kept), arg::Other(other)),
        Note::Extra { header } => t.import_note_extra(header),
        Note::FilledDown { header, from, to } => {
            t.import_note_filled(arg::From(from), arg::Header(header), arg::To(to))
        }
        Note::Unit { header, unit } => t.import_note_unit(arg::Header(header), arg::Unit(unit)),
        Note::Hidden { row } => t.import_note_hidden(row),
        Note::Blank { rows } => t.import_note_blank(rows),
    }
}

/// Why a line is no job.
#[must_use]
pub fn skipped_sentence(t: Words, line: &Skipped) -> String {
    match line.why {
        Skip::Title => t.import_skip_title(arg::Row(line.row), arg::Text(cut(&line.text))),
        Skip::Total => t.import_skip_total(arg::Row(line.row), arg::Text(cut(&line.text))),
        Skip::Remark => t.import_skip_remark(arg::Row(line.row), arg::Text(cut(&line.text))),
        Skip::Header => t.import_skip_header(line.row),
    }
}

/// What the file turned out to be.
#[must_use]
pub fn format_sentence(t: Words, format: &Format) -> String {
    match format {
        Format::Xlsx { sheet, others } if others.is_empty() => t.import_format_xlsx(sheet),
        Format::Xlsx { sheet, others } => {
            let others = t.import_format_xlsx_others(others.join(t.common_list_comma()));
            format!("{} {others}", t.import_format_xlsx(sheet))
        }
        Format::Text { encoding, delimiter } => {
            t.import_format_text(arg::Delimiter(delimiter_word(t, *delimiter)), arg::Encoding(encoding.to_uppercase()))
        }
    }
}

fn delimiter_word(t: Words, delimiter: char) -> &'static str {
    match delimiter {
        '\t' => t.import_delimiter_tab(),
        ';' => t.import_delimiter_semicolon(),
        _ => t.import_delimiter_comma(),
    }
}

/// Longest quotation from a file inside a sentence, in characters.
const QUOTE_CHARS_MAX: usize = 60;

fn cut(text: &str) -> String {
    let line = text.replace('\n', " ");
    match line.char_indices().nth(QUOTE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

//! The sentences of an import, from the findings that `sheet` reports as data. Decides nothing.

use crate::sheet::limits::{
    CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, MERGED_MAX, PARTS_MAX, ROWS_MAX, UNPACKED_BYTES_MAX,
};
use crate::sheet::{Fault, FileRefusal, Format, Note, SheetProblem, Skip, Skipped};
use crate::words::{Words, arg};

/// A problem in words, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The problem.
    pub problem: String,
    /// The correction to make.
    pub cure: String,
}

impl Advice {
    fn new(problem: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { problem: problem.into(), cure: cure.into() }
    }
}

/// The unit in which limits of bytes are shown.
const MEGABYTE: usize = 1024 * 1024;

/// Why a file is refused, and the cure.
#[must_use]
pub fn refusal_advice(t: Words, refusal: &FileRefusal) -> Advice {
    match refusal {
        FileRefusal::Empty => Advice::new(t.import_refuse_empty(), t.import_refuse_empty_cure()),
        FileRefusal::TooLarge => {
            Advice::new(t.import_refuse_too_large(FILE_BYTES_MAX / MEGABYTE), t.import_refuse_too_large_cure())
        }
        FileRefusal::OldExcel => Advice::new(t.import_refuse_old_excel(), t.import_refuse_old_excel_cure()),
        FileRefusal::NotASheet => Advice::new(t.import_refuse_not_a_sheet(), t.import_refuse_not_a_sheet_cure()),
        FileRefusal::DamagedXlsx => Advice::new(t.import_refuse_damaged(), t.import_refuse_damaged_cure()),
        FileRefusal::UnpacksTooLarge => {
            Advice::new(t.import_refuse_unpacks(UNPACKED_BYTES_MAX / MEGABYTE as u64), t.import_refuse_unpacks_cure())
        }
        FileRefusal::TooManyParts => Advice::new(t.import_refuse_parts(PARTS_MAX), t.import_refuse_parts_cure()),
        FileRefusal::TooManyMerged => Advice::new(t.import_refuse_merged(MERGED_MAX), t.import_refuse_merged_cure()),
        FileRefusal::Garbled => Advice::new(t.import_refuse_garbled(), t.import_refuse_garbled_cure()),
        FileRefusal::MixedEncoding => Advice::new(t.import_refuse_mixed(), t.import_refuse_mixed_cure()),
        FileRefusal::UnclosedQuote { row } => Advice::new(t.import_refuse_quote(row), t.import_refuse_quote_cure()),
        FileRefusal::NoHeader { seen } => Advice::new(t.import_refuse_header(cut(seen)), t.import_refuse_header_cure()),
        FileRefusal::NoRows => Advice::new(t.import_refuse_no_rows(), t.import_refuse_no_rows_cure()),
        FileRefusal::TooManyRows => Advice::new(t.import_refuse_rows(ROWS_MAX), t.import_refuse_rows_cure()),
        FileRefusal::TooManyColumns { row } => Advice::new(
            t.import_refuse_columns(arg::Columns(COLUMNS_MAX), arg::Row(row)),
            t.import_refuse_columns_cure(),
        ),
        FileRefusal::CellTooLong { row, column } => Advice::new(
            t.import_refuse_cell(arg::Chars(CELL_CHARS_MAX), arg::Column(column), arg::Row(row)),
            t.import_refuse_cell_cure(),
        ),
    }
}

/// A problem of a cell, and its cure.
#[must_use]
pub fn problem_advice(t: Words, problem: &SheetProblem) -> Advice {
    let mut advice = fault_advice(t, &problem.fault);
    // A damaged cell in a column that no page uses need not be corrected.
    if problem.severity != problem.fault.severity() {
        t.import_mild().clone_into(&mut advice.cure);
    }
    advice
}

fn fault_advice(t: Words, fault: &Fault) -> Advice {
    match fault {
        Fault::TitleMissing => Advice::new(t.import_what_title_missing(), t.import_cure_title_missing()),
        Fault::EmployerMissing => Advice::new(t.import_what_employer_missing(), t.import_cure_employer_missing()),
        Fault::PayMissing => Advice::new(t.import_what_pay_missing(), t.import_cure_pay_missing()),
        Fault::PayInWords => Advice::new(t.import_what_pay_in_words(), t.import_cure_pay_in_words()),
        Fault::PayUnitMissing => Advice::new(t.import_what_pay_unit(), t.import_cure_pay_unit()),
        Fault::DateMissing => Advice::new(t.import_what_date_missing(), t.import_cure_date_missing()),
        Fault::DateOpen => Advice::new(t.import_what_date_open(), t.import_cure_date_open()),
        Fault::DatePassed(date) => Advice::new(t.import_what_date_passed(date), t.import_cure_date_passed()),
        Fault::DateUnclear(None) => Advice::new(t.import_what_date_unclear(), t.import_cure_date_unclear()),
        Fault::DateUnclear(Some(date)) => Advice::new(t.import_what_date_unclear(), t.import_cure_date_suggested(date)),
        Fault::HeadcountUnclear => Advice::new(t.import_what_headcount(), t.import_cure_headcount()),
        Fault::PhoneUnclear => Advice::new(t.import_what_phone(), t.import_cure_phone()),
        Fault::DigitsLost => Advice::new(t.import_what_digits_lost(), t.import_cure_digits_lost()),
        Fault::TurnedToDate => Advice::new(t.import_what_turned_to_date(), t.import_cure_turned_to_date()),
        Fault::NoValue => Advice::new(t.import_what_no_value(), t.import_cure_no_value()),
        Fault::ErrorValue => Advice::new(t.import_what_error_value(), t.import_cure_error_value()),
        Fault::Mojibake => Advice::new(t.import_what_mojibake(), t.import_cure_mojibake()),
        Fault::SameAsRow(row) => Advice::new(t.import_what_same_as_row(row), t.import_cure_same_as_row()),
        Fault::Ambiguous => Advice::new(t.import_what_ambiguous(), t.import_cure_ambiguous()),
    }
}

/// A remark about the file.
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

/// Why a line was skipped.
#[must_use]
pub fn skipped_sentence(t: Words, line: &Skipped) -> String {
    match line.why {
        Skip::Title => t.import_skip_title(arg::Row(line.row), arg::Text(cut(&line.text))),
        Skip::Total => t.import_skip_total(arg::Row(line.row), arg::Text(cut(&line.text))),
        Skip::Remark => t.import_skip_remark(arg::Row(line.row), arg::Text(cut(&line.text))),
        Skip::Header => t.import_skip_header(line.row),
    }
}

/// The detected format of the file.
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

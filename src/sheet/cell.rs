//! Turns a raw cell into the text of a job, or a fault. Only dates are rewritten. Must not know other cells.

use chrono::NaiveDate;

use super::date::{self, Until};
use super::decode::is_mojibake;
use super::grid::{Raw, narrow};
use super::report::Fault;
use crate::domain::column::Column;
use crate::domain::job::parse_date;
use crate::domain::phone::{PHONE_DIGITS, Phone};

/// From here on a float cannot represent every digit, and Excel shows zeros instead.
const DIGITS_LOST_FROM: f64 = 1e15;

/// The cell's text, or its fault. `column` is `None` for unknown columns.
pub fn read(raw: &Raw, column: Option<Column>, today: NaiveDate) -> Result<String, Fault> {
    let dated = matches!(column, Some(Column::ValidUntil));
    match raw {
        Raw::Empty => Ok(String::new()),
        Raw::NoValue => Err(Fault::NoValue),
        Raw::Error(_) => Err(Fault::ErrorValue),
        Raw::Date(day) if takes_dates(column) => Ok(day.to_string()),
        Raw::Date(_) => Err(Fault::TurnedToDate),
        Raw::Number(number) => read_number(*number, column),
        Raw::Text(text) if is_mojibake(text) => Err(Fault::Mojibake),
        Raw::Text(text) if dated => read_until(text, today),
        Raw::Text(text) => read_text(text, column),
    }
}

/// The text with which the report quotes the cell.
pub fn quote(raw: &Raw) -> String {
    match raw {
        Raw::Empty | Raw::NoValue => String::new(),
        Raw::Text(text) | Raw::Error(text) => text.clone(),
        Raw::Number(number) => print(*number),
        Raw::Date(day) => day.to_string(),
    }
}

/// A fault of a cell whose text is imported all the same.
pub fn warn(text: &str, column: Column) -> Option<Fault> {
    match column {
        Column::Headcount if !text.is_empty() && !names_a_number(text) => Some(Fault::HeadcountUnclear),
        Column::Phone if !text.is_empty() && !names_a_phone(text) => Some(Fault::PhoneUnclear),
        Column::ValidUntil if !text.is_empty() && parse_date(text).is_none() => Some(Fault::DateOpen),
        _ => None,
    }
}

/// Columns that contain dates. In any other, Excel made a date out of `2-3` or `8-12`, and the typed text is lost.
fn takes_dates(column: Option<Column>) -> bool {
    matches!(column, None | Some(Column::ValidUntil | Column::Term | Column::Remark | Column::Attachment))
}

fn read_number(number: f64, column: Option<Column>) -> Result<String, Fault> {
    let damaged = match column {
        Some(Column::ValidUntil) => {
            return date::from_serial(number).map(|day| day.to_string()).ok_or(Fault::DateUnclear(None));
        }
        // A date whose cell format was removed: 46056 people is the 2nd of March.
        Some(Column::Headcount) if date::from_serial(number).is_some() => return Err(Fault::TurnedToDate),
        Some(Column::Phone) => is_rounded_mobile(number),
        _ => false,
    };
    if damaged || number.abs() >= DIGITS_LOST_FROM { Err(Fault::DigitsLost) } else { Ok(print(number)) }
}

/// 13800000000 as a number was `1.38E+10` in a CSV file, because no phone ends in eight zeros.
fn is_rounded_mobile(number: f64) -> bool {
    (1e10..2e10).contains(&number) && number % 1e8 == 0.0
}

/// A number as Excel shows it: without `.0`, and with its fifteen significant digits.
fn print(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    shown.to_string()
}

fn read_until(text: &str, today: NaiveDate) -> Result<String, Fault> {
    match date::read(text, today) {
        Until::Day(day) => Ok(day.to_string()),
        Until::Open => Ok(text.to_owned()),
        Until::Unclear(meant) => Err(Fault::DateUnclear(meant)),
    }
}

fn read_text(text: &str, column: Option<Column>) -> Result<String, Fault> {
    let plain = narrow(text);
    if column.is_some() && is_scientific(&plain) {
        return Err(Fault::DigitsLost);
    }
    let of_numbers = [Column::Headcount, Column::PayMin, Column::PayMax, Column::PayNote];
    if column.is_some_and(|column| of_numbers.contains(&column)) && is_date_by_excel(&plain) {
        return Err(Fault::TurnedToDate);
    }
    Ok(text.to_owned())
}

/// `1.38E+10`, as Excel writes long numbers to CSV.
fn is_scientific(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    power.starts_with('+') && digits.parse::<f64>().is_ok() && power.parse::<u32>().is_ok_and(|power| power >= 4)
}

/// `2月3日`, `3-Feb`, `Feb-03`, `2026/2/3`: the forms in which Excel writes a typed `2-3` to CSV.
fn is_date_by_excel(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_number = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    let is_month = |part: &str| MONTHS.contains(&part.to_lowercase().as_str());
    let chinese = text.strip_suffix('日').and_then(|text| text.split_once('月'));
    let english = text.split_once('-');
    chinese.is_some_and(|(month, day)| is_number(month) && is_number(day))
        || english.is_some_and(|(a, b)| (is_number(a) && is_month(b)) || (is_month(a) && is_number(b)))
        || parse_date(text).is_some()
}

/// Whether a text has at least one digit, Chinese digits included.
#[must_use]
pub fn names_a_number(text: &str) -> bool {
    narrow(text).chars().any(|c| c.is_ascii_digit() || "一二两三四五六七八九十百".contains(c))
}

/// Whether a text has only digits and signs between them: `3800-5200`, `80～110`.
#[must_use]
pub fn is_bare_figure(text: &str) -> bool {
    let plain = narrow(text);
    plain.contains(|c: char| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || " .,-~—–至到".contains(c))
}

/// Whether a contact cell has at least one phone number, possibly beside names.
fn names_a_phone(text: &str) -> bool {
    narrow(text).split([',', ';', '/', '、', '\n', '或']).any(|part| {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        match digits.len() {
            PHONE_DIGITS if digits.starts_with('1') => Phone::parse(&digits).is_ok(),
            13 => Phone::parse(&digits).is_ok(),
            10..=12 => digits.starts_with('0') || digits.starts_with("400") || digits.starts_with("800"),
            7 | 8 => true,
            _ => false,
        }
    })
}

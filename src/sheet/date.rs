//! Parses a validity date as people write it: accepts certain dates, only suggests likely ones. Must not know cells.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::grid::narrow;

/// The accepted years; `26/12/31` must not become the year 26.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// The meaning of a validity cell.
#[derive(Debug, PartialEq, Eq)]
pub enum Until {
    Day(NaiveDate),
    /// 长期, 招满为止: an offer without a last day.
    Open,
    /// Not certainly a date; contains the date that is probably meant.
    Unclear(Option<NaiveDate>),
}

/// Parses a validity cell. `today` gives the year to dates without one.
pub fn read(text: &str, today: NaiveDate) -> Until {
    let plain: String = arabic(&narrow(text)).split_whitespace().next().unwrap_or_default().to_owned();
    let bare = ["有效期", "截止", "截至", "至", "到"]
        .iter()
        .fold(plain.as_str(), |text, word| text.strip_prefix(word).unwrap_or(text));
    let bare = bare.trim_end_matches(['止', '。']);
    if let Some(day) = certain(bare) {
        return Until::Day(day);
    }
    if ["长期", "招满", "不限", "常年", "长年"].iter().any(|word| text.contains(word)) {
        return Until::Open;
    }
    Until::Unclear(likely(bare, today))
}

/// The day of an Excel serial number; Excel counts from the last day of 1899.
#[must_use]
pub fn from_serial(serial: f64) -> Option<NaiveDate> {
    // From 2000 to 2100: no other number in a date column is a date.
    if !(36_526.0..=73_415.0).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked above")]
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial as u64))
}

fn certain(text: &str) -> Option<NaiveDate> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let day = match text.len() {
        5 if all_digits => from_serial(text.parse().ok()?),
        8 if all_digits => NaiveDate::parse_from_str(text, "%Y%m%d").ok(),
        _ => crate::domain::job::parse_date(text.split('T').next()?),
    };
    day.filter(|day| YEARS.contains(&day.year()))
}

/// The day that is probably meant: the last of a month, a date without its year, or with day and month swapped.
fn likely(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let numbers: Vec<u32> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    match numbers[..] {
        [] if text.contains("年底") => next(today, 12, 31),
        [] if text.contains("月底") => month_end(today.year(), today.month()),
        [month] if text.contains('月') => {
            let this = part_of_month(text, today.year(), month)?;
            if this >= today { Some(this) } else { part_of_month(text, today.year() + 1, month) }
        }
        [year, month] if text.contains('年') => part_of_month(text, full_year(year)?, month),
        [month, day] => next(today, month, day),
        [first, second, year] if year > 31 => {
            let (month, day) = if first > 12 { (second, first) } else { (first, second) };
            NaiveDate::from_ymd_opt(full_year(year)?, month, day)
        }
        [year, month, day] => NaiveDate::from_ymd_opt(full_year(year)?, month, day),
        _ => None,
    }
}

fn full_year(year: u32) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    Some(if year < 100 { 2000 + year } else { year }).filter(|year| YEARS.contains(year))
}

/// 上旬 ends on the 10th, 中旬 on the 20th; 底, 末, 下旬 and the bare month on its last day.
fn part_of_month(text: &str, year: i32, month: u32) -> Option<NaiveDate> {
    if text.contains("上旬") {
        NaiveDate::from_ymd_opt(year, month, 10)
    } else if text.contains("中旬") {
        NaiveDate::from_ymd_opt(year, month, 20)
    } else {
        month_end(year, month)
    }
}

fn month_end(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// The next day with this month and day, today included.
fn next(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let this = NaiveDate::from_ymd_opt(today.year(), month, day)?;
    if this >= today { Some(this) } else { NaiveDate::from_ymd_opt(today.year() + 1, month, day) }
}

/// 十二月三十一日 as 12月31日, 二〇二六年 as 2026年.
fn arabic(text: &str) -> String {
    let mut out = String::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(['\0']) {
        if "〇零一二三四五六七八九十".contains(c) {
            run.push(c);
            continue;
        }
        out.push_str(&number(&run));
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// A run of Chinese digits below a hundred, or digit by digit as years are written.
fn number(run: &[char]) -> String {
    let digit = |c: &char| "〇一二三四五六七八九".chars().position(|d| d == *c).unwrap_or(0);
    match run.iter().position(|c| *c == '十') {
        None => run.iter().map(|c| digit(c).to_string()).collect(),
        Some(ten) => {
            let tens = if ten == 0 { 1 } else { digit(&run[ten - 1]) };
            (tens * 10 + run.get(ten + 1).map_or(0, digit)).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date written in this test")
    }

    #[test]
    fn dates_are_read_or_suggested() {
        let today = day("2026-11-23");
        let certain =
            ["2026-12-31", "2026/12/31", "2026.12.31", "2026年12月31日", "20261231", "46387", "２０２６年１２月３１日"];
        for text in certain.into_iter().chain([
            "二〇二六年十二月三十一日",
            "至2026-12-31",
            "2026-12-31 00:00:00",
            "2026-12-31T00:00:00",
        ]) {
            assert_eq!(read(text, today), Until::Day(day("2026-12-31")), "{text}");
        }
        for text in [
            "12月底",
            "十二月底",
            "年底",
            "12月31日",
            "12月",
            "26/12/31",
            "12/31/2026",
            "31/12/2026",
            "2026年12月底",
            "12月下旬",
        ] {
            assert_eq!(read(text, today), Until::Unclear(Some(day("2026-12-31"))), "{text}");
        }
        assert_eq!(read("11月中旬", today), Until::Unclear(Some(day("2027-11-20"))));
        assert_eq!(read("长期有效", today), Until::Open);
        for text in ["尽快", "2026-02-30", "99999", "13月底", "十", "", "月"] {
            assert_eq!(read(text, today), Until::Unclear(None), "{text}");
        }
    }
}

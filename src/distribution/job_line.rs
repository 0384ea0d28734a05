//! A job in one line of a text, or in one sentence that is read aloud. Must not know texts.

use chrono::NaiveDate;

use super::spoken::{number, read_out, without_brackets};
use crate::domain::column::Column;
use crate::domain::job::Job;
use crate::domain::rundown::{CardNumber, Rundown};

/// Longest part of a line, in characters; a longer cell is cut to its first clause, or left out.
const PART_CHARS_MAX: usize = 14;
/// The word of a sheet for a job that has no township.
const ANYWHERE: &str = "不限";

/// An open job of a show, as texts describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoutJob {
    /// The number of its card.
    pub number: CardNumber,
    title: String,
    pay: String,
    pay_aloud: String,
    township: String,
    place: String,
    board: String,
    headcount: Option<u64>,
}

/// The jobs of a show that viewers can still sign up for, in running order.
#[must_use]
pub fn open_jobs(rundown: &Rundown, today: NaiveDate) -> Vec<HandoutJob> {
    let open = rundown.cards.iter().filter(|card| !card.full);
    let jobs = open.filter_map(|card| Some((card.number, rundown.jobs.get(&card.job)?)));
    jobs.filter(|(_, job)| !job.expired(today)).map(|(number, job)| HandoutJob::new(number, job)).collect()
}

impl HandoutJob {
    fn new(number: CardNumber, job: &Job) -> Self {
        let pay = job.pay();
        // A note without figures is a sentence about pay, which no line has room for.
        let is_paid = !pay.unit.is_empty() || pay.main.chars().count() <= PART_CHARS_MAX;
        let headcount = job.cell(Column::Headcount).trim_end_matches(['人', '名']);
        Self {
            number,
            title: job.title().to_owned(),
            pay: if is_paid { pay.line() } else { first_clause(&pay.main) },
            pay_aloud: pay_aloud(&pay.main, &pay.unit),
            township: job.cell(Column::Township).to_owned(),
            place: job.cell(Column::Place).to_owned(),
            board: first_clause(job.cell(Column::Board)),
            headcount: headcount.parse().ok().filter(|count| *count > 0),
        }
    }

    /// Whether its place of work is in a township or a village, given by name.
    #[must_use]
    pub fn is_in(&self, place: &str) -> bool {
        !place.is_empty() && (self.township == place || self.place.contains(place))
    }

    /// The line of a text: title, pay, place, board. `near`: the readers live there, so the line says where exactly.
    pub(super) fn line(&self, near: bool) -> String {
        let place = if near { self.exact_place() } else { self.rough_place() };
        join(&[&self.title, &self.pay, &place, &self.board], "，")
    }

    /// Title and pay: 月嫂（6800-9800元/26天）.
    pub(super) fn brief(&self) -> String {
        let title = without_brackets(&self.title);
        if self.pay.is_empty() { title } else { format!("{title}（{}）", self.pay) }
    }

    /// Title and pay in a line: 月嫂，6800-9800元/26天.
    pub(super) fn short_line(&self) -> String {
        join(&[&self.title, &self.pay], "，")
    }

    /// The sentence that is read aloud: 八号，月嫂，招十五人，每二十六天六千八百到九千八百元.
    /// `near`: the listeners live where the work is, so the sentence says where exactly.
    pub(super) fn aloud(&self, near: bool) -> String {
        let number_word = format!("{}号", number(self.number.into()));
        let wanted = self.headcount.map(|count| format!("招{}人", number(count))).unwrap_or_default();
        let place = read_out(&if near { self.exact_place() } else { self.rough_place() });
        let place = if place.is_empty() { place } else { format!("在{place}") };
        join(&[&number_word, &read_out(&self.title), &place, &wanted, &self.pay_aloud], "，")
    }

    fn rough_place(&self) -> String {
        let is_named = !self.township.is_empty() && ![ANYWHERE, "外县", "县城"].contains(&self.township.as_str());
        if is_named { self.township.clone() } else { fitting(&without_brackets(&self.place)) }
    }

    fn exact_place(&self) -> String {
        let exact = fitting(&without_brackets(&self.place));
        if exact.is_empty() { self.rough_place() } else { exact }
    }
}

fn join(parts: &[&str], mark: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(mark)
}

fn first_clause(text: &str) -> String {
    fitting(text.split(['，', ',', '；', ';', '。', '、']).next().unwrap_or_default())
}

/// The text if it is short enough for a line; half a fact would be a wrong one.
fn fitting(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= PART_CHARS_MAX { text } else { String::new() }
}

/// Pay to be read aloud: `3800-5200` and `元/月` are 每月三千八百到五千二百元.
fn pay_aloud(main: &str, unit: &str) -> String {
    match unit.split_once('/') {
        Some((money, each)) => format!("每{}{}{}", read_out(each), read_out(main), read_out(money)),
        None if unit.is_empty() => read_out(&first_clause(main)),
        None => read_out(&format!("{main}{unit}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_is_read_aloud_with_its_unit_first() {
        assert_eq!(pay_aloud("3800-5200", "元/月"), "每月三千八百到五千二百元");
        assert_eq!(pay_aloud("11-13", "元/小时"), "每小时十一到十三元");
        assert_eq!(pay_aloud("6800-9800", "元/26天"), "每二十六天六千八百到九千八百元");
        assert_eq!(pay_aloud("免费培训，不收学费、资料费", ""), "免费培训");
    }
}

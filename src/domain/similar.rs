//! How alike two jobs are to a person who looks for work: by kind, then by place, then by pay. Pure; must not know pages.

use super::column::Column;
use super::job::{Job, Kind};

/// How far another job is from the one that a person wanted. The smaller, the more alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobDistance {
    kind: KindDistance,
    /// In another township.
    elsewhere: bool,
    /// The difference of pay in thousandths of the higher one; [`PAY_UNCOMPARABLE`] if the two cannot be compared.
    pay: u32,
}

/// The distance of two jobs' kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KindDistance {
    /// The same word of the sheet: 家政.
    SameWord,
    /// Another word for the same kind: 零活 and 农活.
    SameKind,
    /// Other work.
    OtherWork,
    /// No work, where the other one is: a course or a policy.
    NoWork,
}

/// Pay without a number, or by another unit: an hour cannot be compared with a trip.
const PAY_UNCOMPARABLE: u32 = u32::MAX;

/// The word of sheets for work that can be done in any township.
const ANYWHERE: &str = "不限";

impl JobDistance {
    /// The distance from the job that was wanted to another one.
    #[must_use]
    pub fn between(wanted: &Job, other: &Job) -> Self {
        Self {
            kind: KindDistance::between(wanted, other),
            elsewhere: !same_township(wanted, other),
            pay: pay_distance(wanted, other).unwrap_or(PAY_UNCOMPARABLE),
        }
    }

    /// Whether the two are of one kind, so that a page may call them alike.
    #[must_use]
    pub fn same_kind(&self) -> bool {
        matches!(self.kind, KindDistance::SameWord | KindDistance::SameKind)
    }
}

impl KindDistance {
    fn between(wanted: &Job, other: &Job) -> Self {
        let (word, other_word) = (wanted.cell(Column::Kind).trim(), other.cell(Column::Kind).trim());
        let same_word = if word.is_empty() || other_word.is_empty() {
            word == other_word
        } else {
            word.contains(other_word) || other_word.contains(word)
        };
        let (kind, other_kind) = (wanted.kind(), other.kind());
        if same_word {
            Self::SameWord
        } else if kind == other_kind && kind != Kind::Job {
            // `Job` is the kind of every word that is not known: 工厂 and 家政 have nothing in common.
            Self::SameKind
        } else if is_work(kind) == is_work(other_kind) {
            Self::OtherWork
        } else {
            Self::NoWork
        }
    }
}

fn is_work(kind: Kind) -> bool {
    matches!(kind, Kind::Job | Kind::Gig | Kind::Haul)
}

/// Whether two jobs are in one township. A sheet without that column names it in the place.
fn same_township(wanted: &Job, other: &Job) -> bool {
    let within = |one: &Job, another: &Job| {
        let township = another.cell(Column::Township).trim();
        !township.is_empty()
            && (one.cell(Column::Township).trim() == township || one.cell(Column::Place).contains(township))
    };
    let anywhere = other.cell(Column::Township).contains(ANYWHERE);
    anywhere || within(wanted, other) || within(other, wanted) || same_place(wanted, other)
}

fn same_place(wanted: &Job, other: &Job) -> bool {
    let place = wanted.cell(Column::Place).trim();
    !place.is_empty() && place == other.cell(Column::Place).trim()
}

/// The difference in thousandths of the higher pay; `None` if one has no number, or the units differ.
fn pay_distance(wanted: &Job, other: &Job) -> Option<u32> {
    if pay_unit(wanted) != pay_unit(other) {
        return None;
    }
    let (pay, other_pay) = (middle_pay(wanted)?, middle_pay(other)?);
    let highest = pay.max(other_pay).max(1);
    u32::try_from(pay.abs_diff(other_pay) * 1000 / highest).ok()
}

/// The unit without the details that sheets add to it: 元/26天 is a month.
fn pay_unit(job: &Job) -> &str {
    let unit = job.cell(Column::PayUnit).trim();
    let has = |part: &str| unit.contains(part);
    if has("月") || has("26天") {
        "月"
    } else if has("时") {
        "时"
    } else if has("天") || has("日") {
        "天"
    } else {
        unit
    }
}

/// Between the lowest and the highest pay.
fn middle_pay(job: &Job) -> Option<u64> {
    let low = amount(job.cell(Column::PayMin));
    let high = amount(job.cell(Column::PayMax));
    Some(u64::midpoint(low.or(high)?, high.or(low)?))
}

/// The first number of a cell: 3800, `3,800`, 约3800元.
fn amount(cell: &str) -> Option<u64> {
    let from = cell.find(|sign: char| sign.is_ascii_digit())?;
    let digits = cell[from..].chars().take_while(|sign| sign.is_ascii_digit() || *sign == ',');
    digits.filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(kind: &str, township: &str, pay: &str, unit: &str) -> Job {
        let mut job = Job::default();
        let cells =
            [(Column::Kind, kind), (Column::Township, township), (Column::PayMin, pay), (Column::PayUnit, unit)];
        for (column, cell) in cells {
            job.cells.insert(column, cell.to_owned());
        }
        job
    }

    /// The positions of `others`, the most alike first.
    fn order(wanted: &Job, others: &[Job]) -> Vec<usize> {
        let mut order: Vec<_> = (0..others.len()).collect();
        order.sort_by_key(|at| JobDistance::between(wanted, &others[*at]));
        order
    }

    #[test]
    fn a_childminder_sees_domestic_jobs_first() {
        let wanted = job("家政", "解店镇", "4000", "元/月");
        let others = [
            job("工厂", "解店镇", "4000", "元/月"),
            job("家政", "荣河镇", "6800", "元/26天"),
            job("培训", "解店镇", "", ""),
            job("家政服务", "解店镇", "180", "元/天"),
            job("家政", "荣河镇", "3800", "元/月"),
            job("农活", "荣河镇", "12", "元/小时"),
        ];
        assert_eq!(order(&wanted, &others), [3, 4, 1, 0, 5, 2]);
        let alike = others.iter().filter(|other| JobDistance::between(&wanted, other).same_kind());
        assert_eq!(alike.count(), 3);
    }

    #[test]
    fn field_work_is_alike_under_every_word_and_jobs_are_not() {
        let alike =
            |one: &str, other: &str| JobDistance::between(&job(one, "", "", ""), &job(other, "", "", "")).same_kind();
        assert!(alike("农活", "零工") && alike("货运", "拉货") && alike("", ""));
        assert!(!alike("工厂", "家政") && !alike("农活", "培训") && !alike("", "家政"));
    }

    #[test]
    fn the_township_counts_before_pay_and_may_be_part_of_the_place() {
        let wanted = job("工厂", "解店镇", "5000", "元/月");
        let mut near = job("工厂", "", "3000", "元/月");
        near.cells.insert(Column::Place, "解店镇新建路".to_owned());
        assert_eq!(order(&wanted, &[job("工厂", "荣河镇", "5000", "元/月"), near]), [1, 0]);
        let anywhere = job("工厂", "不限", "3000", "元/月");
        assert_eq!(order(&wanted, &[job("工厂", "荣河镇", "5000", "元/月"), anywhere]), [1, 0]);
    }

    #[test]
    fn pay_is_compared_within_one_unit() {
        let month = job("", "", "约 5,000 元", "元/月");
        let distance = |pay, unit| JobDistance::between(&month, &job("", "", pay, unit)).pay;
        assert_eq!(distance("4000", "元/月"), 200);
        assert_eq!(distance("5000", "元/26天"), 0);
        assert_eq!(distance("200", "元/天"), PAY_UNCOMPARABLE);
        assert_eq!(distance("面议", "元/月"), PAY_UNCOMPARABLE);
    }
}

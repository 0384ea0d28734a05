//! Lays what was read beside what is stored, and says what an import would do to each job. Writes nothing.
//!
//! A column that the file does not have keeps its stored value; one that is there and empty clears it, and the change is told.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::cell::{is_bare_figure, names_a_number};
use super::read::{Reading, Row};
use super::report::{Problem, Severity, What};
use crate::domain::column::Column;
use crate::domain::job::{Job, JobId, Kind};

/// What an import would do.
#[derive(Debug)]
pub struct Plan {
    /// One a row, in the file's order.
    pub items: Vec<Item>,
    /// Stored jobs that the file does not name. They stay as they are.
    pub untouched: usize,
}

/// What an import would do to one row.
#[derive(Debug)]
pub struct Item {
    pub row: u32,
    /// The job as it would stand afterwards.
    pub job: Job,
    pub outcome: Outcome,
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    New,
    Changed { id: JobId, changes: Vec<Change> },
    Unchanged,
    Refused,
}

/// One cell that an import would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub header: String,
    pub from: String,
    pub to: String,
}

/// The sums of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// Rows that would be imported and have something to look at.
    pub warned: usize,
}

impl Item {
    #[must_use]
    pub fn refused(&self) -> bool {
        self.outcome == Outcome::Refused
    }

    /// Whether it would be written with something to look at. What stands unchanged was told when it was written.
    #[must_use]
    pub fn warned(&self) -> bool {
        matches!(self.outcome, Outcome::New | Outcome::Changed { .. }) && !self.problems.is_empty()
    }
}

impl Plan {
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for item in &self.items {
            match item.outcome {
                Outcome::New => counts.new += 1,
                Outcome::Changed { .. } => counts.changed += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                Outcome::Refused => counts.refused += 1,
            }
            counts.warned += usize::from(item.warned());
        }
        counts
    }

    /// The jobs to write: new ones without an id.
    pub fn writes(&self) -> impl Iterator<Item = (Option<&JobId>, &Job)> {
        self.items.iter().filter_map(|item| match &item.outcome {
            Outcome::New => Some((None, &item.job)),
            Outcome::Changed { id, .. } => Some((Some(id), &item.job)),
            Outcome::Unchanged | Outcome::Refused => None,
        })
    }
}

/// Plans an import of `reading` into `stored`.
#[must_use]
pub fn plan(reading: &Reading, stored: &[(JobId, Job)], today: NaiveDate) -> Plan {
    let has_place = reading.headings.iter().any(|heading| heading.column == Some(Column::Place));
    let index = Index::new(stored, has_place);
    let mut seen = HashMap::new();
    let mut touched = HashSet::new();
    let mut item = |row: &Row| {
        let (found, ambiguous) = index.find(row);
        let old = found.map(|at| &stored[at]);
        touched.extend(found);
        let job = merge(row, old.map(|(_, job)| job));
        let mut problems = row.problems.clone();
        let told = missing(row, &job, today).into_iter().chain(ambiguous.then_some((Column::Code, What::Ambiguous)));
        problems.extend(told.map(|(column, what)| of_row(reading, row, &job, column, what)));
        let key = old.map_or_else(|| job.match_key(), |(id, _)| format!("id:{}", id.0));
        let first = *seen.entry(key).or_insert(row.number);
        let again = (first != row.number).then_some(What::SameAsRow(first));
        problems.extend(again.map(|what| of_row(reading, row, &job, Column::Title, what)));
        let outcome = outcome(&problems, &job, old);
        Item { row: row.number, job, outcome, problems }
    };
    let items = reading.rows.iter().map(&mut item).collect();
    Plan { items, untouched: stored.len().saturating_sub(touched.len()) }
}

/// Stored jobs by what a row may name them with.
struct Index<'a> {
    stored: &'a [(JobId, Job)],
    has_place: bool,
    by_code: HashMap<String, usize>,
    by_offer: HashMap<String, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(stored: &'a [(JobId, Job)], has_place: bool) -> Self {
        let mut index = Self { stored, has_place, by_code: HashMap::new(), by_offer: HashMap::new() };
        for (at, (_, job)) in stored.iter().enumerate() {
            if !job.cell(Column::Code).is_empty() {
                index.by_code.insert(job.match_key(), at);
            }
            index.by_offer.entry(index.offer(job)).or_default().push(at);
        }
        index
    }

    /// The match key of a job as if it had no 编号, nor a place where the file names none.
    fn offer(&self, job: &Job) -> String {
        let mut bare = job.clone();
        bare.cells.remove(&Column::Code);
        if !self.has_place {
            bare.cells.remove(&Column::Place);
        }
        bare.match_key()
    }

    /// The stored job that a row means, and whether several could be meant.
    fn find(&self, row: &Row) -> (Option<usize>, bool) {
        let job = merge(row, None);
        let coded = !job.cell(Column::Code).is_empty();
        if coded && let Some(at) = self.by_code.get(&job.match_key()) {
            return (Some(*at), false);
        }
        if job.title().is_empty() || job.employer().is_empty() {
            return (None, false);
        }
        // A 编号 that nobody has yet may still belong to a job that had none; it never takes another one's place.
        let free = |at: &&usize| !coded || self.stored[**at].1.cell(Column::Code).is_empty();
        let found: Vec<_> = self.by_offer.get(&self.offer(&job)).into_iter().flatten().filter(free).collect();
        match found[..] {
            [one] => (Some(*one), false),
            [] => (None, false),
            [..] => (None, true),
        }
    }
}

/// The stored job with the row's cells laid over it.
fn merge(row: &Row, stored: Option<&Job>) -> Job {
    let mut job = stored.cloned().unwrap_or_default();
    for (column, text) in &row.cells {
        if !text.is_empty() {
            job.cells.insert(*column, text.clone());
        } else if *column != Column::Code {
            // An empty 编号 does not take a job's identity away.
            job.cells.remove(column);
        }
    }
    for (header, text) in &row.extra {
        match job.extra.iter().position(|(known, _)| known == header) {
            Some(at) if text.is_empty() => drop(job.extra.remove(at)),
            Some(at) => job.extra[at].1.clone_from(text),
            None if text.is_empty() => {}
            None => job.extra.push((header.clone(), text.clone())),
        }
    }
    job
}

/// What the job would lack on air. A cell that is there and damaged has its own problem already.
fn missing(row: &Row, job: &Job, today: NaiveDate) -> Vec<(Column, What)> {
    let whole = |column: &Column| !row.damaged.contains(column);
    let lacks = |column: Column| whole(&column) && job.cell(column).is_empty();
    let mut found = Vec::new();
    found.extend(lacks(Column::Title).then_some((Column::Title, What::TitleMissing)));
    found.extend(lacks(Column::Employer).then_some((Column::Employer, What::EmployerMissing)));
    if PAY.iter().all(whole) {
        found.extend(pay(job));
    }
    found.extend(lacks(Column::ValidUntil).then_some((Column::ValidUntil, What::DateMissing)));
    let passed = job.valid_until().filter(|_| whole(&Column::ValidUntil) && job.expired(today));
    found.extend(passed.map(|last| (Column::ValidUntil, What::DatePassed(last))));
    found
}

/// The columns that pay may stand in.
const PAY: [Column; 3] = [Column::PayMin, Column::PayMax, Column::PayNote];

/// Pay is asked for where somebody is paid: not for courses and policies.
fn pay(job: &Job) -> Option<(Column, What)> {
    match job.kind() {
        Kind::Training | Kind::Policy => None,
        Kind::Job | Kind::Gig | Kind::Haul => {
            let texts: String = PAY.iter().map(|column| job.cell(*column)).collect();
            let pay = job.pay();
            let what = match () {
                () if texts.is_empty() => What::PayMissing,
                () if !names_a_number(&texts) => What::PayInWords,
                () if pay.unit.is_empty() && is_bare_figure(&pay.main) => What::PayUnitMissing,
                () => return None,
            };
            let column = PAY.into_iter().find(|column| !job.cell(*column).is_empty()).unwrap_or(Column::PayNote);
            Some((column, what))
        }
    }
}

/// A problem of the whole job, under the header that the file gives the column.
fn of_row(reading: &Reading, row: &Row, job: &Job, column: Column, what: What) -> Problem {
    let header = reading.headings.iter().find(|heading| heading.column == Some(column));
    let header = header.map_or(column.header(), |heading| &heading.header).to_owned();
    Problem { row: row.number, header, text: job.cell(column).to_owned(), severity: what.severity(), what }
}

fn outcome(problems: &[Problem], job: &Job, old: Option<&(JobId, Job)>) -> Outcome {
    if problems.iter().any(|problem| problem.severity == Severity::Refused) {
        return Outcome::Refused;
    }
    match old {
        None => Outcome::New,
        Some((id, before)) => match changes(before, job) {
            changes if changes.is_empty() => Outcome::Unchanged,
            changes => Outcome::Changed { id: id.clone(), changes },
        },
    }
}

fn changes(before: &Job, after: &Job) -> Vec<Change> {
    let change = |header: &str, from: &str, to: &str| {
        (from != to).then(|| Change { header: header.to_owned(), from: from.to_owned(), to: to.to_owned() })
    };
    let extra = |job: &Job, header: &str| {
        job.extra.iter().find(|(known, _)| known == header).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let known =
        Column::ALL.iter().filter_map(|column| change(column.header(), before.cell(*column), after.cell(*column)));
    let gone = before.extra.iter().filter(|(header, _)| !after.extra.iter().any(|(kept, _)| kept == header));
    let others = after
        .extra
        .iter()
        .chain(gone)
        .filter_map(|(header, _)| change(header, &extra(before, header), &extra(after, header)));
    known.chain(others).collect()
}

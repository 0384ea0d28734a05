//! Compares the rows of a sheet with the stored jobs, and plans the effect of an import on each job. Writes nothing.
//!
//! A column that the file lacks keeps its stored value. A column that the file has but leaves empty clears the stored value,
//! and the report lists that change.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::column::Column;
use crate::domain::job::{Job, JobId, Kind};
use crate::sheet::{Fault, ParsedRow, Reading, Severity, SheetProblem, is_bare_figure, names_a_number};

/// The effect that an import would have.
#[derive(Debug)]
pub struct ImportPlan {
    /// One for each row, in the order of the file.
    pub rows: Vec<RowPlan>,
    /// The number of stored jobs that the file does not name. An import leaves them unchanged.
    pub untouched: usize,
}

/// The effect that an import would have on the job of one row.
#[derive(Debug)]
pub struct RowPlan {
    /// The row's number as Excel shows it.
    pub row: u32,
    /// The job as it would be afterwards.
    pub job: Job,
    /// The change to the stored jobs.
    pub effect: RowEffect,
    /// The faults of the row and of the resulting job.
    pub problems: Vec<SheetProblem>,
}

/// The change that one row makes to the stored jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowEffect {
    /// A new job.
    New,
    /// A stored job with other values.
    Changed {
        /// The stored job.
        id: JobId,
        /// The cells that differ.
        changes: Vec<CellChange>,
    },
    /// A stored job with the same values.
    Unchanged,
    /// Not imported, because a problem of the row refuses it.
    Refused,
}

/// One cell that an import would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The header of the column.
    pub header: String,
    /// The stored text.
    pub from: String,
    /// The text of the file.
    pub to: String,
}

/// The number of rows by effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New jobs.
    pub new: usize,
    /// Stored jobs that change.
    pub changed: usize,
    /// Stored jobs that stay as they are.
    pub unchanged: usize,
    /// Rows that are not imported.
    pub refused: usize,
    /// Rows that are imported but should be checked.
    pub warned: usize,
}

impl RowPlan {
    /// Whether the row is not imported.
    #[must_use]
    pub fn refused(&self) -> bool {
        self.effect == RowEffect::Refused
    }

    /// Whether the row would be written and has warnings. An unchanged job was already reported when it was written.
    #[must_use]
    pub fn warned(&self) -> bool {
        matches!(self.effect, RowEffect::New | RowEffect::Changed { .. }) && !self.problems.is_empty()
    }
}

impl ImportPlan {
    /// The number of rows by effect.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match row.effect {
                RowEffect::New => counts.new += 1,
                RowEffect::Changed { .. } => counts.changed += 1,
                RowEffect::Unchanged => counts.unchanged += 1,
                RowEffect::Refused => counts.refused += 1,
            }
            counts.warned += usize::from(row.warned());
        }
        counts
    }

    /// The jobs to write; new ones have no id.
    pub fn writes(&self) -> impl Iterator<Item = (Option<&JobId>, &Job)> {
        self.rows.iter().filter_map(|row| match &row.effect {
            RowEffect::New => Some((None, &row.job)),
            RowEffect::Changed { id, .. } => Some((Some(id), &row.job)),
            RowEffect::Unchanged | RowEffect::Refused => None,
        })
    }
}

/// Plans an import of `reading` into the jobs `stored`.
#[must_use]
pub fn plan(reading: &Reading, stored: &[(JobId, Job)], today: NaiveDate) -> ImportPlan {
    let mut planner = Planner::new(reading, stored, today);
    let rows = reading.rows.iter().map(|row| planner.plan_row(row)).collect();
    ImportPlan { rows, untouched: stored.len().saturating_sub(planner.matched.len()) }
}

/// Plans one row after another, and remembers the jobs of earlier rows.
struct Planner<'a> {
    reading: &'a Reading,
    stored: &'a [(JobId, Job)],
    today: NaiveDate,
    index: JobLookup<'a>,
    /// The first row of each job.
    first_rows: HashMap<String, u32>,
    /// Positions of the stored jobs that a row names.
    matched: HashSet<usize>,
}

impl<'a> Planner<'a> {
    fn new(reading: &'a Reading, stored: &'a [(JobId, Job)], today: NaiveDate) -> Self {
        let has_place = reading.headings.iter().any(|heading| heading.column == Some(Column::Place));
        let index = JobLookup::new(stored, has_place);
        Self { reading, stored, today, index, first_rows: HashMap::new(), matched: HashSet::new() }
    }

    fn plan_row(&mut self, row: &ParsedRow) -> RowPlan {
        let (found, ambiguous) = self.index.find(row);
        let old = found.map(|at| &self.stored[at]);
        self.matched.extend(found);
        let job = merge(row, old.map(|(_, job)| job));
        let mut faults = missing(row, &job, self.today);
        if ambiguous {
            faults.push((Column::Code, Fault::Ambiguous));
        }
        let key = old.map_or_else(|| job.match_key(), |(id, _)| format!("id:{}", id.0));
        let first = *self.first_rows.entry(key).or_insert(row.number);
        if first != row.number {
            faults.push((Column::Title, Fault::SameAsRow(first)));
        }
        let mut problems = row.problems.clone();
        problems.extend(faults.into_iter().map(|(column, fault)| self.problem(row, &job, column, fault)));
        let effect = effect(&problems, &job, old);
        RowPlan { row: row.number, job, effect, problems }
    }

    /// A fault of the whole job, reported under the header that the file gives the column.
    fn problem(&self, row: &ParsedRow, job: &Job, column: Column, fault: Fault) -> SheetProblem {
        let heading = self.reading.headings.iter().find(|heading| heading.column == Some(column));
        let header = heading.map_or(column.header(), |heading| &heading.header).to_owned();
        SheetProblem { row: row.number, header, text: job.cell(column).to_owned(), severity: fault.severity(), fault }
    }
}

/// Stored jobs by the values with which a row can name them.
struct JobLookup<'a> {
    stored: &'a [(JobId, Job)],
    has_place: bool,
    by_code: HashMap<String, usize>,
    by_offer: HashMap<String, Vec<usize>>,
}

impl<'a> JobLookup<'a> {
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

    /// The match key of a job without its 编号, and without its place if the file has no such column.
    fn offer(&self, job: &Job) -> String {
        let mut bare = job.clone();
        bare.cells.remove(&Column::Code);
        if !self.has_place {
            bare.cells.remove(&Column::Place);
        }
        bare.match_key()
    }

    /// The stored job that a row names, and whether the row could name several.
    fn find(&self, row: &ParsedRow) -> (Option<usize>, bool) {
        let job = row.job();
        let coded = !job.cell(Column::Code).is_empty();
        if coded && let Some(at) = self.by_code.get(&job.match_key()) {
            return (Some(*at), false);
        }
        if job.title().is_empty() || job.employer().is_empty() {
            return (None, false);
        }
        // An unknown 编号 may be given to a stored job that has none, but never replaces the 编号 of a job.
        let free = |at: &&usize| !coded || self.stored[**at].1.cell(Column::Code).is_empty();
        let found: Vec<_> = self.by_offer.get(&self.offer(&job)).into_iter().flatten().filter(free).collect();
        match found[..] {
            [one] => (Some(*one), false),
            [] => (None, false),
            [..] => (None, true),
        }
    }
}

/// The stored job, overwritten with the row's cells.
fn merge(row: &ParsedRow, stored: Option<&Job>) -> Job {
    let mut job = stored.cloned().unwrap_or_default();
    for (column, text) in &row.cells {
        if !text.is_empty() {
            job.cells.insert(*column, text.clone());
        } else if *column != Column::Code {
            // An empty 编号 does not clear the stored one, which identifies the job.
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

/// The values that the job would lack on air. A damaged cell has a problem of its own already.
fn missing(row: &ParsedRow, job: &Job, today: NaiveDate) -> Vec<(Column, Fault)> {
    let whole = |column: &Column| !row.damaged.contains(column);
    let lacks = |column: Column| whole(&column) && job.cell(column).is_empty();
    let mut found = Vec::new();
    if lacks(Column::Title) {
        found.push((Column::Title, Fault::TitleMissing));
    }
    if lacks(Column::Employer) {
        found.push((Column::Employer, Fault::EmployerMissing));
    }
    if PAY.iter().all(whole) {
        found.extend(pay_fault(job));
    }
    if lacks(Column::ValidUntil) {
        found.push((Column::ValidUntil, Fault::DateMissing));
    }
    let passed = job.valid_until().filter(|_| whole(&Column::ValidUntil) && job.expired(today));
    found.extend(passed.map(|last| (Column::ValidUntil, Fault::DatePassed(last))));
    found
}

/// The columns that can hold the pay.
const PAY: [Column; 3] = [Column::PayMin, Column::PayMax, Column::PayNote];

/// The fault of the pay. Courses and policies need none, because nothing is paid there.
fn pay_fault(job: &Job) -> Option<(Column, Fault)> {
    if matches!(job.kind(), Kind::Training | Kind::Policy) {
        return None;
    }
    let texts: String = PAY.iter().map(|column| job.cell(*column)).collect();
    let pay = job.pay();
    let fault = if texts.is_empty() {
        Fault::PayMissing
    } else if !names_a_number(&texts) {
        Fault::PayInWords
    } else if pay.unit.is_empty() && is_bare_figure(&pay.main) {
        Fault::PayUnitMissing
    } else {
        return None;
    };
    let column = PAY.into_iter().find(|column| !job.cell(*column).is_empty()).unwrap_or(Column::PayNote);
    Some((column, fault))
}

fn effect(problems: &[SheetProblem], job: &Job, old: Option<&(JobId, Job)>) -> RowEffect {
    if problems.iter().any(|problem| problem.severity == Severity::Refused) {
        return RowEffect::Refused;
    }
    match old {
        None => RowEffect::New,
        Some((id, before)) => match changes(before, job) {
            changes if changes.is_empty() => RowEffect::Unchanged,
            changes => RowEffect::Changed { id: id.clone(), changes },
        },
    }
}

fn changes(before: &Job, after: &Job) -> Vec<CellChange> {
    let change = |header: &str, from: &str, to: &str| {
        (from != to).then(|| CellChange { header: header.to_owned(), from: from.to_owned(), to: to.to_owned() })
    };
    let extra = |job: &Job, header: &str| {
        job.extra.iter().find(|(known, _)| known == header).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let known =
        Column::ALL.iter().filter_map(|column| change(column.header(), before.cell(*column), after.cell(*column)));
    let removed = before.extra.iter().filter(|(header, _)| !after.extra.iter().any(|(other, _)| other == header));
    let others = after
        .extra
        .iter()
        .chain(removed)
        .filter_map(|(header, _)| change(header, &extra(before, header), &extra(after, header)));
    known.chain(others).collect()
}

//! The report of an import as plain lines, for a terminal. Prints nothing itself.

use super::dry_run::DryRun;
use super::messages::{format_sentence, note_sentence, problem_advice, refusal_advice, skipped_sentence};
use super::plan::{RowEffect, RowPlan};
use crate::sheet::{FileRefusal, Severity};
use crate::words::{Words, arg};

/// Why a file is refused.
#[must_use]
pub fn refusal_lines(t: Words, file: &str, refusal: &FileRefusal) -> Vec<String> {
    let advice = refusal_advice(t, refusal);
    vec![t.import_cli_file(file), advice.problem, advice.cure, t.import_refused_nothing().to_owned()]
}

/// The whole report. The totals come last, because the end is what a terminal shows.
#[must_use]
pub fn lines(t: Words, file: &str, dry_run: &DryRun) -> Vec<String> {
    let reading = &dry_run.reading;
    let mut lines = vec![t.import_cli_file(file), format_sentence(t, &reading.format)];
    lines.extend(reading.skipped.iter().map(|line| skipped_sentence(t, line)));
    lines.extend(reading.notes.iter().map(|note| note_sentence(t, note)));
    for severity in [Severity::Refused, Severity::Warning] {
        lines.extend(problems(t, dry_run, severity));
    }
    lines.extend(dry_run.plan.rows.iter().flat_map(|row| changes(t, row)));
    if dry_run.plan.untouched > 0 {
        lines.push(t.import_untouched(dry_run.plan.untouched));
    }
    let counts = dry_run.counts();
    lines.push(t.import_cli_counts(
        arg::Changed(counts.changed),
        arg::New(counts.new),
        arg::Refused(counts.refused),
        arg::Unchanged(counts.unchanged),
    ));
    lines
}

fn problems(t: Words, dry_run: &DryRun, severity: Severity) -> impl Iterator<Item = String> {
    let word = match severity {
        Severity::Refused => t.import_cli_refused(),
        Severity::Warning => t.import_cli_warned(),
    };
    let reported = dry_run.plan.rows.iter().filter(|row| row.refused() || row.warned());
    let all = reported.flat_map(|row| &row.problems);
    all.filter(move |problem| problem.severity == severity).map(move |problem| {
        let advice = problem_advice(t, problem);
        t.import_cli_line(
            arg::Cure(advice.cure),
            arg::Header(&problem.header),
            arg::Row(problem.row),
            arg::Severity(word),
            arg::Text(&problem.text),
            arg::What(advice.problem),
        )
    })
}

fn changes(t: Words, row: &RowPlan) -> Vec<String> {
    let title = row.job.title();
    match &row.effect {
        RowEffect::New => {
            vec![t.import_cli_new(arg::Employer(row.job.employer()), arg::Row(row.row), arg::Title(title))]
        }
        RowEffect::Changed { changes, .. } => changes
            .iter()
            .map(|change| {
                t.import_cli_change(
                    arg::From(&change.from),
                    arg::Header(&change.header),
                    arg::Row(row.row),
                    arg::Title(title),
                    arg::To(&change.to),
                )
            })
            .collect(),
        RowEffect::Unchanged | RowEffect::Refused => Vec::new(),
    }
}

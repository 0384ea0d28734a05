//! The report of an import as plain lines, for a terminal.

use super::Draft;
use super::tell::{format_sentence, note_sentence, problem_told, refusal_told, skipped_sentence};
use crate::sheet::{Item, Outcome, Refusal, Severity};
use crate::words::{Words, arg};

/// Why a file is refused.
#[must_use]
pub fn refusal_lines(t: Words, file: &str, refusal: &Refusal) -> Vec<String> {
    let told = refusal_told(t, refusal);
    vec![t.import_cli_file(file), told.what, told.cure, t.import_refused_nothing().to_owned()]
}

/// The whole report: how the file was read, each problem, each change, and the sums last, where the eye is.
#[must_use]
pub fn lines(t: Words, file: &str, draft: &Draft) -> Vec<String> {
    let reading = &draft.reading;
    let mut lines = vec![t.import_cli_file(file), format_sentence(t, &reading.format)];
    lines.extend(reading.skipped.iter().map(|line| skipped_sentence(t, line)));
    lines.extend(reading.notes.iter().map(|note| note_sentence(t, note)));
    for severity in [Severity::Refused, Severity::Warning] {
        lines.extend(problems(t, draft, severity));
    }
    lines.extend(draft.plan.items.iter().flat_map(|item| changes(t, item)));
    if draft.plan.untouched > 0 {
        lines.push(t.import_untouched(draft.plan.untouched));
    }
    let counts = draft.counts();
    lines.push(t.import_cli_counts(
        arg::Changed(counts.changed),
        arg::New(counts.new),
        arg::Refused(counts.refused),
        arg::Unchanged(counts.unchanged),
    ));
    lines
}

fn problems(t: Words, draft: &Draft, severity: Severity) -> impl Iterator<Item = String> {
    let word = match severity {
        Severity::Refused => t.import_cli_refused(),
        Severity::Warning => t.import_cli_warned(),
    };
    let told = draft.plan.items.iter().filter(|item| item.refused() || item.warned());
    let all = told.flat_map(|item| &item.problems);
    all.filter(move |problem| problem.severity == severity).map(move |problem| {
        let told = problem_told(t, problem);
        t.import_cli_line(
            arg::Cure(told.cure),
            arg::Header(&problem.header),
            arg::Row(problem.row),
            arg::Severity(word),
            arg::Text(&problem.text),
            arg::What(told.what),
        )
    })
}

fn changes(t: Words, item: &Item) -> Vec<String> {
    let title = item.job.title();
    match &item.outcome {
        Outcome::New => {
            vec![t.import_cli_new(arg::Employer(item.job.employer()), arg::Row(item.row), arg::Title(title))]
        }
        Outcome::Changed { changes, .. } => changes
            .iter()
            .map(|change| {
                t.import_cli_change(
                    arg::From(&change.from),
                    arg::Header(&change.header),
                    arg::Row(item.row),
                    arg::Title(title),
                    arg::To(&change.to),
                )
            })
            .collect(),
        Outcome::Unchanged | Outcome::Refused => Vec::new(),
    }
}

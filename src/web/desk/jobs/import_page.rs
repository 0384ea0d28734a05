//! The pages of an import: the upload form, and the dry run of a sheet in the reader's words. Decides and writes nothing.

use askama::Template;

use crate::domain::column::Column;
use crate::import::{self, Advice, CellChange, Counts, DryRun, RowEffect, RowPlan};
use crate::sheet::limits::{CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, HEADER_COLUMNS_MIN, HEADER_WITHIN, ROWS_MAX};
use crate::sheet::{Heading, Severity};
use crate::web::desk::chrome::PageChrome;
use crate::web::desk::jobs::sealed_upload::SealedUpload;
use crate::words::{Words, arg};

/// `GET /desk/import`, also after a file was refused.
#[derive(Template)]
#[template(path = "desk/import.html")]
pub struct ImportPage {
    /// The words in the reader's language.
    pub t: Words,
    /// The header of the page.
    pub chrome: PageChrome,
    /// The refused file's name; empty if none was uploaded.
    pub file: String,
    /// Why it was refused.
    pub refused: Option<Advice>,
    /// Another error, in one sentence; empty if there is none.
    pub alert: &'static str,
}

impl ImportPage {
    fn accepted(&self) -> [String; 5] {
        let t = self.t;
        [
            t.import_accept_kinds().to_owned(),
            t.import_accept_header(arg::Columns(HEADER_COLUMNS_MIN), arg::Rows(HEADER_WITHIN)),
            t.import_accept_again().to_owned(),
            t.import_accept_missing().to_owned(),
            t.import_accept_limits(
                arg::Chars(CELL_CHARS_MAX),
                arg::Columns(COLUMNS_MAX),
                arg::Megabytes(FILE_BYTES_MAX / 1024 / 1024),
                arg::Rows(ROWS_MAX),
            ),
        ]
    }
}

/// The dry run of a sheet.
#[derive(Template)]
#[template(path = "desk/import_check.html")]
pub struct CheckPage {
    t: Words,
    chrome: PageChrome,
    alert: &'static str,
    counts: Counts,
    untouched: usize,
    refused: Vec<SheetRow>,
    warned: Vec<SheetRow>,
    changed: Vec<SheetRow>,
    new: Vec<SheetRow>,
    /// How the file was read, sentence by sentence.
    how: Vec<String>,
    /// The columns of the file that have another name than ours, and which of ours each was read as.
    columns: Vec<(String, String)>,
    upload: SealedUpload,
}

/// One row of the sheet.
struct SheetRow {
    number: u32,
    title: String,
    employer: String,
    kind: &'static str,
    pay: String,
    problems: Vec<CellProblem>,
    changes: Vec<CellChange>,
}

/// The problem of a cell.
struct CellProblem {
    header: String,
    text: String,
    /// The colour: `bad` if it refuses the row, `warn` if it only needs a look.
    tone: &'static str,
    advice: Advice,
}

impl CheckPage {
    /// The page of a draft; `alert` says why it is shown once more, and is empty the first time.
    #[must_use]
    pub fn new(t: Words, chrome: PageChrome, draft: &DryRun, upload: SealedUpload, alert: &'static str) -> Self {
        let items = &draft.plan.rows;
        let rows =
            |wanted: fn(&RowPlan) -> bool| items.iter().filter(move |item| wanted(item)).map(move |item| row(t, item));
        Self {
            t,
            chrome,
            alert,
            counts: draft.counts(),
            untouched: draft.plan.untouched,
            refused: rows(RowPlan::refused).collect(),
            warned: rows(RowPlan::warned).collect(),
            changed: rows(|item| matches!(item.effect, RowEffect::Changed { .. })).collect(),
            new: rows(|item| item.effect == RowEffect::New).collect(),
            how: how(t, draft),
            columns: columns(t, draft),
            upload,
        }
    }

    fn writes(&self) -> usize {
        self.counts.new + self.counts.changed
    }

    /// The effect of the import, in one sentence.
    fn summary(&self) -> String {
        let (t, Counts { unchanged, refused, .. }) = (self.t, self.counts);
        match (self.writes(), refused) {
            (0, 0) => t.import_verdict_same().to_owned(),
            (0, bad) if unchanged > 0 => t.import_verdict_rest(bad),
            (0, _) => t.import_verdict_none().to_owned(),
            (good, 0) => t.import_verdict_all(good),
            (good, bad) => t.import_verdict_some(arg::Bad(bad), arg::Good(good)),
        }
    }

    fn confirm(&self) -> String {
        if self.counts.refused == 0 {
            self.t.import_confirm_all(self.writes())
        } else {
            self.t.import_confirm_some(self.writes())
        }
    }

    /// The counts: label, number, and colour.
    fn sums(&self) -> [(&'static str, usize, &'static str); 5] {
        let t = self.t;
        let counts = self.counts;
        [
            (t.import_count_refused(), counts.refused, "bad"),
            (t.import_count_warned(), counts.warned, "warn"),
            (t.import_count_new(), counts.new, "good"),
            (t.import_count_changed(), counts.changed, "good"),
            (t.import_count_unchanged(), counts.unchanged, ""),
        ]
    }
}

fn row(t: Words, item: &RowPlan) -> SheetRow {
    let mut problems: Vec<_> = item.problems.iter().collect();
    // Problems that refuse the row come first: these have to be corrected.
    problems.sort_by_key(|problem| problem.severity != Severity::Refused);
    let cell_problem = |problem: &crate::sheet::SheetProblem| CellProblem {
        header: problem.header.clone(),
        text: problem.text.clone(),
        tone: if problem.severity == Severity::Refused { "bad" } else { "warn" },
        advice: import::problem_advice(t, problem),
    };
    let changes = match &item.effect {
        RowEffect::Changed { changes, .. } => changes.clone(),
        RowEffect::New | RowEffect::Unchanged | RowEffect::Refused => Vec::new(),
    };
    SheetRow {
        number: item.row,
        title: item.job.title().to_owned(),
        employer: item.job.employer().to_owned(),
        kind: item.job.kind().as_str(),
        pay: item.job.pay().line(),
        problems: problems.into_iter().map(cell_problem).collect(),
        changes,
    }
}

fn how(t: Words, draft: &DryRun) -> Vec<String> {
    let reading = &draft.reading;
    let mut how = vec![import::format_sentence(t, &reading.format)];
    how.extend(reading.skipped.iter().map(|line| import::skipped_sentence(t, line)));
    how.extend(reading.notes.iter().map(|note| import::note_sentence(t, note)));
    let same = reading.headings.iter().filter(|heading| has_our_name(heading)).count();
    how.extend((same > 0).then(|| t.import_columns_same(same)));
    how
}

fn has_our_name(heading: &Heading) -> bool {
    heading.column.is_some_and(|column| column.header() == heading.header)
}

fn columns(t: Words, draft: &DryRun) -> Vec<(String, String)> {
    let ours = |column: Option<Column>| column.map_or(t.import_column_extra(), Column::header).to_owned();
    let others = draft.reading.headings.iter().filter(|heading| !has_our_name(heading));
    others.map(|heading| (heading.header.clone(), ours(heading.column))).collect()
}

//! What the import pages show: a draft in the reader's words. Decides nothing and writes nothing.

use askama::Template;

use crate::domain::column::Column;
use crate::import::{self, Draft, Told};
use crate::sheet::limits::{CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, HEADER_COLUMNS_MIN, HEADER_WITHIN, ROWS_MAX};
use crate::sheet::{Change, Counts, Heading, Item, Outcome, Severity};
use crate::web::desk::frame::PageChrome;
use crate::web::desk::jobs::sealed_upload::Carry;
use crate::words::{Words, arg};

/// `GET /desk/import`, and the same page where a file was refused.
#[derive(Template)]
#[template(path = "desk/import.html")]
pub struct ImportPage {
    pub t: Words,
    pub frame: PageChrome,
    /// The refused file's name; empty where none was sent.
    pub file: String,
    /// Why it was refused.
    pub refused: Option<Told>,
    /// What else went wrong, in one sentence.
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

/// The dry run.
#[derive(Template)]
#[template(path = "desk/import_check.html")]
pub struct CheckPage {
    pub t: Words,
    pub frame: PageChrome,
    pub file: String,
    pub alert: &'static str,
    pub counts: Counts,
    pub untouched: usize,
    pub refused: Vec<Row>,
    pub warned: Vec<Row>,
    pub changed: Vec<Row>,
    pub new: Vec<Row>,
    /// How the file was read, sentence by sentence.
    pub how: Vec<String>,
    /// Each column of the file that is not named as ours is, and what it was taken as.
    pub columns: Vec<(String, String)>,
    pub carry: Carry,
}

/// One row of the file.
#[derive(Debug)]
pub struct Row {
    pub number: u32,
    pub title: String,
    pub employer: String,
    pub kind: &'static str,
    pub pay: String,
    pub cells: Vec<Cell>,
    pub changes: Vec<Change>,
}

/// One problem.
#[derive(Debug)]
pub struct Cell {
    pub header: String,
    pub text: String,
    /// The colour: what stops the row, and what is only to be looked at.
    pub tone: &'static str,
    pub told: Told,
}

impl CheckPage {
    pub fn new(t: Words, frame: PageChrome, draft: &Draft, carry: Carry, alert: &'static str) -> Self {
        let items = &draft.plan.items;
        let rows =
            |wanted: fn(&Item) -> bool| items.iter().filter(move |item| wanted(item)).map(move |item| row(t, item));
        Self {
            t,
            frame,
            file: carry.name.clone(),
            alert,
            counts: draft.counts(),
            untouched: draft.plan.untouched,
            refused: rows(Item::refused).collect(),
            warned: rows(Item::warned).collect(),
            changed: rows(|item| matches!(item.outcome, Outcome::Changed { .. })).collect(),
            new: rows(|item| item.outcome == Outcome::New).collect(),
            how: how(t, draft),
            columns: columns(t, draft),
            carry,
        }
    }

    fn writes(&self) -> usize {
        self.counts.new + self.counts.changed
    }

    /// The one sentence that says what will happen.
    fn verdict(&self) -> String {
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

    /// The sums: what, how many, and which colour.
    fn sums(&self) -> [(&'static str, usize, &'static str); 5] {
        let (t, counts) = (self.t, self.counts);
        [
            (t.import_count_refused(), counts.refused, "bad"),
            (t.import_count_warned(), counts.warned, "warn"),
            (t.import_count_new(), counts.new, "good"),
            (t.import_count_changed(), counts.changed, "good"),
            (t.import_count_unchanged(), counts.unchanged, ""),
        ]
    }
}

fn row(t: Words, item: &Item) -> Row {
    let mut problems: Vec<_> = item.problems.iter().collect();
    // What stops the row comes first: it is what has to be mended.
    problems.sort_by_key(|problem| problem.severity != Severity::Refused);
    let cell = |problem: &crate::sheet::Problem| Cell {
        header: problem.header.clone(),
        text: problem.text.clone(),
        tone: if problem.severity == Severity::Refused { "bad" } else { "warn" },
        told: import::problem_told(t, problem),
    };
    let changes = match &item.outcome {
        Outcome::Changed { changes, .. } => changes.clone(),
        Outcome::New | Outcome::Unchanged | Outcome::Refused => Vec::new(),
    };
    Row {
        number: item.row,
        title: item.job.title().to_owned(),
        employer: item.job.employer().to_owned(),
        kind: item.job.kind().as_str(),
        pay: item.job.pay().line(),
        cells: problems.into_iter().map(cell).collect(),
        changes,
    }
}

fn how(t: Words, draft: &Draft) -> Vec<String> {
    let reading = &draft.reading;
    let mut how = vec![import::format_sentence(t, &reading.format)];
    how.extend(reading.skipped.iter().map(|line| import::skipped_sentence(t, line)));
    how.extend(reading.notes.iter().map(|note| import::note_sentence(t, note)));
    let same = reading.headings.iter().filter(|heading| is_named_as_ours(heading)).count();
    how.extend((same > 0).then(|| t.import_columns_same(same)));
    how
}

fn is_named_as_ours(heading: &Heading) -> bool {
    heading.column.is_some_and(|column| column.header() == heading.header)
}

fn columns(t: Words, draft: &Draft) -> Vec<(String, String)> {
    let ours = |column: Option<Column>| column.map_or(t.import_column_extra(), Column::header).to_owned();
    let others = draft.reading.headings.iter().filter(|heading| !is_named_as_ours(heading));
    others.map(|heading| (heading.header.clone(), ours(heading.column))).collect()
}

//! The list of applications as a file. Phones are masked unless they are wanted in full; the phone of a person who has
//! withdrawn, or must not be called, is always masked.

use std::io::{self, Seek, Write};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::answers::{ANSWER_COLUMNS, AnswerColumn};
use super::columns::{ExportColumn, FileFormat};
use super::labels::{closing_label, status_label, suspect_reason};
use super::titles::{Title, Titles};
use crate::domain::desk::Filter;
use crate::index::{ExportSelection, Index, ListedApplication};
use crate::words::Words;

/// The columns before the answers of the form.
const FIRST_COLUMNS: [ExportColumn<ExportRow>; 6] = [
    (Words::desk_col_time, ExportRow::time),
    (Words::desk_col_show, |row| row.listed.id.wish.show.to_string()),
    (Words::desk_col_card, |row| row.listed.application.card.to_string()),
    (Words::desk_col_job, |row| row.title.title.clone()),
    (Words::desk_col_employer, |row| row.title.employer.clone()),
    (Words::desk_col_phone, ExportRow::phone),
];

/// The columns after them.
const LAST_COLUMNS: [ExportColumn<ExportRow>; 9] = [
    (Words::desk_col_status, |row| status_label(row.listed.application.status, row.options.t).to_owned()),
    (Words::desk_col_remark, |row| row.listed.remark.clone()),
    (Words::desk_col_names, |row| row.listed.other_names.join(row.options.t.common_list_comma())),
    (Words::desk_col_withdrawn, ExportRow::closed),
    (Words::desk_col_suspect, ExportRow::suspect),
    (Words::desk_col_duplicate, |row| row.yes(row.listed.duplicate)),
    (Words::desk_col_source, |row| row.listed.application.source.clone()),
    (Words::desk_col_consent, |row| row.listed.application.consent.clone()),
    (Words::desk_col_id, |row| row.listed.id.to_string()),
];

fn headers(t: Words) -> Vec<&'static str> {
    let answers = ANSWER_COLUMNS.iter().map(|column| (column.question)(t));
    let first = FIRST_COLUMNS.iter().map(|(header, _)| header(t));
    first.chain(answers).chain(LAST_COLUMNS.iter().map(|(header, _)| header(t))).collect()
}

/// How a list of applications is written.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationOptions {
    /// Full phone numbers instead of masked ones.
    pub full: bool,
    /// The time zone of the column of times.
    pub zone: Tz,
    /// The language of headers and values.
    pub t: Words,
}

/// A list of applications, ready to be written.
pub struct ApplicationList {
    selection: ExportSelection,
    titles: Arc<Titles>,
}

impl ApplicationList {
    /// Selects the whole list of a filter.
    pub async fn select(index: &Index, titles: Arc<Titles>, filter: &Filter) -> Self {
        let selection = index.select(filter.clone(), titles.matching(&filter.search)).await;
        Self { selection, titles }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.selection.total()
    }

    /// Writes the file row by row. Some hundred thousand rows take seconds of pure computing.
    pub fn write_to(self, format: FileFormat, out: impl Write + Seek, options: ApplicationOptions) -> io::Result<()> {
        let Self { selection, titles } = self;
        let rows = selection.map(|listed| {
            let title = titles.get(&listed.id.wish.job);
            ExportRow { listed, title, options }
        });
        let t = options.t;
        format.write_cells(out, t.desk_export_sheet(), &headers(t), rows.map(|row| row.cells()), t)
    }
}

/// One row of the file.
struct ExportRow {
    listed: ListedApplication,
    title: Title,
    options: ApplicationOptions,
}

impl ExportRow {
    fn time(&self) -> String {
        let at = DateTime::<Utc>::from_timestamp_millis(self.listed.application.at);
        at.map(|at| at.with_timezone(&self.options.zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }

    fn phone(&self) -> String {
        let Some(phone) = &self.listed.phone else { return String::new() };
        let full = self.options.full && self.listed.application.is_open() && !self.listed.do_not_call;
        if full { phone.full().to_owned() } else { phone.masked() }
    }

    fn cells(&self) -> Vec<String> {
        let answers = self.listed.answers.as_ref();
        let answer =
            |column: &AnswerColumn| answers.map(|answers| (column.cell)(answers, self.options.t)).unwrap_or_default();
        let first = FIRST_COLUMNS.iter().map(|(_, cell)| cell(self));
        first.chain(ANSWER_COLUMNS.iter().map(answer)).chain(LAST_COLUMNS.iter().map(|(_, cell)| cell(self))).collect()
    }

    fn yes(&self, is: bool) -> String {
        if is { self.options.t.desk_yes().to_owned() } else { String::new() }
    }

    fn closed(&self) -> String {
        self.listed.application.closed.map(|why| closing_label(why, self.options.t).to_owned()).unwrap_or_default()
    }

    fn suspect(&self) -> String {
        let application = &self.listed.application;
        let mut reasons = application.forms.values().filter_map(|mark| mark.suspicion);
        match reasons.next() {
            _ if !application.is_suspect() => String::new(),
            Some(reason) => suspect_reason(reason, self.options.t).to_owned(),
            // A clerk judged so.
            None => self.options.t.desk_yes().to_owned(),
        }
    }
}

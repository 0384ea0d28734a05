//! The list of applications as a file. Phones are masked unless they are wanted in full; the phone of a person who has
//! withdrawn is always masked.

use std::io::{self, Cursor};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::columns::{ExportColumn, FileFormat};
use super::labels::{call_time_label, status_label, suspect_reason};
use super::titles::{Title, Titles};
use crate::domain::desk::Filter;
use crate::domain::person::Entry;
use crate::domain::snapshot::Snapshot;
use crate::store::{self, Store};
use crate::words::{Words, arg};

/// Largest number of rows of one export, which needs some hundred megabytes. A longer list is refused, never truncated.
const EXPORT_ROWS_MAX: usize = 100_000;

/// The columns of the file.
const COLUMNS: [ExportColumn<ExportRow>; 18] = [
    (Words::desk_col_time, ExportRow::time),
    (Words::desk_col_show, |row| row.entry.show.to_string()),
    (Words::desk_col_card, |row| row.entry.card.to_string()),
    (Words::desk_col_job, |row| row.title.title.clone()),
    (Words::desk_col_employer, |row| row.title.employer.clone()),
    (Words::desk_col_name, |row| row.entry.name.clone()),
    (Words::desk_col_phone, ExportRow::phone),
    (Words::desk_col_township, |row| row.entry.township.clone()),
    (Words::desk_col_call, |row| call_time_label(row.entry.call_time, row.options.t).to_owned()),
    (Words::desk_col_note, |row| row.entry.note.clone()),
    (Words::desk_col_status, |row| status_label(row.entry.status, row.options.t).to_owned()),
    (Words::desk_col_remark, |row| row.entry.remark.clone()),
    (Words::desk_col_names, |row| row.entry.other_names.join(row.options.t.common_list_comma())),
    (Words::desk_col_withdrawn, ExportRow::withdrawn),
    (Words::desk_col_suspect, ExportRow::suspect),
    (Words::desk_col_source, |row| row.entry.source.clone()),
    (Words::desk_col_consent, |row| row.entry.consent.clone()),
    (Words::desk_col_id, |row| row.entry.id.0.clone()),
];

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

/// Why a list cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The list has more rows than `EXPORT_ROWS_MAX`.
    #[error("the list has {total} rows, and an export at most {EXPORT_ROWS_MAX}")]
    TooManyRows {
        /// The number of rows of the list.
        total: usize,
    },
    /// The store did not return the list.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The sentence for a list of `total` rows, which is too long.
#[must_use]
pub fn too_many_rows_text(total: usize, t: Words) -> String {
    t.desk_export_too_many_text(arg::Most(EXPORT_ROWS_MAX), arg::Total(total))
}

/// A list of applications, ready to be written.
#[derive(Debug)]
pub struct ApplicationList {
    entries: Vec<Entry>,
    titles: Titles,
}

impl ApplicationList {
    /// Reads the whole list that a filter selects. `snapshot` saves reading the jobs of the current show.
    pub async fn read(store: &Store, snapshot: &Snapshot, filter: &Filter) -> Result<Self, ListError> {
        // One read instead of pages: entries that arrive between two pages would be exported twice.
        let found = store.entries(filter, 0, EXPORT_ROWS_MAX).await?;
        if found.total > EXPORT_ROWS_MAX {
            return Err(ListError::TooManyRows { total: found.total });
        }
        let titles = Titles::read(store, snapshot, &found.entries).await?;
        Ok(Self { entries: found.entries, titles })
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.entries.len()
    }

    /// Writes the file. A workbook of `EXPORT_ROWS_MAX` rows takes seconds of pure computing.
    pub fn write(self, format: FileFormat, options: ApplicationOptions) -> io::Result<Vec<u8>> {
        let Self { entries, titles } = self;
        let rows = entries.into_iter().map(|entry| {
            let title = titles.get(&entry.job);
            ExportRow { entry, title, options }
        });
        let mut out = Cursor::new(Vec::new());
        format.write_to(&mut out, options.t.desk_export_sheet(), &COLUMNS, rows, options.t)?;
        Ok(out.into_inner())
    }
}

/// One row of the file.
struct ExportRow {
    entry: Entry,
    title: Title,
    options: ApplicationOptions,
}

impl ExportRow {
    fn time(&self) -> String {
        let at = DateTime::<Utc>::from_timestamp_millis(self.entry.at);
        at.map(|at| at.with_timezone(&self.options.zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }

    fn phone(&self) -> String {
        let full = self.options.full && !self.entry.withdrawn;
        if full { self.entry.phone.full().to_owned() } else { self.entry.phone.masked() }
    }

    fn withdrawn(&self) -> String {
        if self.entry.withdrawn { self.options.t.desk_yes().to_owned() } else { String::new() }
    }

    fn suspect(&self) -> String {
        match self.entry.suspect.as_str() {
            "" => String::new(),
            code => suspect_reason(code, self.options.t),
        }
    }
}

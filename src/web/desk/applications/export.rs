//! `/desk/export.xlsx` and `.csv`: exactly the list that the same query shows. Phones are masked unless asked for in full;
//! a person who has withdrawn stays masked even then.

use std::fmt::Write as _;

use anyhow::Context as _;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::desk::Filter;
use crate::domain::person::Entry;
use crate::domain::show::ShowId;
use crate::domain::snapshot::Snapshot;
use crate::sheet::table;
use crate::store::Store;
use crate::web::desk::applications::query::{ListQuery, address};
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{call_word, status_word, suspect_reason};
use crate::web::desk::titles::{Title, Titles};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::{Words, arg};

/// Most rows of one export: some hundred megabytes while the file is made. More is refused, never cut.
const EXPORT_ROWS_MAX: usize = 100_000;

/// The two kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// `GET /desk/export.csv`
pub async fn get_csv(clerk: Clerk, Query(query): Query<ListQuery>) -> Result {
    export(&clerk, &query.without_search(), Kind::Csv).await
}

/// `POST /desk/export.csv`: the same for a list that was searched.
pub async fn post_csv(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    export(&clerk, &query, Kind::Csv).await
}

/// `GET /desk/export.xlsx`
pub async fn get_xlsx(clerk: Clerk, Query(query): Query<ListQuery>) -> Result {
    export(&clerk, &query.without_search(), Kind::Xlsx).await
}

/// `POST /desk/export.xlsx`: the same for a list that was searched.
pub async fn post_xlsx(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    export(&clerk, &query, Kind::Xlsx).await
}

/// The list that a filter means as a file, for `daigang export`.
///
/// # Errors
/// Where the store does not answer, or the list has more than [`EXPORT_ROWS_MAX`] rows.
pub async fn applications(
    store: &Store,
    filter: &Filter,
    full: bool,
    xlsx: bool,
    zone: Tz,
    t: Words,
) -> anyhow::Result<Vec<u8>> {
    let found = store.entries(filter, 0, EXPORT_ROWS_MAX).await?;
    anyhow::ensure!(
        found.total <= EXPORT_ROWS_MAX,
        t.desk_export_too_many_text(arg::Most(EXPORT_ROWS_MAX), arg::Total(found.total))
    );
    let titles = Titles::read(store, &Snapshot::default(), &found.entries).await?;
    let rows = found.entries.iter().map(|entry| cells(entry, &titles.get(&entry.job), zone, full, t)).collect();
    write(if xlsx { Kind::Xlsx } else { Kind::Csv }, rows, t)
}

async fn export(clerk: &Clerk, query: &ListQuery, kind: Kind) -> Result {
    let Clerk { app, staff, t, now } = clerk;
    let t = *t;
    let snapshot = app.hub.snapshot();
    let filter = query.filter(snapshot.stage.show);
    // One read, not pages: a narrow filter reads everybody each time, and a list that moves between pages would double rows.
    let found = app.store.entries(&filter, 0, EXPORT_ROWS_MAX).await?;
    if found.total > EXPORT_ROWS_MAX {
        return too_many(clerk, &filter, found.total);
    }
    let entries = found.entries;
    let titles = Titles::read(&app.store, &snapshot, &entries).await?;
    // The audit line names who took whole numbers; the page asks for the name first.
    let full = query.full == "1" && clerk.has_name();
    // The audit line: who took how many, and nothing about whom.
    tracing::info!(staff = %staff.name, rows = entries.len(), full, kind = kind.extension(), "the list was exported");
    let zone = app.clock.zone();
    let rows: Vec<_> = entries.iter().map(|entry| cells(entry, &titles.get(&entry.job), zone, full, t)).collect();
    let name = file_name(filter.show, now.today, kind, t);
    // A workbook of a hundred thousand rows takes seconds of pure computing, which would hold up everybody's sockets.
    let body =
        tokio::task::spawn_blocking(move || write(kind, rows, t)).await.context("the export was interrupted")??;
    Ok(file(&name, kind, body))
}

fn headers(t: Words) -> [&'static str; 18] {
    [
        t.desk_col_time(),
        t.desk_col_show(),
        t.desk_col_card(),
        t.desk_col_job(),
        t.desk_col_employer(),
        t.desk_col_name(),
        t.desk_col_phone(),
        t.desk_col_township(),
        t.desk_col_call(),
        t.desk_col_note(),
        t.desk_col_status(),
        t.desk_col_remark(),
        t.desk_col_names(),
        t.desk_col_withdrawn(),
        t.desk_col_suspect(),
        t.desk_col_source(),
        t.desk_col_consent(),
        t.desk_col_id(),
    ]
}

fn cells(entry: &Entry, title: &Title, zone: Tz, full: bool, t: Words) -> Vec<String> {
    let at = chrono::DateTime::<chrono::Utc>::from_timestamp_millis(entry.at);
    let phone = if full && !entry.withdrawn { entry.phone.full().to_owned() } else { entry.phone.masked() };
    let suspect = match entry.suspect.as_str() {
        "" => String::new(),
        code => suspect_reason(code, t),
    };
    vec![
        at.map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
        entry.show.to_string(),
        entry.card.to_string(),
        title.title.clone(),
        title.employer.clone(),
        entry.name.clone(),
        phone,
        entry.township.clone(),
        call_word(entry.call_time, t).to_owned(),
        entry.note.clone(),
        status_word(entry.status, t).to_owned(),
        entry.remark.clone(),
        entry.other_names.join(t.common_list_comma()),
        if entry.withdrawn { t.desk_yes().to_owned() } else { String::new() },
        suspect,
        entry.source.clone(),
        entry.consent.clone(),
        entry.id.0.clone(),
    ]
}

fn write(kind: Kind, rows: Vec<Vec<String>>, t: Words) -> anyhow::Result<Vec<u8>> {
    let headers = headers(t);
    match kind {
        Kind::Csv => Ok(table::csv(&headers, rows)),
        Kind::Xlsx => Ok(table::xlsx(t.desk_export_sheet(), &headers, rows)?),
    }
}

/// A file's name: in the reader's language, and in plain letters for what understands no other.
#[derive(Debug, PartialEq, Eq)]
pub struct FileName {
    pub native: String,
    pub plain: String,
}

fn file_name(show: Option<ShowId>, today: NaiveDate, kind: Kind, t: Words) -> FileName {
    let (date, extension) = (today.format("%Y%m%d"), kind.extension());
    let native_show = show.map_or_else(String::new, |show| format!("_{}", t.common_show_number(show)));
    let plain_show = show.map_or_else(String::new, |show| format!("_{show}"));
    FileName {
        native: format!("{}{}_{date}.{extension}", t.desk_export_file(), native_show.replace(' ', "-")),
        plain: format!("sign-ups{plain_show}_{date}.{extension}"),
    }
}

/// The characters that RFC 5987 lets stand; all other bytes are written as `%XX`.
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a String cannot fail");
        }
    }
    out
}

pub fn file(name: &FileName, kind: Kind, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{}\"; filename*=UTF-8''{}", name.plain, percent(&name.native));
    let headers = [(header::CONTENT_TYPE, kind.mime().to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, body).into_response()
}

#[derive(Template)]
#[template(path = "desk/refused.html")]
struct RefusedPage {
    t: Words,
    chrome: PageChrome,
    text: String,
}

fn too_many(clerk: &Clerk, filter: &Filter, total: usize) -> Result {
    let t = clerk.t;
    let chrome = clerk.chrome(Tab::List, address("/desk", filter, 1));
    let page =
        RefusedPage { t, chrome, text: t.desk_export_too_many_text(arg::Most(EXPORT_ROWS_MAX), arg::Total(total)) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_file_is_named_after_its_show_and_day() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a date written in this test");
        let name = file_name(Some(ShowId(42)), day, Kind::Xlsx, Words::from(Lang::Zh));
        assert_eq!(name.native, "报名名单_第42期_20261124.xlsx");
        assert_eq!(name.plain, "sign-ups_42_20261124.xlsx");
        assert_eq!(file_name(None, day, Kind::Csv, Words::from(Lang::Zh)).native, "报名名单_20261124.csv");
        assert_eq!(percent("报_42.csv"), "%E6%8A%A5_42.csv");
    }
}

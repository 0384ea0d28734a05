//! `/desk/export.xlsx` and `.csv`: exactly the list that the same query shows. Must not know columns and cells, which
//! `crate::export` owns.

use axum::Form;
use axum::extract::Query;
use chrono::NaiveDate;

use crate::domain::show::ShowId;
use crate::export::{ApplicationList, ApplicationOptions, ExportFile, FileFormat};
use crate::web::desk::applications::query::{ListQuery, ListView};
use crate::web::desk::clerk::Clerk;
use crate::web::http::attachment::{FileName, stream_file};
use crate::web::http::error::Result;
use crate::words::Words;

/// `GET /desk/export.csv`
pub async fn get_csv(clerk: Clerk, list: ListView, Query(query): Query<ListQuery>) -> Result {
    export(&clerk, &list, &query.full, FileFormat::Csv).await
}

/// `POST /desk/export.csv`: the same with a search text, for programs, which remember none.
pub async fn post_csv(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    export(&clerk, &searched(&clerk, &query), &query.full, FileFormat::Csv).await
}

/// `GET /desk/export.xlsx`
pub async fn get_xlsx(clerk: Clerk, list: ListView, Query(query): Query<ListQuery>) -> Result {
    export(&clerk, &list, &query.full, FileFormat::Xlsx).await
}

/// `POST /desk/export.xlsx`: the same with a search text.
pub async fn post_xlsx(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    export(&clerk, &searched(&clerk, &query), &query.full, FileFormat::Xlsx).await
}

/// The list of a form, with the search text that it brings.
fn searched(clerk: &Clerk, query: &ListQuery) -> ListView {
    let mut list = query.view(clerk.app.hub.snapshot().stage.show);
    list.filter.search = query.typed_search();
    list
}

async fn export(clerk: &Clerk, list: &ListView, full: &str, format: FileFormat) -> Result {
    let Clerk { app, staff, t, now, .. } = clerk;
    clerk.check_index()?;
    let rows = ApplicationList::select(&app.index, clerk.titles().await?, &list.filter).await;
    // Full numbers need a name for the audit log; the page asks for the name first.
    let full = full == "1" && clerk.has_name();
    // The audit log names the clerk and the number of rows, and no person of the list. Without it there is no file.
    app.store.note_exported(rows.rows() as u64, full, clerk.by()).await?;
    tracing::info!(staff = %staff.name, rows = rows.rows(), full, kind = format.extension(), "a list was exported");
    let options = ApplicationOptions { full, zone: app.clock.zone(), t: *t };
    let name = file_name(list.filter.show, now.today, format, *t);
    let written = ExportFile::write(&app.data, move |out| rows.write_to(format, out, options)).await;
    Ok(stream_file(&name, format, written?))
}

fn file_name(show: Option<ShowId>, today: NaiveDate, format: FileFormat, t: Words) -> FileName {
    let date = today.format("%Y%m%d");
    let extension = format.extension();
    let native_show = show.map_or_else(String::new, |show| format!("_{}", t.common_show_number(show)));
    let plain_show = show.map_or_else(String::new, |show| format!("_{show}"));
    FileName {
        native: format!("{}{}_{date}.{extension}", t.desk_export_file(), native_show.replace(' ', "-")),
        plain: format!("sign-ups{plain_show}_{date}.{extension}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_file_is_named_after_its_show_and_day() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a date written in this test");
        let name = file_name(Some(ShowId(42)), day, FileFormat::Xlsx, Words::from(Lang::Zh));
        assert_eq!(name.native, "报名名单_第42期_20261124.xlsx");
        assert_eq!(name.plain, "sign-ups_42_20261124.xlsx");
        assert_eq!(file_name(None, day, FileFormat::Csv, Words::from(Lang::Zh)).native, "报名名单_20261124.csv");
    }
}

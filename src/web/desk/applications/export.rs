//! `/desk/export.xlsx` and `.csv`: exactly the list that the same query shows. Must not know columns and cells, which
//! `crate::export` owns.

use anyhow::Context as _;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use chrono::NaiveDate;

use crate::domain::desk::Filter;
use crate::domain::show::ShowId;
use crate::export::{ApplicationList, ApplicationOptions, FileFormat, ListError, too_many_rows_text};
use crate::web::desk::applications::query::{ListQuery, address};
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::http::attachment::{FileName, save_as};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::Words;

/// `GET /desk/export.csv`
pub async fn get_csv(clerk: Clerk, Query(query): Query<ListQuery>) -> Result {
    export(&clerk, &query.without_search(), FileFormat::Csv).await
}

/// `POST /desk/export.csv`: the same for a list that was searched.
pub async fn post_csv(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    export(&clerk, &query, FileFormat::Csv).await
}

/// `GET /desk/export.xlsx`
pub async fn get_xlsx(clerk: Clerk, Query(query): Query<ListQuery>) -> Result {
    export(&clerk, &query.without_search(), FileFormat::Xlsx).await
}

/// `POST /desk/export.xlsx`: the same for a list that was searched.
pub async fn post_xlsx(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    export(&clerk, &query, FileFormat::Xlsx).await
}

async fn export(clerk: &Clerk, query: &ListQuery, format: FileFormat) -> Result {
    let Clerk { app, staff, t, now } = clerk;
    let snapshot = app.hub.snapshot();
    let filter = query.filter(snapshot.stage.show);
    let list = match ApplicationList::read(&app.store, &snapshot, &filter).await {
        Ok(list) => list,
        Err(ListError::TooManyRows { total }) => return too_many(clerk, &filter, total),
        Err(ListError::Store(why)) => return Err(why.into()),
    };
    // Full numbers need a name for the audit log; the page asks for the name first.
    let full = query.full == "1" && clerk.has_name();
    // The audit log names the clerk and the number of rows, and no person of the list.
    tracing::info!(staff = %staff.name, rows = list.rows(), full, kind = format.extension(), "a list was exported");
    let options = ApplicationOptions { full, zone: app.clock.zone(), t: *t };
    let name = file_name(filter.show, now.today, format, *t);
    // A large workbook takes seconds of pure computing, which would block the sockets of this thread.
    let written = tokio::task::spawn_blocking(move || list.write(format, options)).await;
    let body = written.context("the export was interrupted")?.context("the workbook could not be written")?;
    Ok(save_as(&name, format, body))
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
    let page = RefusedPage { t, chrome, text: too_many_rows_text(total, t) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response())
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

//! `/desk/jobs`: every stored job, one with all its columns, and all of them as a file. Reads only; changes come by import.

use anyhow::Context as _;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::column::Column;
use crate::domain::job::{self, Job, JobId};
use crate::sheet;
use crate::web::App;
use crate::web::desk::applications::export::{FileName, Kind, file};
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::http::auth::Staff;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::{self, Reader};
use crate::words::{Words, arg};

/// The pages of jobs.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/jobs", get(get_jobs))
        .route("/desk/jobs/{id}", get(get_job))
        .route("/desk/jobs.csv", get(get_csv))
        .route("/desk/jobs.xlsx", get(get_xlsx))
}

/// What an import that led here has done.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Imported {
    new: Option<u32>,
    changed: Option<u32>,
}

#[derive(Template)]
#[template(path = "desk/jobs.html")]
struct JobsPage {
    t: Words,
    frame: PageChrome,
    /// Newest first.
    jobs: Vec<Row>,
    expired: usize,
    done: String,
}

#[derive(Template)]
#[template(path = "desk/job.html")]
struct JobPage {
    t: Words,
    frame: PageChrome,
    row: Row,
    job: Job,
}

/// A job in a list.
struct Row {
    id: JobId,
    code: String,
    title: String,
    employer: String,
    kind: &'static str,
    kind_word: &'static str,
    pay: String,
    headcount: String,
    place: String,
    valid: String,
    expired: bool,
}

/// `GET /desk/jobs`
pub async fn get_jobs(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Query(imported): Query<Imported>,
) -> Result {
    let today = app.clock.now().today;
    let jobs: Vec<Row> = app.store.jobs().await?.iter().rev().map(|(id, job)| row(id, job, today, t)).collect();
    let frame = PageChrome::new(&app, &staff, t, Tab::Jobs, "/desk/jobs");
    let expired = jobs.iter().filter(|job| job.expired).count();
    page::html(&JobsPage { t, frame, jobs, expired, done: done(imported, t) })
}

fn done(imported: Imported, t: Words) -> String {
    match (imported.new, imported.changed) {
        (None, _) | (_, None) => String::new(),
        (Some(0), Some(0)) => t.jobs_imported_nothing().to_owned(),
        (Some(new), Some(changed)) => t.jobs_imported(arg::Changed(changed), arg::New(new)),
    }
}

/// `GET /desk/jobs/{id}`
pub async fn get_job(State(app): State<App>, staff: Staff, Reader(t): Reader, Path(id): Path<JobId>) -> Result {
    let job = app.store.job(&id).await?.ok_or(AppError::NotFound)?;
    let row = row(&id, &job, app.clock.now().today, t);
    let frame = PageChrome::new(&app, &staff, t, Tab::Jobs, format!("/desk/jobs/{}", id.0));
    page::html(&JobPage { t, frame, row, job })
}

fn row(id: &JobId, job: &Job, today: NaiveDate, t: Words) -> Row {
    let kind = job.kind();
    let kind_word = match kind {
        job::Kind::Job => t.jobs_kind_job(),
        job::Kind::Gig => t.jobs_kind_gig(),
        job::Kind::Haul => t.jobs_kind_haul(),
        job::Kind::Training => t.jobs_kind_training(),
        job::Kind::Policy => t.jobs_kind_policy(),
    };
    let title = if job.title().is_empty() { t.jobs_untitled() } else { job.title() };
    Row {
        id: id.clone(),
        code: job.cell(Column::Code).to_owned(),
        title: title.to_owned(),
        employer: job.employer().to_owned(),
        kind: kind.as_str(),
        kind_word,
        pay: job.pay().line(),
        headcount: job.cell(Column::Headcount).to_owned(),
        place: job.cell(Column::Place).to_owned(),
        valid: job.cell(Column::ValidUntil).to_owned(),
        expired: job.expired(today),
    }
}

/// `GET /desk/jobs.csv`
pub async fn get_csv(State(app): State<App>, staff: Staff, Reader(t): Reader) -> Result {
    export(&app, &staff, t, Kind::Csv).await
}

/// `GET /desk/jobs.xlsx`
pub async fn get_xlsx(State(app): State<App>, staff: Staff, Reader(t): Reader) -> Result {
    export(&app, &staff, t, Kind::Xlsx).await
}

async fn export(app: &App, staff: &Staff, t: Words, kind: Kind) -> Result {
    let jobs: Vec<Job> = app.store.jobs().await?.into_iter().map(|(_, job)| job).collect();
    tracing::info!(staff = %staff.name, jobs = jobs.len(), kind = kind.extension(), "the jobs were exported");
    let (date, extension) = (app.clock.now().today.format("%Y%m%d").to_string(), kind.extension());
    let name = FileName {
        native: format!("{}_{date}.{extension}", t.jobs_export_file()),
        plain: format!("jobs_{date}.{extension}"),
    };
    let write = move || match kind {
        Kind::Csv => Ok(sheet::write_jobs_csv(&jobs)),
        Kind::Xlsx => sheet::write_jobs_xlsx(&jobs),
    };
    let body = tokio::task::spawn_blocking(write).await.context("the export was interrupted")?;
    Ok(file(&name, kind, body.context("the workbook could not be written")?))
}

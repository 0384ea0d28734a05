//! `/desk/jobs`: every stored job, one of them with all its columns, and all of them as a file. Reads only.

use anyhow::Context as _;
use askama::Template;
use axum::extract::{Path, Query};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::column::Column;
use crate::domain::job::{self, Job, JobId};
use crate::export::{ExportFile, FileFormat, write_jobs};
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::http::attachment::{FileName, stream_file};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::{Words, arg};

/// The result of the import that redirected here.
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
    chrome: PageChrome,
    /// Newest first.
    jobs: Vec<JobRow>,
    expired: usize,
    /// The result of an import; empty without one.
    success: String,
}

#[derive(Template)]
#[template(path = "desk/job.html")]
struct JobPage {
    t: Words,
    chrome: PageChrome,
    row: JobRow,
    job: Job,
}

/// A job as a row of the list.
struct JobRow {
    id: JobId,
    code: String,
    title: String,
    employer: String,
    kind: &'static str,
    kind_label: &'static str,
    pay: String,
    headcount: String,
    place: String,
    valid: String,
    expired: bool,
}

/// `GET /desk/jobs`
pub async fn get_jobs(clerk: Clerk, Query(imported): Query<Imported>) -> Result {
    let t = clerk.t;
    let today = clerk.now.today;
    let jobs = clerk.app.store.jobs().await?;
    let jobs: Vec<JobRow> = jobs.iter().rev().map(|(id, job)| row(id, job, today, t)).collect();
    let expired = jobs.iter().filter(|job| job.expired).count();
    let chrome = clerk.chrome(Tab::Jobs, "/desk/jobs");
    page::html(&JobsPage { t, chrome, jobs, expired, success: imported_text(imported, t) })
}

fn imported_text(imported: Imported, t: Words) -> String {
    match (imported.new, imported.changed) {
        (None, _) | (_, None) => String::new(),
        (Some(0), Some(0)) => t.jobs_imported_nothing().to_owned(),
        (Some(new), Some(changed)) => t.jobs_imported(arg::Changed(changed), arg::New(new)),
    }
}

/// `GET /desk/jobs/{id}`
pub async fn get_job(clerk: Clerk, Path(id): Path<JobId>) -> Result {
    let job = clerk.app.store.job(&id).await?.ok_or(AppError::NotFound)?;
    let row = row(&id, &job, clerk.now.today, clerk.t);
    let chrome = clerk.chrome(Tab::Jobs, format!("/desk/jobs/{}", id.0));
    page::html(&JobPage { t: clerk.t, chrome, row, job })
}

fn row(id: &JobId, job: &Job, today: NaiveDate, t: Words) -> JobRow {
    let kind = job.kind();
    let kind_label = match kind {
        job::Kind::Job => t.jobs_kind_job(),
        job::Kind::Gig => t.jobs_kind_gig(),
        job::Kind::Haul => t.jobs_kind_haul(),
        job::Kind::Training => t.jobs_kind_training(),
        job::Kind::Policy => t.jobs_kind_policy(),
    };
    let title = if job.title().is_empty() { t.jobs_untitled() } else { job.title() };
    JobRow {
        id: id.clone(),
        code: job.cell(Column::Code).to_owned(),
        title: title.to_owned(),
        employer: job.employer().to_owned(),
        kind: kind.as_str(),
        kind_label,
        pay: job.pay().line(),
        headcount: job.cell(Column::Headcount).to_owned(),
        place: job.cell(Column::Place).to_owned(),
        valid: job.cell(Column::ValidUntil).to_owned(),
        expired: job.expired(today),
    }
}

/// `GET /desk/jobs.csv`
pub async fn get_csv(clerk: Clerk) -> Result {
    export(&clerk, FileFormat::Csv).await
}

/// `GET /desk/jobs.xlsx`
pub async fn get_xlsx(clerk: Clerk) -> Result {
    export(&clerk, FileFormat::Xlsx).await
}

async fn export(clerk: &Clerk, format: FileFormat) -> Result {
    let jobs: Vec<Job> = clerk.app.store.jobs().await?.into_iter().map(|(_, job)| job).collect();
    tracing::info!(staff = %clerk.staff.name, jobs = jobs.len(), kind = format.extension(), "the jobs were exported");
    let date = clerk.now.today.format("%Y%m%d").to_string();
    let extension = format.extension();
    let name = FileName {
        native: format!("{}_{date}.{extension}", clerk.t.jobs_export_file()),
        plain: format!("jobs_{date}.{extension}"),
    };
    let t = clerk.t;
    let written = ExportFile::write(&clerk.app.data, move |out| write_jobs(format, out, &jobs, t)).await;
    Ok(stream_file(&name, format, written.context("the jobs could not be exported")?))
}

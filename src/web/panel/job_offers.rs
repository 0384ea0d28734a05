//! `/panel/jobs.json`: the jobs that can be added to the rundown. Must not know how they are added.

use axum::Json;
use axum::response::IntoResponse as _;
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::column::Column;
use crate::domain::job::{Job, JobId, Kind};
use crate::web::http::error::Result;
use crate::web::panel::crew_member::CrewMember;

/// A job that can be added to the rundown.
#[derive(Serialize)]
struct JobOffer {
    id: JobId,
    title: String,
    employer: String,
    kind: Kind,
    kind_word: String,
    pay: String,
    township: String,
    valid_until: Option<NaiveDate>,
    expired: bool,
}

impl JobOffer {
    fn new(id: JobId, job: &Job, today: NaiveDate) -> Self {
        Self {
            id,
            title: job.title().to_owned(),
            employer: job.employer().to_owned(),
            kind: job.kind(),
            kind_word: job.cell(Column::Kind).to_owned(),
            pay: job.pay().line(),
            township: job.cell(Column::Township).to_owned(),
            valid_until: job.valid_until(),
            expired: job.expired(today),
        }
    }
}

/// `GET /panel/jobs.json`: the jobs that are not in the rundown, in the order of their sheets, which is the order that a
/// clerk expects when all of them are added at once.
pub async fn get_unscheduled_jobs(CrewMember { app, .. }: CrewMember) -> Result {
    let jobs = app.store.jobs().await?;
    let snapshot = app.hub.snapshot();
    let today = app.clock.now().today;
    let offers = jobs
        .into_iter()
        .filter(|(id, _)| !snapshot.rundown.jobs.contains_key(id))
        .map(|(id, job)| JobOffer::new(id, &job, today));
    Ok(Json(offers.collect::<Vec<_>>()).into_response())
}

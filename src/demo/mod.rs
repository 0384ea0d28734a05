//! The sample show: live now, with twenty invented jobs that are valid today. Must not know how they are stored.

use chrono::Duration;

use crate::domain::column::Column;
use crate::domain::crew::Operator;
use crate::domain::division::read_townships;
use crate::domain::job::{Job, JobId};
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};
use crate::live::Denied;
use crate::sheet;
use crate::store::JobWrite;
use crate::web::App;

/// The sample jobs, as a county would import them; every employer is invented, and no phone number exists.
const JOBS: &[u8] = include_bytes!("jobs20.csv");
/// The townships of the sample county, with the codes of the statistical table.
const TOWNSHIPS: &str = include_str!("townships.txt");
/// How long ago the sample show began, in minutes.
const STARTED_MINUTES_AGO: i64 = 5;
/// How long the sample jobs stay valid, in days.
const VALID_DAYS: i64 = 30;
/// The author of the sample in the history.
const BY: &str = "demo";

/// Opens the sample show, unless today's is open already.
pub async fn open(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let snapshot = app.hub.snapshot();
    let today = |show: &Show| show.starts_at.with_timezone(&app.clock.zone()).date_naive() == now.today;
    if snapshot.show.as_ref().is_some_and(|show| today(show)) && !snapshot.stage.closed {
        return Ok(());
    }
    app.store.set_settings(&settings(), BY, now.at).await?;
    let jobs = write_jobs(app).await?;
    let show = Show {
        id: ShowId(snapshot.show.as_ref().map_or(42, |show| show.id.0 + 1)),
        starts_at: now.at - Duration::minutes(STARTED_MINUTES_AGO),
        planned_minutes: settings().weekly.minutes,
        live: None,
    };
    match app.hub.open_show(&Operator::server(BY), show, jobs).await {
        Ok(_) => Ok(()),
        Err(Denied::Store(why)) => Err(why.into()),
        Err(Denied::Refused(refusal)) => anyhow::bail!("the sample show was refused: {}", refusal.code()),
    }
}

/// Writes the sample jobs with new dates, and overwrites those of an earlier day.
async fn write_jobs(app: &App) -> anyhow::Result<Vec<JobId>> {
    let now = app.clock.now();
    let stored = app.store.jobs().await?;
    let valid = (now.today + Duration::days(VALID_DAYS)).format("%Y-%m-%d").to_string();
    let reading = sheet::read(JOBS, now.today).map_err(|why| anyhow::anyhow!("the sample jobs: {why:?}"))?;
    let writes: Vec<JobWrite> = reading.rows.iter().map(|row| renewed(row.job(), &stored, &valid)).collect();
    let (_, ids) = app.store.write_jobs(&writes, BY, now.at).await?;
    Ok(ids)
}

/// A sample job with a new date, which overwrites the stored one if there is one.
fn renewed(mut job: Job, stored: &[(JobId, Job)], valid: &str) -> JobWrite {
    job.cells.insert(Column::ValidUntil, valid.to_owned());
    let known = stored.iter().find(|(_, known)| known.match_key() == job.match_key());
    JobWrite { id: known.map(|(id, _)| id.clone()), job }
}

fn settings() -> Settings {
    Settings {
        organiser: "万荣县就业服务中心（示例）".into(),
        channel: "抖音搜“万荣就业”".into(),
        hotline: "0359-0000000".into(),
        townships: read_townships(TOWNSHIPS).unwrap_or_default(),
        ..Settings::default()
    }
}

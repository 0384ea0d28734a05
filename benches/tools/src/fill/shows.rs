//! The jobs and shows of a filled store. Must not know people.

use chrono::{DateTime, Duration, Utc};
use daigang::domain::column::Column;
use daigang::domain::job::{Job, JobId};
use daigang::domain::rundown::{Card, CardNumber};
use daigang::domain::settings::Settings;
use daigang::domain::show::{Show, ShowId};
use daigang::sheet;
use daigang::store::{Commit, EntryKind, JobWrite, Store, Write};

use super::plan::Plan;
use super::words::TOWNSHIPS;
use crate::rng::Rng;

/// The sample jobs of `daigang demo`.
const SAMPLE: &[u8] = include_bytes!("../../../../src/demo/jobs20.csv");
/// Each sample job is offered by this many employers.
const EMPLOYERS: [&str; 8] = ["兴盛", "宏达", "东方", "惠民", "金穗", "黄河", "后土", "永丰"];
/// The author of the data in the history.
pub const BY: &str = "fill";
/// The weekly show, in minutes.
const PLANNED_MINUTES: u32 = 180;

/// A show that was written.
pub struct FilledShow {
    pub id: ShowId,
    pub starts_at: DateTime<Utc>,
    pub cards: Vec<(CardNumber, JobId)>,
}

/// Writes settings, jobs and weekly shows, of which the last was a week before `now`. The first one has no. 2, so that the
/// sample show of `daigang demo`, no. 42, is the next one after forty.
pub async fn write_shows(
    store: &Store,
    plan: &Plan,
    now: DateTime<Utc>,
    rng: &mut Rng,
) -> anyhow::Result<Vec<FilledShow>> {
    let begin = now - Duration::weeks(i64::try_from(plan.cards.len())?);
    let settings = Settings {
        organiser: "万荣县就业服务中心（示例）".into(),
        hotline: "0359-0000000".into(),
        townships: TOWNSHIPS[..TOWNSHIPS.len() - 2].iter().map(|name| (*name).into()).collect(),
        ..Settings::default()
    };
    store.set_settings(&settings, BY, begin).await?;
    let jobs = write_jobs(store, begin).await?;
    let mut shows = Vec::with_capacity(plan.cards.len());
    for (number, cards) in (2..).zip(&plan.cards) {
        let starts_at = begin + Duration::weeks(i64::from(number - 2));
        let show = FilledShow { id: ShowId(number), starts_at, cards: draw_cards(&jobs, *cards, rng) };
        write_show(store, &show).await?;
        shows.push(show);
    }
    Ok(shows)
}

async fn write_jobs(store: &Store, at: DateTime<Utc>) -> anyhow::Result<Vec<JobId>> {
    let reading = sheet::read(SAMPLE, at.date_naive()).map_err(|why| anyhow::anyhow!("the sample jobs: {why:?}"))?;
    let sample: Vec<Job> = reading.rows.iter().map(sheet::ParsedRow::job).collect();
    let varied = EMPLOYERS.iter().enumerate().flat_map(|(place, employer)| {
        let vary = move |(number, job): (usize, &Job)| vary(job, employer, place * 100 + number);
        sample.iter().enumerate().map(vary)
    });
    let jobs = sample.iter().cloned().chain(varied);
    let writes: Vec<JobWrite> = jobs.map(|job| JobWrite { id: None, job }).collect();
    Ok(store.write_jobs(&writes, BY, at).await?.1)
}

/// A job like a sample job, of another employer.
fn vary(job: &Job, employer: &str, number: usize) -> Job {
    let mut job = job.clone();
    let old = job.employer().replace("（示例）", "");
    let rest: String = old.chars().skip(2).collect();
    job.cells.insert(Column::Code, format!("F{number:04}"));
    job.cells.insert(Column::Employer, format!("{employer}{rest}（示例）"));
    job.cells.insert(Column::Headcount, (3 + number % 40).to_string());
    job
}

/// Each show has other jobs, numbered as they are called.
fn draw_cards(jobs: &[JobId], count: usize, rng: &mut Rng) -> Vec<(CardNumber, JobId)> {
    let mut drawn: Vec<JobId> = Vec::with_capacity(count);
    while drawn.len() < count.min(jobs.len()) {
        let job = rng.pick(jobs);
        if !drawn.contains(&job) {
            drawn.push(job);
        }
    }
    (1..).zip(drawn).collect()
}

async fn write_show(store: &Store, show: &FilledShow) -> anyhow::Result<()> {
    let record = Show { id: show.id, starts_at: show.starts_at, planned_minutes: PLANNED_MINUTES, live: None };
    let cards = show.cards.iter().map(|(number, job)| Card::new(*number, job.clone())).collect();
    let kind = EntryKind::Settings;
    let writes = vec![Write::Show(record), Write::Rundown(show.id, cards)];
    let (at, action) = (show.starts_at, kind.action());
    let commit = Commit { expect: None, above: 0, stage: None, at, by: BY, id: "", kind, action, writes };
    store.commit(&commit).await?;
    Ok(())
}

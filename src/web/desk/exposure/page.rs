//! `/desk/exposure`: which card was on screen from when to when, and who signed up then; as a page and as CSV.
//! Reads only. Must not know how receipts are kept.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::domain::exposure::{Exposure, Picture, Report, Seconds, Span, during, exposure, with_after};
use crate::domain::job::{Job, JobId};
use crate::domain::rundown::{CardNumber, Rundown};
use crate::domain::show::{Show, ShowId};
use crate::domain::window::{window, within};
use crate::sheet::table;
use crate::store::REPORTS_MAX;
use crate::web::App;
use crate::web::desk::applications::export::{FileName, Kind, file};
use crate::web::desk::applications::filter_options::Choice;
use crate::web::desk::exposure::chart::Chart;
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::http::auth::Staff;
use crate::web::http::error::Result;
use crate::web::http::page::{self, Reader};
use crate::words::{Words, arg};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    show: String,
}

/// How much must have been cut to be told of: less than this is what clocks differ by.
const CUT_TOLD_MS: i64 = 1000;

/// One card that was on screen.
pub struct Row {
    pub number: CardNumber,
    pub title: String,
    pub kind: &'static str,
    pub spans: Vec<Span>,
    /// In the order of `spans`: 14:35:02–14:41:10.
    pub when: Vec<String>,
    pub time: String,
    pub millis: i64,
    /// Sign-ups while it was on screen and shortly after.
    pub with: u64,
    pub all: u64,
    /// `with` by the minutes on screen.
    pub rate: String,
}

/// A show's exposure, ready to be told.
pub struct Log {
    pub show: Show,
    /// By the time of their first appearance.
    pub rows: Vec<Row>,
    pub faces: Vec<Span>,
    pub panics: Vec<Span>,
    /// The stretch that is told of, and what cards were on screen beyond it.
    pub window: Span,
    cut: i64,
    /// Cards of the rundown that nobody saw.
    never: Vec<CardNumber>,
    /// Sign-ups of all jobs.
    pub seconds: Seconds,
    total: u64,
    full: bool,
    running: bool,
}

#[derive(Template)]
#[template(path = "desk/exposure.html")]
struct ExposurePage {
    t: Words,
    zone: Tz,
    frame: PageChrome,
    shows: Vec<Choice>,
    log: Option<Log>,
    chart: Option<Chart>,
}

impl ExposurePage {
    fn time(&self, log: &Log) -> String {
        time(log.rows.iter().map(|row| row.millis).sum(), self.t)
    }

    fn with(log: &Log) -> u64 {
        log.rows.iter().map(|row| row.with).sum()
    }

    fn cut(&self, log: &Log) -> String {
        let moment = |millis| local(millis, self.zone).format("%Y-%m-%d %H:%M").to_string();
        self.t.exposure_cut(
            arg::From(moment(log.window.from)),
            arg::Time(time(log.cut, self.t)),
            arg::To(moment(log.window.to)),
        )
    }

    fn never(&self, log: &Log) -> String {
        let numbers = log.never.iter().map(|number| self.t.exposure_never_card(number));
        self.t.exposure_never(numbers.collect::<Vec<_>>().join(self.t.exposure_comma()))
    }
}

/// `GET /desk/exposure`
pub async fn get_exposure(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Query(asked): Query<Asked>,
) -> Result {
    let shows = app.store.shows().await?;
    let log = read(&app, &shows, &asked, t).await?;
    let chosen = log.as_ref().map(|log| log.show.id);
    let here = chosen.map_or_else(|| "/desk/exposure".to_owned(), |id| format!("/desk/exposure?show={id}"));
    let chart = log.as_ref().filter(|log| !log.rows.is_empty()).map(|log| Chart::draw(log, app.clock.zone(), t));
    let choice = |show: &Show| Choice {
        value: show.id.to_string(),
        word: t.common_show_number(show.id),
        chosen: chosen == Some(show.id),
    };
    let frame = PageChrome::new(&app, &staff, t, Tab::Exposure, here);
    let zone = app.clock.zone();
    page::html(&ExposurePage { t, zone, frame, shows: shows.iter().map(choice).collect(), log, chart })
}

/// `GET /desk/exposure.csv`
pub async fn get_csv(State(app): State<App>, _: Staff, Reader(t): Reader, Query(asked): Query<Asked>) -> Result {
    let shows = app.store.shows().await?;
    let log = read(&app, &shows, &asked, t).await?;
    Ok(csv(log.as_ref(), t))
}

fn csv(log: Option<&Log>, t: Words) -> Response {
    let headers = [
        t.exposure_col_card(),
        t.exposure_col_title(),
        t.exposure_col_when(),
        t.exposure_col_seconds(),
        t.exposure_col_with(),
        t.exposure_col_all(),
        t.exposure_col_rate(),
    ];
    let rows = log.into_iter().flat_map(|log| &log.rows).map(|row| {
        vec![
            row.number.to_string(),
            row.title.clone(),
            row.when.join("; "),
            whole_seconds(row.millis).to_string(),
            row.with.to_string(),
            row.all.to_string(),
            row.rate.clone(),
        ]
    });
    let number = log.map_or_else(String::new, |log| format!("_{}", log.show.id));
    let name =
        FileName { native: format!("{}{number}.csv", t.exposure_file()), plain: format!("on-screen-log{number}.csv") };
    file(&name, Kind::Csv, table::csv(&headers, rows))
}

/// The show that is asked for, or the one on the stage, or the newest; `None` where there is none.
fn choose(app: &App, shows: &[Show], asked: &Asked) -> Option<Show> {
    let of = |id: ShowId| shows.iter().find(|show| show.id == id);
    let wanted = asked.show.parse().ok().map(ShowId).and_then(of);
    wanted.or_else(|| app.hub.snapshot().stage.show.and_then(of)).or(shows.first()).cloned()
}

async fn read(app: &App, shows: &[Show], asked: &Asked, t: Words) -> Result<Option<Log>> {
    let Some(show) = choose(app, shows, asked) else { return Ok(None) };
    let mut record = app.store.exposure(show.id).await?;
    // This server is there now, whatever it wrote down last.
    let (now, run) = (app.clock.now().millis(), app.exposures.run_name());
    record.known.entry(run.to_owned()).and_modify(|known| *known = now.max(*known));
    let snapshot = app.hub.snapshot();
    let stored;
    let rundown = if snapshot.stage.show == Some(show.id) {
        &snapshot.rundown
    } else {
        stored = app.store.rundown(show.id).await?;
        &stored
    };
    let (aired, signed_up) = tokio::try_join!(app.store.aired(show.id), app.store.signed_up(show.id))?;
    let jobs = Jobs { said: said(&record.reports), rundown, aired, signed_up };
    let mut log = tell(show, &exposure(&record.reports, &record.known), &jobs, app.clock.zone(), t);
    log.full = record.reports.len() + BATCH_SLACK > REPORTS_MAX;
    log.running = log.rows.iter().flat_map(|row| &row.spans).any(|span| span.to == now);
    Ok(Some(log))
}

/// A record that is nearly full refuses a whole batch; below this nothing was refused yet.
const BATCH_SLACK: usize = 500;

/// What is known of the jobs that cards stand for.
struct Jobs<'a> {
    /// As the reports say.
    said: HashMap<CardNumber, JobId>,
    /// As it is today.
    rundown: &'a Rundown,
    /// As they were when they went on screen, also those that were removed since.
    aired: HashMap<JobId, Arc<Job>>,
    signed_up: HashMap<JobId, Seconds>,
}

impl Jobs<'_> {
    fn id(&self, number: CardNumber) -> Option<&JobId> {
        self.said.get(&number).or_else(|| self.rundown.card(number).map(|(card, _)| &card.job))
    }

    fn job(&self, id: &JobId) -> Option<&Arc<Job>> {
        self.rundown.jobs.get(id).or_else(|| self.aired.get(id))
    }

    fn title(&self, number: CardNumber, t: Words) -> String {
        let id = self.id(number);
        let Some(job) = id.and_then(|id| self.job(id)) else { return t.exposure_untitled().to_owned() };
        let there = self.rundown.card(number).is_some_and(|(card, _)| Some(&card.job) == id);
        if there { job.title().to_owned() } else { t.exposure_removed(job.title()) }
    }
}

fn said(reports: &[Report]) -> HashMap<CardNumber, JobId> {
    let pair = |report: &Report| match report.shows {
        Picture::Card(number) => Some((number, report.job.clone()?)),
        Picture::Face | Picture::Panic | Picture::Nothing | Picture::Gone => None,
    };
    reports.iter().filter_map(pair).collect()
}

fn tell(show: Show, seen: &Exposure, jobs: &Jobs<'_>, zone: Tz, t: Words) -> Log {
    let window = window(&show, seen);
    let (seen, cut) = within(seen, window);
    let day = show.starts_at.with_timezone(&zone).date_naive();
    let mut seconds = Seconds::new();
    for (second, count) in jobs.signed_up.values().flatten() {
        *seconds.entry(*second).or_default() += count;
    }
    let none = Seconds::new();
    let mut rows: Vec<Row> = Vec::new();
    for (picture, spans) in &seen {
        let Picture::Card(number) = *picture else { continue };
        let id = jobs.id(number);
        let came = id.and_then(|id| jobs.signed_up.get(id)).unwrap_or(&none);
        let millis = spans.iter().map(|span| span.millis()).sum();
        let with = during(came, &with_after(spans));
        rows.push(Row {
            number,
            title: jobs.title(number, t),
            kind: id.and_then(|id| jobs.job(id)).map_or("", |job| job.kind().as_str()),
            when: spans.iter().map(|span| clock_span(*span, day, zone)).collect(),
            spans: spans.clone(),
            time: time(millis, t),
            millis,
            with,
            all: came.values().sum(),
            rate: rate(with, millis),
        });
    }
    rows.sort_by_key(|row| row.spans.first().map(|span| span.from));
    let shown: BTreeSet<CardNumber> = rows.iter().map(|row| row.number).collect();
    let never = jobs.rundown.cards.iter().map(|card| card.number).filter(|number| !shown.contains(number)).collect();
    let of = |picture| seen.get(&picture).cloned().unwrap_or_default();
    let total = seconds.values().sum();
    let (faces, panics) = (of(Picture::Face), of(Picture::Panic));
    Log { show, rows, faces, panics, window, cut, never, seconds, total, full: false, running: false }
}

/// A moment in the zone of the show.
pub fn local(millis: i64, zone: Tz) -> DateTime<Tz> {
    DateTime::<Utc>::from_timestamp_millis(millis).unwrap_or_default().with_timezone(&zone)
}

fn clock_span(span: Span, day: chrono::NaiveDate, zone: Tz) -> String {
    let (from, to) = (local(span.from, zone), local(span.to, zone));
    let (begins, ends) = (from.format("%H:%M:%S"), to.format("%H:%M:%S"));
    if from.date_naive() == day {
        format!("{begins}–{ends}")
    } else {
        format!("{} {begins}–{ends}", from.format("%Y-%m-%d"))
    }
}

fn whole_seconds(millis: i64) -> i64 {
    (millis + 500).div_euclid(1000)
}

/// A length as it is said.
pub fn time(millis: i64, t: Words) -> String {
    let seconds = whole_seconds(millis);
    let (hours, minutes) = (seconds / 3600, seconds / 60);
    if hours > 0 {
        t.exposure_time_hours(arg::Hours(hours), arg::Minutes(minutes % 60))
    } else {
        t.exposure_time(arg::Minutes(minutes), arg::Seconds(seconds % 60))
    }
}

/// Sign-ups by minute on screen, with one decimal; none where a card was on for less than a second.
fn rate(with: u64, millis: i64) -> String {
    if millis < 1000 {
        return String::new();
    }
    let minutes = millis as f64 / 60_000.0;
    format!("{:.1}", with as f64 / minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn lengths_are_said_in_the_largest_fitting_words() {
        let t = Words::from(Lang::Zh);
        assert_eq!(time(7_499, t), "0分7秒");
        assert_eq!(time(368_000, t), "6分8秒");
        assert_eq!(time(2 * 3_600_000 + 5 * 60_000, t), "2小时5分");
    }

    #[test]
    fn a_rate_is_by_the_minute_on_screen() {
        assert_eq!(rate(3, 90_000), "2.0");
        assert_eq!(rate(3, 900), "", "too short to say");
    }
}

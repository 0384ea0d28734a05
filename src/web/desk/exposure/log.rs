//! A show's exposure log: each card's time on screen, and the sign-ups that came with it. Reads only; must not know how
//! receipts are stored.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::exposure::{Exposure, Picture, Report, Seconds, Span, during, exposure, with_attribution};
use crate::domain::job::{Job, JobId};
use crate::domain::rundown::{CardNumber, Rundown};
use crate::domain::show::Show;
use crate::domain::window::{clip, log_window};
use crate::store::REPORTS_MAX;
use crate::web::App;
use crate::web::http::error::Result;
use crate::words::{Words, arg};

/// Largest batch of reports. A record that has no room for a whole batch may have refused one.
const BATCH_MAX: usize = 500;

/// One card that was on screen.
pub struct CardExposure {
    /// The card's number.
    pub number: CardNumber,
    /// The title of its job.
    pub title: String,
    /// The code of its job's kind; empty if the job is unknown.
    pub kind: &'static str,
    /// When it was on screen.
    pub spans: Vec<Span>,
    /// The spans in words, in their order: 14:35:02–14:41:10.
    pub times: Vec<String>,
    /// Its time on screen in words.
    pub duration: String,
    /// Its time on screen, in milliseconds.
    pub millis: i64,
    /// Sign-ups while it was on screen and shortly after.
    pub during: u64,
    /// All its sign-ups.
    pub all: u64,
    /// `during` by the minute on screen.
    pub rate: String,
}

/// A show's exposure log.
pub struct ExposureLog {
    /// The show.
    pub show: Show,
    /// The cards that were on screen, by the time of their first appearance.
    pub cards: Vec<CardExposure>,
    /// When faces were on screen.
    pub faces: Vec<Span>,
    /// When a panic hid everything.
    pub panics: Vec<Span>,
    /// The period that the log covers.
    pub window: Span,
    /// For how long cards were on screen outside the window, in milliseconds.
    pub cut: i64,
    /// Cards of the rundown that were never on screen.
    pub never: Vec<CardNumber>,
    /// Sign-ups of all jobs, by second.
    pub seconds: Seconds,
    /// Sign-ups of all jobs.
    pub total: u64,
    /// Whether the record was full and reports may be missing.
    pub full: bool,
    /// Whether a card is on screen now.
    pub running: bool,
}

impl ExposureLog {
    /// Reads the log of a show.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn read(app: &App, show: Show, t: Words) -> Result<Self> {
        let mut record = app.store.exposure(show.id).await?;
        // This server is alive now, even if its last heartbeat in the record is older. Read the clock after the record:
        // a heartbeat must not lie in the future.
        let now = app.clock.now().millis();
        record.heartbeats.entry(app.exposures.run_name().to_owned()).and_modify(|last| *last = now.max(*last));
        let snapshot = app.hub.snapshot();
        let stored;
        let rundown = if snapshot.stage.show == Some(show.id) {
            &snapshot.rundown
        } else {
            stored = app.store.rundown(show.id).await?;
            &stored
        };
        let aired = app.store.aired(show.id).await?;
        let signed_up = app.index.signed_up(show.id);
        let jobs = ShowJobs { reported: reported_jobs(&record.reports), rundown, aired, signed_up };
        let mut log = Self::build(show, &exposure(&record.reports, &record.heartbeats), &jobs, app.clock.zone(), t);
        log.full = record.reports.len() + BATCH_MAX > REPORTS_MAX;
        log.running = log.cards.iter().flat_map(|card| &card.spans).any(|span| span.to == now);
        Ok(log)
    }

    fn build(show: Show, seen: &Exposure, jobs: &ShowJobs<'_>, zone: Tz, t: Words) -> Self {
        let window = log_window(&show, seen);
        let (seen, cut) = clip(seen, window);
        let day = show.starts_at.with_timezone(&zone).date_naive();
        let mut seconds = Seconds::new();
        for (second, count) in jobs.signed_up.values().flatten() {
            *seconds.entry(*second).or_default() += count;
        }
        let mut cards: Vec<CardExposure> = Vec::new();
        for (picture, spans) in &seen {
            if let Picture::Card(number) = *picture {
                cards.push(card_exposure(number, spans, jobs, day, zone, t));
            }
        }
        cards.sort_by_key(|card| card.spans.first().map(|span| span.from));
        let shown: BTreeSet<CardNumber> = cards.iter().map(|card| card.number).collect();
        let all = jobs.rundown.cards.iter().map(|card| card.number);
        let spans_of = |picture| seen.get(&picture).cloned().unwrap_or_default();
        Self {
            show,
            cards,
            faces: spans_of(Picture::Face),
            panics: spans_of(Picture::Panic),
            window,
            cut,
            never: all.filter(|number| !shown.contains(number)).collect(),
            total: seconds.values().sum(),
            seconds,
            full: false,
            running: false,
        }
    }

    /// The time that all cards were on screen, in milliseconds.
    pub fn millis(&self) -> i64 {
        self.cards.iter().map(|card| card.millis).sum()
    }
}

fn card_exposure(
    number: CardNumber,
    spans: &[Span],
    jobs: &ShowJobs<'_>,
    day: NaiveDate,
    zone: Tz,
    t: Words,
) -> CardExposure {
    let id = jobs.id(number);
    let none = Seconds::new();
    let sign_ups = id.and_then(|id| jobs.signed_up.get(id)).unwrap_or(&none);
    let millis = spans.iter().map(|span| span.millis()).sum();
    let during = during(sign_ups, &with_attribution(spans));
    CardExposure {
        number,
        title: jobs.title(number, t),
        kind: id.and_then(|id| jobs.job(id)).map_or("", |job| job.kind().as_str()),
        times: spans.iter().map(|span| clock_span(*span, day, zone)).collect(),
        spans: spans.to_vec(),
        duration: duration_text(millis, t),
        millis,
        during,
        all: sign_ups.values().sum(),
        rate: rate(during, millis),
    }
}

/// The jobs of a show's cards, and their sign-ups.
struct ShowJobs<'a> {
    /// The job of each card when it was on screen, from the reports.
    reported: HashMap<CardNumber, JobId>,
    /// The rundown as it is today.
    rundown: &'a Rundown,
    /// The jobs as they were when they went on screen, also those that were removed since.
    aired: HashMap<JobId, Arc<Job>>,
    signed_up: HashMap<JobId, Seconds>,
}

impl ShowJobs<'_> {
    fn id(&self, number: CardNumber) -> Option<&JobId> {
        self.reported.get(&number).or_else(|| self.rundown.card(number).map(|(card, _)| &card.job))
    }

    fn job(&self, id: &JobId) -> Option<&Arc<Job>> {
        self.rundown.jobs.get(id).or_else(|| self.aired.get(id))
    }

    fn title(&self, number: CardNumber, t: Words) -> String {
        let id = self.id(number);
        let Some(job) = id.and_then(|id| self.job(id)) else { return t.exposure_untitled().to_owned() };
        let unchanged = self.rundown.card(number).is_some_and(|(card, _)| Some(&card.job) == id);
        if unchanged { job.title().to_owned() } else { t.exposure_removed(job.title()) }
    }
}

fn reported_jobs(reports: &[Report]) -> HashMap<CardNumber, JobId> {
    let pair = |report: &Report| match report.shows {
        Picture::Card(number) => Some((number, report.job.clone()?)),
        Picture::Face | Picture::Panic | Picture::Nothing | Picture::Gone => None,
    };
    reports.iter().filter_map(pair).collect()
}

/// A time in milliseconds in the zone of the show.
pub fn local_time(millis: i64, zone: Tz) -> DateTime<Tz> {
    DateTime::<Utc>::from_timestamp_millis(millis).unwrap_or_default().with_timezone(&zone)
}

fn clock_span(span: Span, day: NaiveDate, zone: Tz) -> String {
    let from = local_time(span.from, zone);
    let begins = from.format("%H:%M:%S");
    let ends = local_time(span.to, zone).format("%H:%M:%S");
    if from.date_naive() == day {
        format!("{begins}–{ends}")
    } else {
        format!("{} {begins}–{ends}", from.format("%Y-%m-%d"))
    }
}

/// A duration rounded to seconds.
pub fn whole_seconds(millis: i64) -> i64 {
    (millis + 500).div_euclid(1000)
}

/// A duration in words: 6分8秒.
pub fn duration_text(millis: i64, t: Words) -> String {
    let seconds = whole_seconds(millis);
    let minutes = seconds / 60;
    let hours = minutes / 60;
    if hours > 0 {
        t.exposure_time_hours(arg::Hours(hours), arg::Minutes(minutes % 60))
    } else {
        t.exposure_time(arg::Minutes(minutes), arg::Seconds(seconds % 60))
    }
}

/// Sign-ups by minute on screen, with one decimal; empty for less than a second on screen.
fn rate(sign_ups: u64, millis: i64) -> String {
    if millis < 1000 {
        return String::new();
    }
    let minutes = millis as f64 / 60_000.0;
    format!("{:.1}", sign_ups as f64 / minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn durations_are_shown_in_the_largest_fitting_units() {
        let t = Words::from(Lang::Zh);
        assert_eq!(duration_text(7_499, t), "0分7秒");
        assert_eq!(duration_text(368_000, t), "6分8秒");
        assert_eq!(duration_text(2 * 3_600_000 + 5 * 60_000, t), "2小时5分");
    }

    #[test]
    fn a_rate_is_by_the_minute_on_screen() {
        assert_eq!(rate(3, 90_000), "2.0");
        assert_eq!(rate(3, 900), "", "too short for a rate");
    }
}

//! `/desk/exposure`: a show's exposure log as a page and as CSV. Reads only.

use std::fs::File;

use anyhow::Context as _;
use askama::Template;
use axum::extract::Query;
use chrono_tz::Tz;
use serde::Deserialize;

use crate::domain::show::{Show, ShowId};
use crate::export::{ExportColumn, ExportFile, FileFormat};
use crate::web::App;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::exposure::chart::Chart;
use crate::web::desk::exposure::log::{CardExposure, ExposureLog, duration_text, local_time, whole_seconds};
use crate::web::desk::select::SelectOption;
use crate::web::http::attachment::{FileName, stream_file};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::{Words, arg};

/// The page mentions exposure outside the log's window from this many milliseconds on: clocks differ by less.
const CUT_MS_MIN: i64 = 1000;

/// The columns of the file.
const COLUMNS: [ExportColumn<CardExposure>; 7] = [
    (Words::exposure_col_card, |card| card.number.to_string()),
    (Words::exposure_col_title, |card| card.title.clone()),
    (Words::exposure_col_when, |card| card.times.join("; ")),
    (Words::exposure_col_seconds, |card| whole_seconds(card.millis).to_string()),
    (Words::exposure_col_with, |card| card.during.to_string()),
    (Words::exposure_col_all, |card| card.all.to_string()),
    (Words::exposure_col_rate, |card| card.rate.clone()),
];

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExposureQuery {
    /// The number of a show.
    show: String,
}

#[derive(Template)]
#[template(path = "desk/exposure.html")]
struct ExposurePage {
    t: Words,
    zone: Tz,
    chrome: PageChrome,
    shows: Vec<SelectOption>,
    log: Option<ExposureLog>,
    chart: Option<Chart>,
}

impl ExposurePage {
    fn duration(&self, log: &ExposureLog) -> String {
        duration_text(log.millis(), self.t)
    }

    fn during(log: &ExposureLog) -> u64 {
        log.cards.iter().map(|card| card.during).sum()
    }

    fn cut_text(&self, log: &ExposureLog) -> String {
        let moment = |millis| local_time(millis, self.zone).format("%Y-%m-%d %H:%M").to_string();
        self.t.exposure_cut(
            arg::From(moment(log.window.from)),
            arg::Time(duration_text(log.cut, self.t)),
            arg::To(moment(log.window.to)),
        )
    }

    fn never_text(&self, log: &ExposureLog) -> String {
        let numbers = log.never.iter().map(|number| self.t.exposure_never_card(number));
        self.t.exposure_never(numbers.collect::<Vec<_>>().join(self.t.exposure_comma()))
    }
}

/// `GET /desk/exposure`
pub async fn get_exposure(clerk: Clerk, Query(query): Query<ExposureQuery>) -> Result {
    let t = clerk.t;
    let zone = clerk.app.clock.zone();
    let shows = clerk.app.store.shows().await?;
    let log = read(&clerk, &shows, &query).await?;
    let chosen = log.as_ref().map(|log| log.show.id);
    let here = chosen.map_or_else(|| "/desk/exposure".to_owned(), |id| format!("/desk/exposure?show={id}"));
    let option = |show: &Show| SelectOption {
        value: show.id.to_string(),
        label: t.common_show_number(show.id),
        selected: chosen == Some(show.id),
    };
    page::html(&ExposurePage {
        t,
        zone,
        chrome: clerk.chrome(Tab::Exposure, here),
        shows: shows.iter().map(option).collect(),
        chart: log.as_ref().filter(|log| !log.cards.is_empty()).map(|log| Chart::draw(log, zone, t)),
        log,
    })
}

/// `GET /desk/exposure.csv`
pub async fn get_csv(clerk: Clerk, Query(query): Query<ExposureQuery>) -> Result {
    let shows = clerk.app.store.shows().await?;
    let log = read(&clerk, &shows, &query).await?;
    csv(&clerk.app, log, clerk.t).await
}

/// The log of the wanted show; `None` if there is no show at all.
async fn read(clerk: &Clerk, shows: &[Show], query: &ExposureQuery) -> Result<Option<ExposureLog>> {
    match choose(&clerk.app, shows, query) {
        Some(show) => Ok(Some(ExposureLog::read(&clerk.app, show, clerk.t).await?)),
        None => Ok(None),
    }
}

/// The wanted show, or else the one on the stage, or else the newest.
fn choose(app: &App, shows: &[Show], query: &ExposureQuery) -> Option<Show> {
    let of = |id: ShowId| shows.iter().find(|show| show.id == id);
    let wanted = query.show.parse().ok().map(ShowId).and_then(of);
    wanted.or_else(|| app.hub.snapshot().stage.show.and_then(of)).or(shows.first()).cloned()
}

async fn csv(app: &App, log: Option<ExposureLog>, t: Words) -> Result {
    let number = log.as_ref().map_or_else(String::new, |log| format!("_{}", log.show.id));
    let name =
        FileName { native: format!("{}{number}.csv", t.exposure_file()), plain: format!("on-screen-log{number}.csv") };
    let cards = log.into_iter().flat_map(|log| log.cards);
    let fill = move |out: &File| FileFormat::Csv.write_to(out, "", &COLUMNS, cards, t);
    let written = ExportFile::write(&app.data, fill).await.context("the exposure log could not be exported")?;
    Ok(stream_file(&name, FileFormat::Csv, written))
}

//! `/panel/next-show`: what the next show will be, and making it. Must not know how state is kept.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::job::JobId;
use crate::domain::rundown::Rundown;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::Refusal;
use crate::live::Denied;
use crate::web::api::commands::{Refused, not_understood, refuse};
use crate::web::http::auth::{Crew, Host};
use crate::web::http::error::Result;
use crate::web::http::page::Reader;
use crate::web::{App, At};
use crate::words::{Lang, Words, arg};

/// What a new show will be, before anybody makes it.
#[derive(Serialize)]
struct Plan {
    number: ShowId,
    /// The words on the button: 新建第43期：12月1日（周二）14:30.
    label: String,
    /// What happens to the jobs of the show on the stage.
    carries: String,
}

async fn plan_next(app: &App, t: Words) -> Result<(Plan, Vec<JobId>)> {
    let (settings, shows) = (app.store.settings().await?, app.store.shows().await?);
    let zone = app.clock.zone();
    let show = Show::next(&shows, &settings, app.clock.now().at, zone);
    let snapshot = app.hub.snapshot();
    let carry = carried(&snapshot.rundown, show.starts_at.with_timezone(&zone).date_naive());
    let left = snapshot.rundown.cards.len() - carry.len();
    let (date, time) = spoken(t, show.starts_at, zone);
    let label = t.panel_next_show_label(arg::Date(date), arg::Number(show.id), arg::Time(time));
    Ok((
        Plan { number: show.id, label, carries: t.panel_next_show_carries(arg::Carried(carry.len()), arg::Left(left)) },
        carry,
    ))
}

/// The jobs that go on into a show on `day`, in running order: not full, and still valid then.
fn carried(rundown: &Rundown, day: NaiveDate) -> Vec<JobId> {
    let open = rundown.cards.iter().filter(|card| !card.full);
    let valid = open.filter(|card| rundown.jobs.get(&card.job).is_some_and(|job| !job.expired(day)));
    valid.map(|card| card.job.clone()).collect()
}

/// Date and time as they are said: 12月1日（周二） and 14:30.
fn spoken(t: Words, at: DateTime<Utc>, zone: Tz) -> (String, String) {
    let local = at.with_timezone(&zone);
    let weekdays = t.panel_weekdays();
    let weekday = weekdays.split(' ').nth(local.weekday().num_days_from_monday() as usize).unwrap_or_default();
    let month = match t.lang {
        Lang::Zh => local.format("%-m").to_string(),
        Lang::En => local.format("%b").to_string(),
    };
    (t.panel_date(arg::Day(local.day()), arg::Month(month), arg::Weekday(weekday)), local.format("%H:%M").to_string())
}

/// `GET /panel/next-show`
pub async fn get_next_show(At(app): At, _host: Host, Reader(t): Reader) -> Result {
    let (plan, _) = plan_next(&app, t).await?;
    Ok(Json(plan).into_response())
}

#[derive(Deserialize)]
pub struct NextShowRequest {
    /// The number that the button named.
    number: ShowId,
}

#[derive(Serialize)]
struct Made {
    show: ShowId,
}

/// `POST /panel/next-show`
pub async fn post_next_show(
    At(app): At,
    crew: Crew,
    Reader(t): Reader,
    request: std::result::Result<Json<NextShowRequest>, JsonRejection>,
) -> Result {
    let Ok(Json(request)) = request else { return Ok(not_understood(&app, t)) };
    let (_, carry) = plan_next(&app, t).await?;
    // Whether it is the next one still is the hub's to say, which takes hosts in turn.
    Ok(match app.hub.next_show(&crew.by, request.number, carry).await {
        Ok(_) => Json(Made { show: request.number }).into_response(),
        Err(Denied::Refused(Refusal::Stale { rev })) => {
            let told = Refused { code: "stale", message: t.panel_next_show_stale(), rev };
            (StatusCode::CONFLICT, Json(told)).into_response()
        }
        Err(denied) => refuse(&app, t, &denied),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use super::*;
    use crate::domain::column::Column;
    use crate::domain::job::Job;
    use crate::domain::rundown::Card;

    fn job(valid_until: &str) -> Job {
        let cells = [(Column::Title, "月嫂"), (Column::ValidUntil, valid_until)];
        let cells = cells.into_iter().map(|(column, text)| (column, text.to_owned())).collect();
        Job { cells, extra: Vec::new() }
    }

    #[test]
    fn only_open_jobs_that_are_valid_on_the_day_are_carried_over() {
        let cases = [("a", "2026-12-31", false), ("b", "2026-11-30", false), ("c", "", true), ("d", "", false)];
        let mut rundown = Rundown { cards: Vec::new(), jobs: HashMap::new() };
        for ((id, valid_until, full), number) in cases.into_iter().zip(1..) {
            let id = JobId(id.into());
            rundown.cards.push(Card { full, ..Card::new(number, id.clone()) });
            rundown.jobs.insert(id, Arc::new(job(valid_until)));
        }
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a date written in this test");
        assert_eq!(carried(&rundown, day), [JobId("a".into()), JobId("d".into())]);
    }

    #[test]
    fn the_start_is_said_in_the_zone_and_language_of_the_reader() {
        let at = "2026-12-01T06:30:00Z".parse().expect("a time written in this test");
        let said = |lang| spoken(Words::from(lang), at, chrono_tz::Asia::Shanghai);
        assert_eq!(said(Lang::Zh), ("12月1日（周二）".into(), "14:30".into()));
        assert_eq!(said(Lang::En), ("Tue 1 Dec".into(), "14:30".into()));
    }
}

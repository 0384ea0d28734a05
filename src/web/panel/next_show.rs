//! `/panel/next-show`: a preview of the next show, and its creation. Must not know how state is stored.

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
use crate::web::App;
use crate::web::http::answer::{Refused, not_understood, refuse};
use crate::web::http::auth::Host;
use crate::web::http::error::Result;
use crate::web::panel::crew_member::CrewMember;
use crate::words::{Lang, Words, arg};

/// The next show as its button announces it.
#[derive(Serialize)]
struct NextShowPlan {
    number: ShowId,
    /// The label of the button: 新建第43期：12月1日（周二）14:30.
    label: String,
    /// How many jobs of the current show are carried over, in a sentence.
    carries: String,
}

/// The plan, and the jobs that are carried over.
async fn plan_next(app: &App, t: Words) -> Result<(NextShowPlan, Vec<JobId>)> {
    let settings = app.store.settings().await?;
    let shows = app.store.shows().await?;
    let zone = app.clock.zone();
    let show = Show::next(&shows, &settings, app.clock.now().at, zone);
    let snapshot = app.hub.snapshot();
    let jobs = carried_over(&snapshot.rundown, show.starts_at.with_timezone(&zone).date_naive());
    let left = snapshot.rundown.cards.len() - jobs.len();
    let (date, time) = date_and_time(t, show.starts_at, zone);
    let plan = NextShowPlan {
        number: show.id,
        label: t.panel_next_show_label(arg::Date(date), arg::Number(show.id), arg::Time(time)),
        carries: t.panel_next_show_carries(arg::Carried(jobs.len()), arg::Left(left)),
    };
    Ok((plan, jobs))
}

/// The jobs that continue in a show on `day`, in running order: not full, and still valid on that day.
fn carried_over(rundown: &Rundown, day: NaiveDate) -> Vec<JobId> {
    let open = rundown.cards.iter().filter(|card| !card.full);
    let valid = open.filter(|card| rundown.jobs.get(&card.job).is_some_and(|job| !job.expired(day)));
    valid.map(|card| card.job.clone()).collect()
}

/// Date and time in the reader's language and the show's zone: 12月1日（周二） and 14:30.
fn date_and_time(t: Words, at: DateTime<Utc>, zone: Tz) -> (String, String) {
    let local = at.with_timezone(&zone);
    let weekdays = t.panel_weekdays();
    let weekday = weekdays.split(' ').nth(local.weekday().num_days_from_monday() as usize).unwrap_or_default();
    let month = match t.lang {
        Lang::Zh => local.format("%-m").to_string(),
        Lang::En => local.format("%b").to_string(),
    };
    (t.panel_date(arg::Day(local.day()), arg::Month(month), arg::Weekday(weekday)), local.format("%H:%M").to_string())
}

/// `GET /panel/next-show`, for hosts only.
pub async fn get_next_show(_: Host, CrewMember { app, t, .. }: CrewMember) -> Result {
    let (plan, _) = plan_next(&app, t).await?;
    Ok(Json(plan).into_response())
}

/// The request to create the next show.
#[derive(Deserialize)]
pub struct NextShowRequest {
    /// The number that the button announced.
    number: ShowId,
}

/// The number of the show that was created.
#[derive(Serialize)]
struct NextShowCreated {
    show: ShowId,
}

/// `POST /panel/next-show`
pub async fn post_next_show(
    CrewMember { app, by, t }: CrewMember,
    body: std::result::Result<Json<NextShowRequest>, JsonRejection>,
) -> Result {
    let Ok(Json(request)) = body else { return Ok(not_understood(&app.hub, t)) };
    let (_, jobs) = plan_next(&app, t).await?;
    // The hub checks whether the number is still the next one, because it handles one request at a time.
    Ok(match app.hub.next_show(&by, request.number, jobs).await {
        Ok(_) => Json(NextShowCreated { show: request.number }).into_response(),
        Err(Denied::Refused(Refusal::Stale { rev })) => {
            let refused = Refused { code: "stale", message: t.panel_next_show_stale(), rev };
            (StatusCode::CONFLICT, Json(refused)).into_response()
        }
        Err(denied) => refuse(&app.hub, t, &denied),
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
        assert_eq!(carried_over(&rundown, day), [JobId("a".into()), JobId("d".into())]);
    }

    #[test]
    fn the_start_is_worded_in_the_zone_and_language_of_the_reader() {
        let at = "2026-12-01T06:30:00Z".parse().expect("a time written in this test");
        let worded = |lang| date_and_time(Words::from(lang), at, chrono_tz::Asia::Shanghai);
        assert_eq!(worded(Lang::Zh), ("12月1日（周二）".into(), "14:30".into()));
        assert_eq!(worded(Lang::En), ("Tue 1 Dec".into(), "14:30".into()));
    }
}

//! `GET /`: the show now, and all its cards.

use askama::Template;
use axum::http::StatusCode;
use chrono::Duration;

use crate::domain::show::Show;
use crate::view::CardFace;
use crate::web::http::error::Result;
use crate::web::public::{PublicChrome, Visit, public, when};
use crate::words::{Words, arg};

/// How long after its planned end a show that nobody closed still counts as live, in minutes: shows run over, and hosts
/// forget the last button.
const OVERRUN_MINUTES_MAX: i64 = 120;

#[derive(Template)]
#[template(path = "join/show.html")]
struct ShowPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    number: u32,
    live: bool,
    headline: String,
    /// When the show after this one is; empty while this one is still to come or on.
    next: String,
    on_air: Option<&'a CardFace>,
    cards: &'a [CardFace],
}

#[derive(Template)]
#[template(path = "join/none.html")]
struct NonePage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    when: String,
    weekly: String,
}

/// `GET /`
pub async fn get_show(visit: Visit) -> Result {
    let Some(show) = visit.snapshot.show.as_deref() else {
        return get_none(&visit);
    };
    let cards = visit.views().faces();
    let on_air = visit.views().live().on_air.map(|on| on.card);
    let phase = Phase::of(&visit, show);
    let page = ShowPage {
        t: visit.t,
        frame: visit.frame(),
        number: show.id.0,
        live: phase == Phase::Live,
        headline: phase.headline(&visit, show),
        next: if phase == Phase::Over { visit.t.join_next_show(following(&visit, show)) } else { String::new() },
        on_air: on_air.and_then(|number| cards.iter().find(|face| face.number == number)),
        cards: &cards,
    };
    public(StatusCode::OK, &page)
}

fn get_none(visit: &Visit) -> Result {
    let weekly = &visit.snapshot.settings.weekly;
    let page = NonePage {
        t: visit.t,
        frame: visit.frame(),
        when: visit.say(weekly.next_start(visit.now.at, visit.app.clock.zone())),
        weekly: visit
            .t
            .join_weekly(arg::Time(weekly.time.format("%H:%M")), arg::Weekday(when::weekday(visit.t, weekly.weekday))),
    };
    public(StatusCode::OK, &page)
}

/// The start after this show's, by the weekly rule.
fn following(visit: &Visit, show: &Show) -> String {
    let weekly = &visit.snapshot.settings.weekly;
    // The rule counts a running show as the next one, so that it must be asked from this one's planned end.
    let from = visit.now.at.max(show.starts_at + Duration::minutes(i64::from(weekly.minutes)));
    visit.say(weekly.next_start(from, visit.app.clock.zone()))
}

/// Where a show stands, for people who wonder whether to open the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Coming,
    /// The hour has come, no card has.
    Soon,
    Live,
    Over,
}

impl Phase {
    fn of(visit: &Visit, show: &Show) -> Self {
        let planned = Duration::minutes(i64::from(show.planned_minutes));
        let since = visit.snapshot.stage.live_since.and_then(chrono::DateTime::from_timestamp_millis);
        let end =
            since.map_or(show.starts_at + planned, |since| since + planned + Duration::minutes(OVERRUN_MINUTES_MAX));
        if visit.snapshot.stage.closed || visit.now.at >= end {
            Self::Over
        } else if since.is_some() {
            Self::Live
        } else if visit.now.at < show.starts_at {
            Self::Coming
        } else {
            Self::Soon
        }
    }

    fn headline(self, visit: &Visit, show: &Show) -> String {
        match self {
            Self::Coming => visit.t.join_live_at(visit.say(show.starts_at)),
            Self::Soon => visit.t.join_live_soon().to_owned(),
            Self::Live => visit.t.join_live_now().to_owned(),
            Self::Over => visit.t.join_live_over().to_owned(),
        }
    }
}

impl ShowPage<'_> {
    fn is_on_air(&self, face: &CardFace) -> bool {
        self.on_air.is_some_and(|on| on.number == face.number)
    }
}

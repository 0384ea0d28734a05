//! `GET /`: the show on the stage and all its cards, or when the next show is.

use askama::Template;
use axum::http::StatusCode;
use chrono::Duration;

use crate::domain::address::CardAddress;
use crate::domain::show::{Show, ShowId};
use crate::view::CardFace;
use crate::web::http::error::Result;
use crate::web::public::answer::no_cache;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::preview::LinkPreview;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

/// How long a show that nobody closed counts as live after its planned end, in minutes: shows run over, and hosts forget to
/// close them.
pub const OVERRUN_MINUTES_MAX: i64 = 120;

#[derive(Template)]
#[template(path = "join/show.html")]
struct ShowPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    number: u32,
    phase: Phase,
    /// A headline of each phase: the page follows the show.
    headlines: [(Phase, String); 4],
    /// When the next show is; hidden unless this one is over.
    next: String,
    /// Which numbers mean which jobs; the page reloads when that changes.
    numbering: u32,
    on_air: Option<&'a CardFace>,
    cards: &'a [CardFace],
    preview: Option<LinkPreview>,
}

#[derive(Template)]
#[template(path = "join/none.html")]
struct NonePage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    when: String,
    weekly: String,
}

/// `GET /`
pub async fn get_show(visit: Visit) -> Result {
    let Some(show) = visit.snapshot.show.as_deref() else {
        return show_none(&visit);
    };
    let cards = visit.views().faces();
    let on_air = visit.views().live().on_air.map(|on| on.card);
    let page = ShowPage {
        t: visit.t,
        chrome: visit.chrome(),
        number: show.id.0,
        phase: Phase::of(&visit, show),
        headlines: Phase::ALL.map(|phase| (phase, phase.headline(&visit, show))),
        next: visit.t.join_next_show(next_start(&visit, show)),
        numbering: visit.snapshot.rundown.numbering_hash(),
        on_air: on_air.and_then(|number| cards.iter().find(|face| face.number == number)),
        cards: &cards,
        preview: Some(LinkPreview::of_show(&visit, show, &cards)),
    };
    no_cache(StatusCode::OK, &page)
}

/// The page while there is no show.
fn show_none(visit: &Visit) -> Result {
    let weekly = &visit.snapshot.settings.weekly;
    let page = NonePage {
        t: visit.t,
        chrome: visit.chrome(),
        when: visit.moment(weekly.next_start(visit.now.at, visit.app.clock.zone())),
        weekly: visit
            .t
            .join_weekly(arg::Time(weekly.time.format("%H:%M")), arg::Weekday(visit.t.weekday(weekly.weekday.into()))),
    };
    no_cache(StatusCode::OK, &page)
}

/// When the show after this one starts, by the weekly rule.
fn next_start(visit: &Visit, show: &Show) -> String {
    let weekly = &visit.snapshot.settings.weekly;
    // The rule returns a show that is still running as the next one, so count from the planned end of this one.
    let from = visit.now.at.max(show.starts_at + Duration::minutes(i64::from(weekly.minutes)));
    visit.moment(weekly.next_start(from, visit.app.clock.zone()))
}

/// The phase of a show, for people who wonder whether to open the stream. `overlay/live.js` computes the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before its planned start.
    Upcoming,
    /// After its planned start, before the first card.
    StartingSoon,
    /// On air.
    Live,
    /// Closed, or far beyond its planned end.
    Over,
}

impl Phase {
    const ALL: [Self; 4] = [Self::Upcoming, Self::StartingSoon, Self::Live, Self::Over];

    /// The name in the page, by which `overlay/live.js` finds its headline.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::StartingSoon => "soon",
            Self::Live => "live",
            Self::Over => "over",
        }
    }

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
            Self::Upcoming
        } else {
            Self::StartingSoon
        }
    }

    fn headline(self, visit: &Visit, show: &Show) -> String {
        match self {
            Self::Upcoming => visit.t.join_live_at(visit.moment(show.starts_at)),
            Self::StartingSoon => visit.t.join_live_soon().to_owned(),
            Self::Live => visit.t.join_live_now().to_owned(),
            Self::Over => visit.t.join_live_over().to_owned(),
        }
    }
}

impl ShowPage<'_> {
    fn href(&self, face: &CardFace) -> String {
        CardAddress { show: ShowId(self.number), card: face.number }.to_string()
    }

    fn is_on_air(&self, face: &CardFace) -> bool {
        self.on_air.is_some_and(|on| on.number == face.number)
    }
}

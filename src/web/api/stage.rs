//! The state of the stage over HTTP: whole, or in brief for lights on buttons. Must not know how commands are given.

use std::sync::Arc;

use axum::Json;
use axum::http::header;
use axum::response::IntoResponse as _;
use serde::Serialize;

use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::{Face, Rev, Screen};
use crate::store::StoreState;
use crate::view::{TimerFace, Views};
use crate::web::http::auth::Caller;
use crate::web::http::error::Result;
use crate::web::realtime::protocol::Shown;
use crate::web::{App, At};

/// The stage in brief, for lights on buttons. Always whole, so that a missed or a repeated one does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Brief {
    /// Names the data of the store: another epoch means other data.
    pub epoch: Arc<str>,
    /// The revision of the stage.
    pub rev: Rev,
    /// The number of the show on the stage.
    pub show: Option<ShowId>,
    /// The card on screen, during a panic too: `release` shows it again.
    pub on_air: Option<Named>,
    /// The card that a host made ready.
    pub cued: Option<CardNumber>,
    /// The card that `next` would put on screen.
    pub next: Option<Named>,
    /// The kind of the face that is shown instead of a card.
    pub face: Option<&'static str>,
    /// Everything is hidden.
    pub panic: bool,
    /// Everything is hidden by a panic that the store could not accept yet.
    pub hidden: bool,
    /// Ends the card's time on screen; null: it stays.
    pub timer: Option<TimerFace>,
    /// The name of the host in control; null: every host is.
    pub driver: Option<String>,
    /// Edits of the rundown are refused.
    pub locked: bool,
    /// How many have signed up.
    pub sign_ups: SignUps,
    /// The overlays on this server.
    pub overlays: Overlays,
    /// The state of the store.
    pub store: StoreState,
}

/// A card by number and title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Named {
    /// The card's number.
    pub number: CardNumber,
    /// The job's title.
    pub title: String,
}

/// Numbers of sign-ups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SignUps {
    /// Sign-ups for all cards of this show.
    pub total: u64,
    /// Sign-ups for the card on screen; 0 without one.
    pub on_air: u64,
}

/// Numbers of overlays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Overlays {
    /// How many are connected.
    pub connected: usize,
    /// How many have painted what the stage says, by their receipts.
    pub showing: usize,
}

impl Brief {
    /// The state as of now.
    #[must_use]
    pub fn read(app: &App) -> Self {
        let snapshot = app.hub.snapshot();
        let now = app.clock.now();
        let stats = app.hub.stats().borrow().clone();
        let screen = &snapshot.stage.screen;
        let on_air = screen.on_air.and_then(|on| named(&snapshot, on.card));
        let counts = Views::new(&snapshot, &app.public_url, now).per_card(&stats.counts);
        let of = |card: &Named| counts.get(&card.number).copied().unwrap_or(0);
        Self {
            epoch: snapshot.epoch.clone(),
            rev: snapshot.rev,
            show: snapshot.stage.show,
            cued: screen.cued,
            next: snapshot.stage.next(&snapshot.rundown, now).and_then(|card| named(&snapshot, card)),
            face: screen.face.as_ref().map(|on| kind(&on.face)),
            panic: screen.panic,
            hidden: app.hub.panic_fallback().borrow().hides(),
            timer: screen.on_air.and_then(|on| on.timer).map(TimerFace::from),
            driver: snapshot.stage.driver.as_ref().map(|driver| driver.name.clone()),
            locked: snapshot.stage.locked,
            sign_ups: SignUps { total: counts.values().sum(), on_air: on_air.as_ref().map_or(0, of) },
            overlays: overlays(app, &snapshot),
            store: stats.store,
            on_air,
        }
    }
}

fn named(snapshot: &Snapshot, card: CardNumber) -> Option<Named> {
    let (card, job) = snapshot.rundown.card(card)?;
    Some(Named { number: card.number, title: job.title().to_owned() })
}

fn overlays(app: &App, snapshot: &Snapshot) -> Overlays {
    let all = app.realtime.registry.overlays();
    let right = all.iter().filter_map(|overlay| overlay.shown.as_ref());
    let right =
        right.filter(|shown| shown.epoch == *snapshot.epoch && shown.seen() && shows(shown, &snapshot.stage.screen));
    Overlays { connected: all.len(), showing: right.count() }
}

fn shows(shown: &Shown, screen: &Screen) -> bool {
    if shown.panic || screen.panic {
        return shown.panic && screen.panic;
    }
    let face = screen.face.as_ref().map(|on| kind(&on.face));
    !shown.hidden && shown.card == screen.card() && shown.face.as_deref() == face
}

/// A face's name on the wire.
const fn kind(face: &Face) -> &'static str {
    match face {
        Face::Countdown => "countdown",
        Face::Recap { .. } => "recap",
        Face::How => "how",
        Face::Notice { .. } => "notice",
        Face::Break { .. } => "break",
        Face::End => "end",
    }
}

/// `GET /api/v1/stage`: the panel's view, as one frame of the socket.
pub async fn get_stage(_: Caller, At(app): At) -> Result {
    app.check_ready()?;
    let text = app.realtime.feeds.panel.borrow().text_at(app.clock.now().millis());
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, text.to_string()).into_response())
}

/// `GET /api/v1/stage/brief`: the stage in brief.
pub async fn get_brief(_: Caller, At(app): At) -> Result {
    app.check_ready()?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Brief::read(&app))).into_response())
}

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

/// What a button needs to know. Whole each time: a missed or a doubled one does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Brief {
    pub epoch: Arc<str>,
    pub rev: Rev,
    pub show: Option<ShowId>,
    /// Beneath a panic too: this is what `release` brings back.
    pub on_air: Option<Named>,
    pub cued: Option<CardNumber>,
    /// What the button "next" would put on screen.
    pub next: Option<Named>,
    /// What is shown instead of a card.
    pub face: Option<&'static str>,
    pub panic: bool,
    /// Everything is hidden although the store could not take the panic yet.
    pub hidden: bool,
    /// What ends the card's time on screen; null: it stays.
    pub timer: Option<TimerFace>,
    /// How the one host at the wheel is called; null: every host drives.
    pub driver: Option<String>,
    pub locked: bool,
    pub sign_ups: SignUps,
    pub overlays: Overlays,
    pub store: StoreState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Named {
    pub number: CardNumber,
    pub title: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SignUps {
    /// Of this show's cards.
    pub total: u64,
    /// Of the card on air; 0 without one.
    pub on_air: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Overlays {
    pub connected: usize,
    /// How many say that they show what the stage says.
    pub showing: usize,
}

impl Brief {
    #[must_use]
    pub fn read(app: &App) -> Self {
        let (snapshot, now) = (app.hub.snapshot(), app.clock.now());
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
            hidden: app.hub.hold().borrow().hides(),
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

/// `GET /api/v1/stage/brief`
pub async fn get_brief(_: Caller, At(app): At) -> Result {
    app.check_ready()?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Brief::read(&app))).into_response())
}

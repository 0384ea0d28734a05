//! The host's pages: the panel, a card in full, and what is changed over HTTP beside the socket.
//! Must not know how state is kept, nor what a command means.

pub mod buttons;
mod loader;
mod next_show;

use askama::Template;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::column::Column;
use crate::domain::crew::Role;
use crate::domain::job::{Job, JobId, Kind};
use crate::domain::layout::Layout;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::{CARDS_MAX, CardNumber, Edit};
use crate::domain::show::ShowId;
use crate::domain::stage::{Rev, StageName};
use crate::web::api::commands::{answer, not_understood};
use crate::web::http::auth::crew::PANEL_ROLES;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::auth::{Credentials, Crew, NAME_CHARS_MAX, session};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::{self, Reader};
use crate::web::http::query::PageQuery;
use crate::web::realtime::protocol::COMMAND_ID_BYTES_MAX;
use crate::web::{App, At};
use crate::words::Words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/panel", get(get_panel))
        .route("/panel/name", post(post_name))
        .route("/panel/jobs.json", get(get_jobs))
        .route("/panel/edit", post(post_edit))
        .route("/panel/layout", post(post_layout))
        .route("/panel/next-show", get(next_show::get_next_show).post(next_show::post_next_show))
        .route("/panel/cards/{number}", get(get_card))
        .route("/panel/loader.html", get(loader::get_loader))
}

#[derive(Template)]
#[template(path = "panel/index.html")]
struct PanelPage {
    t: Words,
    /// The zone that times are said in: the show's, not the browser's.
    zone: &'static str,
    /// How the reader is called; empty where no name was given.
    name: String,
    /// `driver`, `assistant` or `watcher`.
    role: &'static str,
    /// Nothing, or what an address of the rehearsal ends in.
    stage: &'static str,
    /// For hosts only: it opens the picture to whoever has it.
    overlay_link: String,
}

impl PanelPage {
    const CARDS_MAX: usize = CARDS_MAX;
    const PLAN_MINUTES_MAX: i32 = *Quantity::PlanMinutes.range().end();
    const DWELL_SECONDS: std::ops::RangeInclusive<i32> = Quantity::DwellSeconds.range();
    const NAME_CHARS_MAX: usize = NAME_CHARS_MAX;
    /// 带岗, as OBS will call the source that a dragged link becomes.
    const LAYER_NAME: &str = "%E5%B8%A6%E5%B2%97";
}

/// `GET /panel`
async fn get_panel(At(app): At, crew: Crew, credentials: Credentials, query: PageQuery, Reader(t): Reader) -> Result {
    if let Some(cookies) = cookies_of_link(&app, &credentials) {
        return Ok((cookies, Redirect::to(&panel_of(&query))).into_response());
    }
    let overlay_link = match crew.by.role {
        Role::Host => app.overlay_link(),
        Role::Assistant | Role::Watcher | Role::Buttons | Role::Server => String::new(),
    };
    let (zone, role) = (app.clock.zone().name(), role_word(crew.by.role));
    page::html(&PanelPage { t, zone, name: crew.by.name, role, stage: stage_query(&query), overlay_link })
}

/// The panel of the stage that an address asks for: a key goes, the stage stays.
fn panel_of(query: &PageQuery) -> String {
    format!("/panel{}", stage_query(query))
}

fn stage_query(query: &PageQuery) -> &'static str {
    match query.stage {
        StageName::Air => "",
        StageName::Rehearsal => "?stage=rehearsal",
    }
}

/// What a link's key is exchanged for. The link that was opened last decides the role, so the others' cookies go.
fn cookies_of_link(app: &App, credentials: &Credentials) -> Option<CookieJar> {
    let opened = credentials.role_of_link(&PANEL_ROLES, &app.secrets)?;
    let others = PANEL_ROLES.into_iter().filter(|role| *role != opened);
    let cleared = others.fold(CookieJar::new(), |jar, role| jar.add(session::sign_out(role)));
    Some(cleared.add(session::sign_in(opened, &app.secrets, app.is_https())))
}

/// The role as the page knows it; the same words as on the wire.
const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Host => "driver",
        Role::Assistant => "assistant",
        Role::Watcher | Role::Buttons | Role::Server => "watcher",
    }
}

#[derive(Deserialize)]
struct NameForm {
    name: String,
}

/// `POST /panel/name`
async fn post_name(_crew: Crew, query: PageQuery, Form(form): Form<NameForm>) -> Response {
    (CookieJar::new().add(name_cookie(&form.name)), Redirect::to(&panel_of(&query))).into_response()
}

/// A job that can be put into the rundown.
#[derive(Serialize)]
struct Offer {
    id: JobId,
    title: String,
    employer: String,
    kind: Kind,
    kind_word: String,
    pay: String,
    township: String,
    valid_until: Option<NaiveDate>,
    expired: bool,
}

impl Offer {
    fn new(id: JobId, job: &Job, today: NaiveDate) -> Self {
        Self {
            id,
            title: job.title().to_owned(),
            employer: job.employer().to_owned(),
            kind: job.kind(),
            kind_word: job.cell(Column::Kind).to_owned(),
            pay: job.pay().line(),
            township: job.cell(Column::Township).to_owned(),
            valid_until: job.valid_until(),
            expired: job.expired(today),
        }
    }
}

/// `GET /panel/jobs.json`: the jobs that are not in the rundown, in the order of their sheets, which is the
/// order that a clerk expects when all of them are added at once.
async fn get_jobs(At(app): At, _crew: Crew) -> Result {
    let jobs = app.store.jobs().await?;
    let (snapshot, today) = (app.hub.snapshot(), app.clock.now().today);
    let offers = jobs
        .into_iter()
        .filter(|(id, _)| !snapshot.rundown.jobs.contains_key(id))
        .map(|(id, job)| Offer::new(id, &job, today));
    Ok(Json(offers.collect::<Vec<_>>()).into_response())
}

#[derive(Deserialize)]
struct EditRequest {
    id: String,
    /// The revision that the edit was decided on.
    rev: Rev,
    edit: Edit,
}

/// `POST /panel/edit`
async fn post_edit(
    At(app): At,
    crew: Crew,
    Reader(t): Reader,
    request: std::result::Result<Json<EditRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(request)) = request else { return not_understood(&app, t) };
    if request.id.len() > COMMAND_ID_BYTES_MAX {
        return not_understood(&app, t);
    }
    let what = match &request.edit {
        // Its text is for the screen; who is connected is told to every panel, also to those who come later.
        Edit::Notice { .. } => json!({ "notice": {} }),
        edit => json!(edit),
    };
    let done = app.hub.edit(&request.id, &crew.by, request.rev, request.edit).await;
    if done.is_ok() {
        app.realtime.registry.did(&crew.by.seat, what, app.clock.now().millis());
    }
    answer(&app, t, done)
}

#[derive(Deserialize)]
struct LayoutRequest {
    id: String,
    /// The revision that it was decided on.
    rev: Rev,
    layout: Layout,
}

/// `POST /panel/layout`
async fn post_layout(
    At(app): At,
    crew: Crew,
    Reader(t): Reader,
    request: std::result::Result<Json<LayoutRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(request)) = request else { return not_understood(&app, t) };
    if request.id.len() > COMMAND_ID_BYTES_MAX {
        return not_understood(&app, t);
    }
    let done = app.hub.layout(&request.id, &crew.by, request.rev, request.layout).await;
    if done.is_ok() {
        app.realtime.registry.did(&crew.by.seat, json!("layout"), app.clock.now().millis());
    }
    answer(&app, t, done)
}

#[derive(Template)]
#[template(path = "panel/card.html")]
struct CardPage<'a> {
    t: Words,
    number: CardNumber,
    full: bool,
    expired: bool,
    show: Option<ShowId>,
    kind: &'static str,
    job: &'a Job,
}

impl CardPage<'_> {
    /// Every column that we know, in the sheet's order, then every one that only this sheet has.
    fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = Column::ALL.iter().map(|column| (column.header(), self.job.cell(*column)));
        known.chain(self.job.extra.iter().map(|(header, text)| (header.as_str(), text.as_str())))
    }
}

/// `GET /panel/cards/{number}`
async fn get_card(At(app): At, _crew: Crew, Reader(t): Reader, Path(number): Path<String>) -> Result {
    let number = number.parse().map_err(|_| AppError::NotFound)?;
    let snapshot = app.hub.snapshot();
    let (card, job) = snapshot.rundown.card(number).ok_or(AppError::NotFound)?;
    page::html(&CardPage {
        t,
        number,
        full: card.full,
        expired: job.expired(app.clock.now().today),
        show: snapshot.show.as_ref().map(|show| show.id),
        kind: job.kind().as_str(),
        job,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(valid_until: &str) -> Job {
        let cells = [(Column::Title, "月嫂"), (Column::Kind, "家政"), (Column::ValidUntil, valid_until)];
        let cells = cells.into_iter().map(|(column, text)| (column, text.to_owned())).collect();
        Job { cells, extra: vec![("车型".into(), "<b>面包车</b>".into())] }
    }

    #[test]
    fn the_card_page_shows_every_column_and_escapes_it() {
        let job = job("2026-12-31");
        let (t, kind) = (Words::default(), job.kind().as_str());
        let card = CardPage { t, number: 8, full: true, expired: false, show: Some(ShowId(42)), kind, job: &job };
        let html = card.render().expect("owned data renders");
        for column in Column::ALL {
            assert!(html.contains(column.header()), "{} is missing", column.header());
        }
        assert!(html.contains("车型") && html.contains("&#60;b&#62;面包车") && !html.contains("<b>面包车"));
    }

    #[test]
    fn an_edit_is_read_as_browsers_write_it() {
        let text = r#"{"id":"p1-3","rev":42,"edit":{"move":{"card":8,"to":0}}}"#;
        let request: EditRequest = serde_json::from_str(text).expect("the shape that panel/edits.js sends");
        assert_eq!(request.edit, Edit::Move { card: 8, to: 0 });
    }
}

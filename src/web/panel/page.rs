//! `/panel`: the page itself, signing in by its link, and the reader's name. Must not know commands.

use askama::Template;
use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::domain::crew::Role;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::CARDS_MAX;
use crate::domain::stage::StageName;
use crate::web::App;
use crate::web::http::auth::crew::PANEL_ROLES;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::auth::{Credentials, NAME_CHARS_MAX, session};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::web::http::query::PageQuery;
use crate::web::panel::crew_member::CrewMember;
use crate::words::Words;

#[derive(Template)]
#[template(path = "panel/index.html")]
struct PanelPage {
    t: Words,
    /// The time zone of the show, which is not the browser's.
    zone: &'static str,
    /// The name that the reader chose; empty if none was.
    name: String,
    /// `driver`, `assistant` or `watcher`.
    role: &'static str,
    /// The query of the stage's addresses: empty, or `?stage=rehearsal`.
    stage: &'static str,
    /// Empty for all but hosts, because the link opens the picture to everyone who has it.
    overlay_link: String,
}

impl PanelPage {
    const CARDS_MAX: usize = CARDS_MAX;
    const PLAN_MINUTES_MAX: i32 = *Quantity::PlanMinutes.range().end();
    const PLACES_MAX: i32 = *Quantity::Places.range().end();
    const DWELL_SECONDS: std::ops::RangeInclusive<i32> = Quantity::DwellSeconds.range();
    const NAME_CHARS_MAX: usize = NAME_CHARS_MAX;

    /// The name that OBS gives to a source that was dragged in as a link, for its address.
    fn layer_name() -> impl std::fmt::Display {
        utf8_percent_encode("带岗", NON_ALPHANUMERIC)
    }
}

/// `GET /panel`. A key in the address is exchanged for a cookie and leaves the address bar.
pub async fn get_panel(member: CrewMember, credentials: Credentials, query: PageQuery) -> Result {
    let CrewMember { app, by, t } = member;
    if let Some(cookies) = cookies_of_link(&app, &credentials) {
        return Ok((cookies, Redirect::to(&panel_address(&query))).into_response());
    }
    let overlay_link = match by.role {
        Role::Host => app.overlay_link(),
        Role::Assistant | Role::Watcher | Role::Buttons | Role::Server => String::new(),
    };
    page::html(&PanelPage {
        t,
        zone: app.clock.zone().name(),
        role: role_word(by.role),
        name: by.name,
        stage: stage_query(&query),
        overlay_link,
    })
}

/// The panel of the stage in an address, without the key.
fn panel_address(query: &PageQuery) -> String {
    format!("/panel{}", stage_query(query))
}

const fn stage_query(query: &PageQuery) -> &'static str {
    match query.stage {
        StageName::Air => "",
        StageName::Rehearsal => "?stage=rehearsal",
    }
}

/// The cookies that a link's key is exchanged for. The link that was opened last decides the role, so the cookies of the
/// others are deleted.
fn cookies_of_link(app: &App, credentials: &Credentials) -> Option<CookieJar> {
    let opened = credentials.role_of_link(&PANEL_ROLES, &app.secrets)?;
    let others = PANEL_ROLES.into_iter().filter(|role| *role != opened);
    let signed_out = others.fold(CookieJar::new(), |jar, role| jar.add(session::sign_out(role)));
    Some(signed_out.add(session::sign_in(opened, &app.secrets, app.is_https())))
}

/// The role as the page knows it; the same words as on the wire.
const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Host => "driver",
        Role::Assistant => "assistant",
        Role::Watcher | Role::Buttons | Role::Server => "watcher",
    }
}

/// The form for the reader's name.
#[derive(Deserialize)]
pub struct CrewNameForm {
    name: String,
}

/// `POST /panel/name`
pub async fn post_name(_: CrewMember, query: PageQuery, Form(form): Form<CrewNameForm>) -> Response {
    (CookieJar::new().add(name_cookie(&form.name)), Redirect::to(&panel_address(&query))).into_response()
}

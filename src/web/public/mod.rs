//! What villagers see: the show, one card and its form, the receipt, their own data. Complete without JavaScript.
//!
//! Must not know keys or scripts of the store, nor anything of hosts and staff.

mod account;
mod amend;
mod card;
mod form;
mod links;
mod receipt;
mod show;
mod submit;
mod when;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::domain::Now;
use crate::domain::job::Kind;
use crate::domain::settings::Settings;
use crate::domain::snapshot::Snapshot;
use crate::view::{CardFace, Views};
use crate::web::App;
use crate::web::http::cookie::site_cookie;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::{self, Reader};
use crate::words::Words;

/// Largest form, in bytes: the longest rightful one has some 4,000, each Han sign taking nine.
const FORM_BYTES_MAX: usize = 16 * 1024;

/// The public pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(show::get_show))
        .route("/j/{number}", get(card::get_join).post(submit::post_join))
        .route("/r/{id}", get(receipt::get_receipt))
        .route("/r/{id}/fix", get(amend::get_fix).post(amend::post_fix))
        .route("/my", get(account::my::get_my).post(account::lookup::post_my))
        .route("/my/withdraw", post(account::my::post_withdraw))
        .route("/my/erase", post(account::my::post_erase))
        .route("/my/leave", post(account::my::post_leave))
        .route("/s/{code}", get(links::get_link))
        .route("/qr/{file}", get(links::get_qr))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// One request to a public page: the snapshot as it was when it came in, when that was, and in whose language to answer.
struct Visit {
    app: App,
    snapshot: Arc<Snapshot>,
    now: Now,
    t: Words,
    /// Whether opening the address again gives the same page: it was asked for, and not sent a form.
    again: bool,
}

impl FromRequestParts<App> for Visit {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, AppError> {
        app.check_ready()?;
        let Reader(t) = Reader::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        Ok(Self {
            app: app.clone(),
            snapshot: app.hub.snapshot(),
            now: app.clock.now(),
            t,
            again: parts.method == Method::GET,
        })
    }
}

impl Visit {
    fn views(&self) -> Views<'_> {
        Views::new(&self.snapshot, &self.app.public_url, self.now)
    }

    fn frame(&self) -> PublicChrome<'_> {
        PublicChrome { again: self.again, ..PublicChrome::new(self.t, &self.snapshot.settings) }
    }

    /// Says a moment in the show's zone: 今天 14:30.
    fn say(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        when::moment(self.t, at, self.now, self.app.clock.zone())
    }

    /// A cookie that browsers send over https only if the public address is https.
    fn cookie(&self, name: &'static str, value: &str, path: &str, max_age: Duration) -> Cookie<'static> {
        site_cookie(name, value, path, max_age, self.app.is_https())
    }
}

/// What stands around every public page: who runs it, and how to ring them.
struct PublicChrome<'a> {
    organiser: &'a str,
    hotline: &'a str,
    /// The hotline as a `tel:` link wants it.
    tel: String,
    icp: &'a str,
    channel: &'a str,
    /// Offer the other language: after a refused form it would lose what was typed.
    again: bool,
}

impl<'a> PublicChrome<'a> {
    fn new(t: Words, settings: &'a Settings) -> Self {
        let organiser =
            if settings.organiser.is_empty() { t.join_organiser_unknown() } else { settings.organiser.as_str() };
        Self {
            organiser,
            hotline: &settings.hotline,
            tel: settings.hotline.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
            icp: &settings.icp,
            channel: &settings.channel,
            again: true,
        }
    }
}

/// A page that nobody may keep: it was made for one person, or holds what they typed.
fn private(status: StatusCode, page: &impl Template) -> Result {
    answer(status, "no-store", page)
}

/// A page that holds nothing personal, but is old in a minute. The browser keeps what was typed when somebody goes back.
fn public(status: StatusCode, page: &impl Template) -> Result {
    answer(status, "private, no-cache", page)
}

fn answer(status: StatusCode, cache: &'static str, page: &impl Template) -> Result {
    let mut response = page::html(page)?;
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Ok(response)
}

/// On to another page, with a cookie.
fn see_other(to: &str, cookie: Cookie<'static>) -> Response {
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SEE_OTHER, headers, CookieJar::new().add(cookie)).into_response()
}

/// The sheet's word for a kind, or ours where the sheet has none.
fn kind_word(t: Words, face: &CardFace) -> &str {
    match face.kind {
        _ if !face.kind_word.is_empty() => &face.kind_word,
        Kind::Job => t.join_kind_job(),
        Kind::Gig => t.join_kind_gig(),
        Kind::Haul => t.join_kind_haul(),
        Kind::Training => t.join_kind_training(),
        Kind::Policy => t.join_kind_policy(),
    }
}

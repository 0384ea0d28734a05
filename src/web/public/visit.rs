//! The extractor of every public page. Owns what a handler needs to know of its request; must not know any single page.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::domain::Now;
use crate::domain::snapshot::Snapshot;
use crate::live::Stats;
use crate::view::Views;
use crate::web::App;
use crate::web::http::cookie::site_cookie;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::Reader;
use crate::web::http::query::PageQuery;
use crate::web::http::text_size::TextSize;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::dates;
use crate::words::Words;

/// One request to a public page: the snapshot and the time when it arrived, and the reader's language.
pub struct Visit {
    /// The application's state.
    pub app: App,
    /// The newest snapshot when the request arrived; one answer never mixes two.
    pub snapshot: Arc<Snapshot>,
    /// Counts and places when it arrived.
    pub stats: Arc<Stats>,
    /// When the request arrived.
    pub now: Now,
    /// The words in the reader's language.
    pub t: Words,
    /// Whether the browser sent any cookie.
    pub has_cookies: bool,
    /// The text size that the reader chose.
    text: TextSize,
    /// Whether a button of the switches for text size and language sent the form of the page: it comes back as it was typed.
    pub only_look: bool,
    /// The query of the address without these two choices, ready to be continued.
    query: String,
}

impl FromRequestParts<App> for Visit {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        app.check_ready()?;
        let query = PageQuery::parse(parts.uri.query());
        let Reader(t) = Reader::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        Ok(Self {
            app: app.clone(),
            snapshot: app.hub.snapshot(),
            stats: app.hub.stats().borrow().clone(),
            now: app.clock.now(),
            t,
            has_cookies: parts.headers.contains_key(header::COOKIE),
            text: query.text.unwrap_or_else(|| TextSize::remembered(&parts.headers)),
            only_look: parts.method == Method::POST && (query.text.is_some() || query.lang.is_some()),
            query: query_to_continue(parts.uri.query().unwrap_or_default()),
        })
    }
}

/// The query of an address without the reader's choices, which the links of the switches append.
fn query_to_continue(query: &str) -> String {
    let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "text" && name != "lang");
    let mut others = form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
    if !others.is_empty() {
        others.push('&');
    }
    others
}

impl Visit {
    /// The snapshot as the public may see it.
    pub fn views(&self) -> Views<'_> {
        Views::new(&self.snapshot, &self.app.public_url, self.now).with_places(&self.stats.places)
    }

    /// The header and the footer of the page.
    pub fn chrome(&self) -> PublicChrome<'_> {
        PublicChrome::new(self.t, &self.snapshot.settings, self.text, &self.query)
    }

    /// A moment in the show's zone, in words: 今天 14:30.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        dates::moment(self.t, at, self.now, self.app.clock.zone())
    }

    /// The end of a day in the show's zone, in milliseconds since the Unix epoch.
    pub fn end_of(&self, day: NaiveDate) -> Option<i64> {
        let midnight = day.succ_opt()?.and_time(NaiveTime::MIN);
        let at = midnight.and_local_timezone(self.app.clock.zone()).earliest()?;
        Some(at.timestamp_millis())
    }

    /// A cookie that browsers send over https only if the public address is https.
    pub fn cookie(&self, name: &'static str, value: &str, path: &str, max_age: Duration) -> Cookie<'static> {
        site_cookie(name, value, path, max_age, self.app.is_https())
    }
}

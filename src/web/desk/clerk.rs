//! The extractor of every page of the desk. Admits staff only, so that no page is open by oversight; must not know any
//! single page.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::domain::Now;
use crate::domain::person::PersonId;
use crate::export::titles::Titles;
use crate::index::{InScope, PhoneEntry, Scope};
use crate::store::{self, ByClerk, EventNumber};
use crate::web::App;
use crate::web::desk::chrome::{PageChrome, Tab, sign_ups_line};
use crate::web::desk::labels;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::auth::{NAME_CHARS_MAX, Staff};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::Reader;
use crate::words::Words;

/// One request of a member of staff.
pub struct Clerk {
    /// The application's state.
    pub app: App,
    /// The clerk who sent the request.
    pub staff: Staff,
    /// The words in the reader's language.
    pub t: Words,
    /// The part of all people that this clerk may see.
    pub scope: Scope,
    /// When the request arrived.
    pub now: Now,
}

impl FromRequestParts<App> for Clerk {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let Reader(t) = Reader::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        Ok(Self { app: app.clone(), staff, t, scope: Scope::All, now: app.clock.now() })
    }
}

impl Clerk {
    /// The header of a page at address `here`.
    #[must_use]
    pub fn chrome(&self, tab: Tab, here: impl Into<String>) -> PageChrome {
        let store = self.app.hub.stats().borrow().store;
        let sign_ups = sign_ups_line(self.t, &self.app.hub.snapshot().settings);
        let proxies = self.app.proxies.faults();
        let staff = self.staff.name.clone();
        PageChrome { t: self.t, staff, tab, here: here.into(), store, sign_ups, proxies }
    }

    /// Whether the browser remembers a name. Changes and whole phone numbers need one, for the history.
    #[must_use]
    pub fn has_name(&self) -> bool {
        !self.staff.name.is_empty()
    }

    /// Adopts the name that a form gives if the browser remembers none. The jar has the cookie that remembers it, and is
    /// empty if none was adopted.
    pub fn adopt_name(&mut self, typed: &str) -> CookieJar {
        let name: String = typed.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        if self.has_name() || name.is_empty() {
            return CookieJar::new();
        }
        self.staff.name = name;
        CookieJar::new().add(name_cookie(&self.staff.name))
    }

    /// The author and time of a change by this clerk.
    #[must_use]
    pub fn by(&self) -> ByClerk<'_> {
        ByClerk { name: &self.staff.name, at: self.now.at }
    }

    /// The proof that this clerk may work on a person. While the index is loading this fails as if the store did not
    /// answer, so that pages repeat what was typed.
    pub fn find(&self, person: &PersonId) -> Result<InScope> {
        self.check_index()?;
        self.app.index.in_scope(person, self.scope).ok_or(AppError::NotFound)
    }

    /// The entry of a person's phone.
    pub fn entry(&self, person: &PersonId) -> Result<PhoneEntry> {
        self.check_index()?;
        self.app.index.entry(person, self.scope).ok_or(AppError::NotFound)
    }

    /// Fails while the index is loading.
    pub fn check_index(&self) -> Result<()> {
        if self.app.index.is_ready() {
            return Ok(());
        }
        Err(store::Error::Unavailable("the index of people is loading".into()).into())
    }

    /// Waits until lists contain an event; returns whether they lag behind it.
    pub async fn lags_behind(&self, event: Option<EventNumber>) -> bool {
        match event {
            Some(event) => !self.app.index.contains(event).await,
            None => false,
        }
    }

    /// The titles of all jobs.
    pub async fn titles(&self) -> Result<Arc<Titles>> {
        Ok(self.app.titles.get(&self.app.store, self.app.hub.snapshot().rev).await?)
    }

    /// A time in milliseconds as staff read it: `11月24日 15:02`.
    #[must_use]
    pub fn moment(&self, millis: i64) -> String {
        labels::moment(millis, self.now, self.app.clock.zone(), self.t)
    }
}

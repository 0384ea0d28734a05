//! The state of every handler: the server's parts behind one pointer. Must not know routes or pages.

use std::convert::Infallible;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request;

use crate::clock::Clock;
use crate::domain::stage::StageName;
use crate::export::titles::TitleCache;
use crate::index::Index;
use crate::live::Hub;
use crate::live::exposure::Exposures;
use crate::live::sources::Sources;
use crate::picture::Pictures;
use crate::secrets::Secrets;
use crate::store::{self, Store};
use crate::web::http::error;
use crate::web::http::limits::Limits;
use crate::web::http::lookup_limits::LookupLimits;
use crate::web::http::proxy_watch::ProxyWatch;
use crate::web::http::query::PageQuery;
use crate::web::realtime::Realtime;

/// The server's parts, as every handler gets them. A request clones it several times, so it is one pointer.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The contents of an [`App`].
#[derive(Clone)]
pub struct Parts {
    /// The stage that this application shows and changes.
    pub hub: Hub,
    /// The store.
    pub store: Store,
    /// People and applications in memory.
    pub index: Index,
    /// The titles of jobs, for the desk.
    pub titles: TitleCache,
    /// Draws posters, previews of links and other pictures.
    pub pictures: Pictures,
    /// The keys of the data directory.
    pub secrets: Secrets,
    /// The server's clock.
    pub clock: Clock,
    /// Rate limits of the public pages, for this server.
    pub limits: Arc<Limits>,
    /// The reverse proxies in front of this server.
    pub proxies: Arc<ProxyWatch>,
    /// Limits of wrong codes on `/my`, for this server.
    pub lookups: Arc<LookupLimits>,
    /// The address of the public pages, with scheme, without a trailing slash.
    pub public_url: Arc<str>,
    /// The data directory, which may hold files of the county's own.
    pub data: Arc<Path>,
    /// The sockets of this stage.
    pub realtime: Realtime,
    /// Channels, and the visits of their links.
    pub sources: Sources,
    /// The record of what overlays have had on air.
    pub exposures: Exposures,
    /// The application of the rehearsal stage; `None` within that one.
    pub rehearsal: Option<App>,
}

impl From<Parts> for App {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// The application of another stage: `hub` and `realtime` are that stage's.
    #[must_use]
    pub fn on(self, stage: StageName) -> Self {
        match (stage, &self.rehearsal) {
            (StageName::Rehearsal, Some(rehearsal)) => rehearsal.clone(),
            (StageName::Rehearsal, None) | (StageName::Air, _) => self,
        }
    }

    /// Fails while no state has been read, because the store has not answered since the start.
    ///
    /// # Errors
    /// The same as when a page cannot reach the store itself.
    pub fn check_ready(&self) -> error::Result<()> {
        if self.realtime.feeds.panel.borrow().ready() {
            Ok(())
        } else {
            Err(store::Error::Unavailable("no state was read yet".into()).into())
        }
    }

    /// Whether the public address is https, so that cookies can be limited to it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https:")
    }

    /// The link that OBS loads. It opens the overlay's view, read-only, and nothing else.
    #[must_use]
    pub fn overlay_link(&self) -> String {
        format!("{}/overlay?key={}", self.public_url, self.secrets.overlay)
    }
}

impl FromRef<App> for Secrets {
    fn from_ref(app: &App) -> Self {
        app.secrets.clone()
    }
}

/// The application of the stage that the address names, as an extractor.
pub struct At(pub App);

impl FromRequestParts<App> for At {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut request::Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(app.clone().on(PageQuery::parse(parts.uri.query()).stage)))
    }
}

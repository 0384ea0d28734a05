//! Routes, login, sockets, pages, forms. Must not know keys or scripts of the store.

pub mod assets;
pub mod auth;
pub mod error;
pub mod join;
pub mod limits;
pub mod page;
pub mod protocol;
pub mod token;

use std::sync::Arc;

use axum::extract::FromRef;

use crate::clock::Clock;
use crate::live::Hub;
use crate::secrets::Secrets;
use crate::store::Store;
use limits::Limits;

/// What every handler gets. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub hub: Hub,
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Clock,
    /// How often one visitor may try, on this server.
    pub limits: Arc<Limits>,
    /// Where people reach the public pages, with scheme, without a slash at the end.
    pub public_url: Arc<str>,
}

impl FromRef<App> for Secrets {
    fn from_ref(app: &App) -> Self {
        app.secrets.clone()
    }
}

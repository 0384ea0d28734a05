//! The page that OBS loads. `overlay/overlay.js` draws everything on it from the socket's views; this file must not know them.

use std::io::ErrorKind;
use std::path::Path;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::io::AsyncReadExt as _;

use crate::web::App;
use crate::web::http::auth::crew::panel_role;
use crate::web::http::auth::{Credentials, LinkRole};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::html;
use crate::web::http::query::PageQuery;
use crate::words::Words;

/// OBS puts the source's "Custom CSS" into the page as a style element, so this page alone allows inline styles.
///
/// It also has no `frame-ancestors`. The local file for OBS shows this page in a frame; the origin of such a file
/// (`http://absolute`, `file:`, never an opaque origin) is an internal of OBS that may change with its next version, and a
/// policy that no longer matches would blank the stream. The directive would protect nothing: the page has no control that a
/// visitor could be tricked into pressing, and another site's frame carries no cookie (`SameSite=Lax`), so it needs the key,
/// with which the page can be opened anyway. Panel and desk cannot be framed by other sites.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
    img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'";

#[derive(Template)]
#[template(path = "overlay.html")]
struct OverlayPage {
    t: Words,
    /// The time zone of the show, which is not that of the machine that runs OBS.
    zone: &'static str,
}

/// The routes of the overlay.
pub fn routes() -> Router<App> {
    Router::new().route("/overlay", get(get_overlay)).route("/overlay/county.css", get(get_county))
}

/// Largest style sheet of a county, in bytes: some hundred variables.
const COUNTY_BYTES_MAX: u64 = 32 * 1024;

/// `GET /overlay/county.css`: the county's values for the custom properties of `base.css`; other rules are not supported.
///
/// Read again for each request, so that a colour can be tried without a restart. Empty if the file does not exist.
async fn get_county(State(app): State<App>) -> Response {
    let css = read_county(&app.data).await.unwrap_or_else(|why| {
        tracing::warn!(%why, "could not read county.css; the overlay is styled without it");
        String::new()
    });
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, css).into_response()
}

async fn read_county(data: &Path) -> std::io::Result<String> {
    let file = match tokio::fs::File::open(data.join("county.css")).await {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(String::new()),
        file => file?,
    };
    let mut css = String::new();
    file.take(COUNTY_BYTES_MAX + 1).read_to_string(&mut css).await?;
    if css.len() as u64 > COUNTY_BYTES_MAX {
        return Err(std::io::Error::other(format!("it is larger than {COUNTY_BYTES_MAX} bytes")));
    }
    Ok(css)
}

/// `GET /overlay?key=…`
async fn get_overlay(State(app): State<App>, query: PageQuery, credentials: Credentials) -> Result {
    let allowed = panel_role(&credentials, &app.secrets).is_some() || credentials.open(LinkRole::Overlay, &app.secrets);
    if !allowed {
        return Err(AppError::Forbidden);
    }
    // Only the link decides the language: the one that a host chose for the panel in the same browser is not for the air.
    let t = Words::from(query.lang.unwrap_or_default());
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, html(&OverlayPage { t, zone: app.clock.zone().name() })?).into_response())
}

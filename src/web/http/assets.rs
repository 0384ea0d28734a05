//! The files of `overlay/`, inside the binary. Their address names a hash of them all, so that browsers keep them for ever
//! and still get new ones after an update.

use std::sync::LazyLock;

use anyhow::Context as _;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::web::http::error::{AppError, Result};

#[derive(RustEmbed)]
#[folder = "overlay/"]
struct Files;

static BUILD: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        hash.update(Files::get(&name).map(|file| file.metadata.sha256_hash()).unwrap_or_default());
    }
    hash.update(env!("CARGO_PKG_VERSION"));
    crate::random::hex(&hash.finalize()[..6])
});

/// Names this build's browser files. Pages whose build is another one reload.
#[must_use]
pub fn build() -> &'static str {
    &BUILD
}

/// The address of a file of `overlay/`: `/assets/{build}/panel.css`.
#[must_use]
pub fn asset(name: &str) -> String {
    format!("/assets/{}/{name}", build())
}

/// A file of `overlay/` that is filled in before it is handed out.
///
/// # Errors
/// [`AppError::Bug`] where it is not there or no text, which a test would have seen.
pub fn text(name: &str) -> Result<String> {
    let file = Files::get(name).with_context(|| format!("overlay/{name} is missing"))?;
    Ok(String::from_utf8(file.data.into_owned()).with_context(|| format!("overlay/{name} is no text"))?)
}

/// `GET /assets/{build}/{*name}`
pub async fn get_asset(Path((asked, name)): Path<(String, String)>) -> Result {
    let file = Files::get(&name).ok_or(AppError::NotFound)?;
    // An address of another build still answers, but is not kept: a page may be loading while the server is updated.
    let cache = if asked == build() { "public, max-age=31536000, immutable" } else { "no-store" };
    let headers = [(header::CONTENT_TYPE, mime(&name)), (header::CACHE_CONTROL, cache)];
    Ok((headers, Response::new(Body::from(file.data))).into_response())
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("html") => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

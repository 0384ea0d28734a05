//! The files of `overlay/`, embedded in the binary. Their address contains a hash of all of them, so that browsers can cache
//! them forever and still load new ones after an update. Must not know pages.

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

/// The hash of this build's browser files. Pages of another build reload.
#[must_use]
pub fn build() -> &'static str {
    &BUILD
}

/// The address of a file of `overlay/`: `/assets/{build}/panel.css`.
#[must_use]
pub fn asset(name: &str) -> String {
    format!("/assets/{}/{name}", build())
}

/// The text of a file of `overlay/`, to be used as a template.
///
/// # Errors
/// [`AppError::Bug`] if the file is missing or not text, which tests rule out.
pub fn text(name: &str) -> Result<String> {
    let file = Files::get(name).with_context(|| format!("overlay/{name} is missing"))?;
    Ok(String::from_utf8(file.data.into_owned()).with_context(|| format!("overlay/{name} is not text"))?)
}

/// `GET /assets/{build}/{*name}`
pub async fn get_asset(Path((requested, name)): Path<(String, String)>) -> Result {
    let file = Files::get(&name).ok_or(AppError::NotFound)?;
    // Another build's address still works, uncached: a page may be loading while the server is updated.
    let cache = if requested == build() { "public, max-age=31536000, immutable" } else { "no-store" };
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

//! The files of the site for browsers and search engines: icons, the manifest, robots.txt. Must not know any page.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::picture::icon;
use crate::web::App;
use crate::web::http::error::Result;
use crate::web::public::visit::Visit;

/// Icons change with the program alone; a day, because their addresses are fixed.
const ICON_CACHE: &str = "public, max-age=86400";
/// Pages for everyone may be found; what belongs to one person or to staff may not.
const ROBOTS: &str = "User-agent: *\nDisallow: /my\nDisallow: /r/\nDisallow: /s/\nDisallow: /desk\nDisallow: /panel\n\
    Disallow: /overlay\nDisallow: /ws\nDisallow: /api/\nAllow: /\n";
/// The side that iOS wants of a touch icon, in pixels.
const TOUCH_SIDE: u32 = 180;

/// `GET /robots.txt`
pub async fn get_robots() -> &'static str {
    ROBOTS
}

/// `GET /favicon.ico`
pub async fn get_favicon(State(app): State<App>) -> Result {
    let file = app.pictures.draw_ico().await?;
    let headers = [(header::CONTENT_TYPE, "image/x-icon"), (header::CACHE_CONTROL, ICON_CACHE)];
    Ok((headers, file.to_vec()).into_response())
}

/// `GET /apple-touch-icon.png`
pub async fn get_touch_icon(State(app): State<App>) -> Result {
    icon(&app, icon::full(TOUCH_SIDE)).await
}

/// `GET /icon-192.png`
pub async fn get_icon_192(State(app): State<App>) -> Result {
    icon(&app, icon::rounded(192)).await
}

/// `GET /icon-512.png`
pub async fn get_icon_512(State(app): State<App>) -> Result {
    icon(&app, icon::rounded(512)).await
}

/// `GET /icon-maskable.png`
pub async fn get_icon_maskable(State(app): State<App>) -> Result {
    icon(&app, icon::maskable(512)).await
}

async fn icon(app: &App, sheet: crate::picture::Sheet) -> Result {
    let png = app.pictures.draw_plain(sheet).await?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, ICON_CACHE)];
    Ok((headers, png.to_vec()).into_response())
}

/// `GET /manifest.webmanifest`
pub async fn get_manifest(visit: Visit) -> Response {
    let icon = |src: &str, side: u32, purpose: &str| json!({ "src": src, "sizes": format!("{side}x{side}"), "type": "image/png", "purpose": purpose });
    let manifest = json!({
        "name": format!("{} {}", visit.chrome().organiser, visit.t.join_tagline()),
        "short_name": visit.t.join_tagline(),
        "lang": visit.t.lang.code(),
        "start_url": "/",
        "display": "minimal-ui",
        "theme_color": "#0b5f57",
        "background_color": "#f6f4ef",
        "icons": [
            icon("/icon-192.png", 192, "any"),
            icon("/icon-512.png", 512, "any"),
            icon("/icon-maskable.png", 512, "maskable"),
        ],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], Json(manifest).0.to_string()).into_response()
}

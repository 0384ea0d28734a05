//! Responses of the public pages and how long browsers may cache them. Must not know any single page.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::web::http::error::Result;
use crate::web::http::page;

/// Renders a page that must not be stored: it was made for one person, or holds what they typed.
pub fn no_store(status: StatusCode, page: &impl Template) -> Result {
    render(status, "no-store", page)
}

/// Renders a page that holds nothing personal but is out of date within a minute.
///
/// Unlike `no-store`, `no-cache` lets the browser restore a half-filled form when the visitor goes back to it.
pub fn no_cache(status: StatusCode, page: &impl Template) -> Result {
    render(status, "private, no-cache", page)
}

fn render(status: StatusCode, cache_control: &'static str, page: &impl Template) -> Result {
    let mut response = page::html(page)?;
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    Ok(response)
}

/// Redirects to a page of this site, and sets a cookie.
pub fn redirect_with_cookie(to: &str, cookie: Cookie<'static>) -> Response {
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SEE_OTHER, headers, CookieJar::new().add(cookie)).into_response()
}

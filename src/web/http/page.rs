//! From a template to a response, and from a request to its reader: language, and error pages in it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use askama::Template;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use tower_http::csrf::ProtectionError;

use crate::web::http::cookie::site_cookie;
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::http::text_size::TextSize;
use crate::words::{Lang, Words};

const LANG_COOKIE: &str = "lang";
/// How long a chosen language is remembered: a year.
const LANG_LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);

/// Renders a page.
///
/// # Errors
/// [`AppError::Bug`] if the template fails, which none of ours can with owned data.
pub fn html(template: &impl Template) -> Result {
    let text = template.render().context("a template did not render")?;
    Ok(Html(text).into_response())
}

/// The reader's language, from the query or the cookie, as an extractor. `Reader(t)` gives the words.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Words);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Infallible> {
        let query = PageQuery::parse(parts.uri.query());
        Ok(Self(Words::from(language(&parts.headers, &query))))
    }
}

/// Chinese unless the reader chose another language on this site: many phones and OBS installations are set to English
/// although nobody chose it.
fn language(headers: &HeaderMap, query: &PageQuery) -> Lang {
    let remembered = || Lang::from_code(CookieJar::from_headers(headers).get(LANG_COOKIE)?.value());
    query.lang.or_else(remembered).unwrap_or_default()
}

/// The error behind a response that a layer made without a page.
fn bare_error(response: &Response) -> Option<AppError> {
    if response.extensions().get::<ProtectionError>().is_some() {
        return Some(AppError::CrossSite);
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Some(AppError::Method),
        StatusCode::REQUEST_TIMEOUT => Some(AppError::Slow),
        _ => None,
    }
}

/// Middleware that renders every error as a page in the reader's language, or as JSON below `/api/`, and remembers a
/// language and a text size that the address chooses.
pub async fn explain(request: Request, next: Next) -> Response {
    let query = PageQuery::parse(request.uri().query());
    let lang = language(request.headers(), &query);
    let text = query.text.unwrap_or_else(|| TextSize::remembered(request.headers()));
    let is_api = request.uri().path().starts_with("/api/");
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    // The route, not the path: paths hold receipts and applications.
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    tracing::debug!(%method, route, status = response.status().as_u16(), "request answered");
    let raised = response.extensions_mut().remove::<Arc<AppError>>();
    if let Some(error) = raised.or_else(|| bare_error(&response).map(Arc::new)) {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = if is_api { error.json(lang) } else { error.page(lang, text) };
        response.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    }
    let language = query.lang.map(|chosen| site_cookie(LANG_COOKIE, chosen.code(), "/", LANG_LIFETIME, false));
    let chosen: Vec<_> = language.into_iter().chain(query.text.map(TextSize::cookie)).collect();
    if chosen.is_empty() {
        return response;
    }
    (chosen.into_iter().fold(CookieJar::new(), CookieJar::add), response).into_response()
}

//! From a template to an answer, and from a request to its reader: language, and errors said in it.

use std::convert::Infallible;
use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use tower_http::csrf::ProtectionError;

use crate::domain::stage::StageName;
use crate::web::App;
use crate::web::http::error::{AppError, Result};
use crate::words::{Lang, Words};

/// How long a chosen language is remembered, in seconds: a year.
const LANG_COOKIE_SECS: u32 = 365 * 24 * 3600;

/// Renders a page.
///
/// # Errors
/// [`AppError::Bug`] where the template fails, which none of ours can with owned data.
pub fn html(template: &impl Template) -> Result {
    let text = template.render().context("a template did not render")?;
    Ok(Html(text).into_response())
}

/// Who reads: their language, from the query or the cookie, as an extractor. `Reader(t)` gives the words.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Words);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Infallible> {
        Ok(Self(Words::from(lang_of(&parts.headers, parts.uri.query()))))
    }
}

/// Chinese unless somebody chose otherwise on this site: many a phone and many an OBS is set to English by nobody's choice.
fn lang_of(headers: &HeaderMap, query: Option<&str>) -> Lang {
    asked(query).or_else(|| cookie(headers, "lang").and_then(Lang::from_code)).unwrap_or_default()
}

/// The language that `?lang=` asks for.
#[must_use]
pub fn asked(query: Option<&str>) -> Option<Lang> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::from_code)
}

/// Whether a query says this: `monitor=1`.
#[must_use]
pub fn says(query: Option<&str>, pair: &str) -> bool {
    query.is_some_and(|query| query.split('&').any(|said| said == pair))
}

/// The stage that `?stage=` asks for.
#[must_use]
pub fn stage_in(query: Option<&str>) -> StageName {
    if says(query, "stage=rehearsal") { StageName::Rehearsal } else { StageName::Air }
}

/// The application with the stage in front that the address asks for, as an extractor.
pub struct At(pub App);

impl FromRequestParts<App> for At {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Infallible> {
        Ok(Self(app.clone().on(stage_in(parts.uri.query()))))
    }
}

/// A cookie's value, as it stands in the header.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// What a layer has refused without a word: a white page helps nobody.
fn wordless(response: &Response) -> Option<AppError> {
    if response.extensions().get::<ProtectionError>().is_some() {
        return Some(AppError::CrossSite);
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Some(AppError::Method),
        StatusCode::REQUEST_TIMEOUT => Some(AppError::Slow),
        _ => None,
    }
}

/// Writes the page of every error in the reader's language, or its JSON where a program asked, and remembers a language
/// that was asked for.
pub async fn explain(request: Request, next: Next) -> Response {
    let lang = lang_of(request.headers(), request.uri().query());
    let chosen = asked(request.uri().query());
    let api = request.uri().path().starts_with("/api/");
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let mut response = next.run(request).await;
    // The route, not the path: paths hold receipts and applications.
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    tracing::debug!(%method, route, status = response.status().as_u16(), "answered");
    let raised = response.extensions_mut().remove::<Arc<AppError>>();
    if let Some(error) = raised.or_else(|| wordless(&response).map(Arc::new)) {
        let allow = response.headers_mut().remove(header::ALLOW);
        response = if api { error.json(lang) } else { error.page(lang) };
        response.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    }
    if let Some(chosen) = chosen {
        let code = chosen.code();
        let cookie = format!("lang={code}; Path=/; Max-Age={LANG_COOKIE_SECS}; SameSite=Lax; HttpOnly");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

//! The error type of all handlers. The sentences that a person reads are chosen here; a cause is logged once, with a reference
//! number, and never shown.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use crate::export::ExportError;
use crate::picture::PictureError;
use crate::store;
use crate::web::http::text_size::TextSize;
use crate::words::{Lang, Words};

/// The reason why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// No page has this address, or its subject does not exist.
    #[error("not found")]
    NotFound,
    /// The request has no key, or one that does not open this page.
    #[error("forbidden")]
    Forbidden,
    /// A rate limit is exceeded.
    #[error("too many requests")]
    TooMany,
    /// The body is larger than the handler accepts.
    #[error("too large")]
    TooLarge,
    /// The address does not support this method or protocol.
    #[error("method not allowed")]
    Method,
    /// A socket was asked for without `Upgrade`: by a browser's address bar, or through a proxy that drops the header.
    #[error("no upgrade")]
    NoUpgrade,
    /// Another site's page sent the request.
    #[error("cross-site request")]
    CrossSite,
    /// The request exceeded its deadline; its effect may have happened.
    #[error("too slow")]
    Slow,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A picture cannot be drawn now.
    #[error(transparent)]
    Picture(PictureError),
    /// A bug of ours.
    #[error("{0}")]
    Bug(#[from] anyhow::Error),
}

/// The result of a handler.
pub type Result<T = Response> = std::result::Result<T, AppError>;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    t: Words,
    size: TextSize,
    title: &'a str,
    text: &'a str,
}

impl AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoUpgrade => StatusCode::UPGRADE_REQUIRED,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Store(_) | Self::Picture(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The title and text of the page. Logs the cause.
    fn message(&self, t: Words) -> (&'static str, String) {
        match self {
            Self::NotFound => (t.common_error_not_found_title(), t.common_error_not_found_text().into()),
            Self::Forbidden => (t.common_error_forbidden_title(), t.common_error_forbidden_text().into()),
            Self::CrossSite => (t.common_error_cross_site_title(), t.common_error_cross_site_text().into()),
            Self::TooMany => (t.common_error_too_many_title(), t.common_error_too_many_text().into()),
            Self::TooLarge => (t.common_error_too_large_title(), t.common_error_too_large_text().into()),
            Self::Method => (t.common_error_method_title(), t.common_error_method_text().into()),
            Self::NoUpgrade => (t.common_error_no_upgrade_title(), t.common_error_no_upgrade_text().into()),
            Self::Slow => (t.common_error_slow_title(), t.common_error_slow_text().into()),
            Self::Store(why) => {
                tracing::warn!(%why, "could not reach the store; the request is answered with 503");
                (t.common_error_store_title(), t.common_error_store_text().into())
            }
            Self::Picture(PictureError::NoFont) => (t.picture_no_font_title(), t.picture_no_font_text().into()),
            Self::Picture(_) => (t.picture_busy_title(), t.picture_busy_text().into()),
            Self::Bug(why) => {
                let reference = crate::random::code(6);
                tracing::error!(%reference, "a request failed by a bug and is answered with 500: {why:#}");
                (t.common_error_bug_title(), t.common_error_bug_text(reference))
            }
        }
    }

    /// The error as a page in the reader's language. `page::explain` calls this or [`AppError::json`] once per response.
    #[must_use]
    pub fn page(&self, lang: Lang, size: TextSize) -> Response {
        let t = Words::from(lang);
        let (title, text) = self.message(t);
        let mut response = match (ErrorPage { t, size, title, text: &text }).render() {
            Ok(html) => Html(html).into_response(),
            // If the error page itself cannot be rendered, plain text still explains the error.
            Err(_) => text.into_response(),
        };
        self.set_status(&mut response);
        response
    }

    /// The error for programs: a code, and the text of the page.
    #[must_use]
    pub fn json(&self, lang: Lang) -> Response {
        let (_, text) = self.message(Words::from(lang));
        let mut response = Json(json!({ "code": self.code(), "message": text })).into_response();
        self.set_status(&mut response);
        response
    }

    /// The code in responses to programs.
    const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::TooMany => "too_many",
            Self::TooLarge => "too_large",
            Self::Method => "method",
            Self::NoUpgrade => "no_upgrade",
            Self::CrossSite => "cross_site",
            Self::Slow => "slow",
            Self::Store(_) => "store",
            Self::Picture(_) => "picture",
            Self::Bug(_) => "bug",
        }
    }

    fn set_status(&self, response: &mut Response) {
        *response.status_mut() = self.status();
        if matches!(self, Self::TooMany | Self::Store(_) | Self::Picture(_)) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        if matches!(self, Self::NoUpgrade) {
            response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        }
    }
}

impl From<ExportError> for AppError {
    fn from(why: ExportError) -> Self {
        Self::Bug(why.into())
    }
}

impl From<PictureError> for AppError {
    fn from(why: PictureError) -> Self {
        match why {
            PictureError::Bug(why) => Self::Bug(why),
            why => Self::Picture(why),
        }
    }
}

impl IntoResponse for AppError {
    /// A response with the status alone; `page::explain`, which knows the reader's language, renders the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

//! The one error type at the edge. What a person reads is fixed here; causes go to the log, once, with a reference number.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use crate::store;
use crate::words::{Lang, Words};

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("not found")]
    NotFound,
    /// No key, or one that does not open this.
    #[error("forbidden")]
    Forbidden,
    #[error("too many requests")]
    TooMany,
    #[error("too large")]
    TooLarge,
    #[error("method not allowed")]
    Method,
    #[error("cross-site request")]
    CrossSite,
    /// The whole request took too long; what it asked for may have been done.
    #[error("too slow")]
    Slow,
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Ours to mend.
    #[error("{0}")]
    Bug(#[from] anyhow::Error),
}

pub type Result<T = Response> = std::result::Result<T, AppError>;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    t: Words,
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
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Bug(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title and text, and the log line that belongs to them.
    fn tell(&self, t: Words) -> (&'static str, String) {
        match self {
            Self::NotFound => (t.common_error_not_found_title(), t.common_error_not_found_text().into()),
            Self::Forbidden => (t.common_error_forbidden_title(), t.common_error_forbidden_text().into()),
            Self::CrossSite => (t.common_error_cross_site_title(), t.common_error_cross_site_text().into()),
            Self::TooMany => (t.common_error_too_many_title(), t.common_error_too_many_text().into()),
            Self::TooLarge => (t.common_error_too_large_title(), t.common_error_too_large_text().into()),
            Self::Method => (t.common_error_method_title(), t.common_error_method_text().into()),
            Self::Slow => (t.common_error_slow_title(), t.common_error_slow_text().into()),
            Self::Store(why) => {
                tracing::warn!(%why, "a request could not reach the store");
                (t.common_error_store_title(), t.common_error_store_text().into())
            }
            Self::Bug(why) => {
                let reference = crate::random::code(6);
                tracing::error!(%reference, "{why:#}");
                (t.common_error_bug_title(), t.common_error_bug_text(reference))
            }
        }
    }

    /// The error as a page in the reader's language. This or [`AppError::json`] is called once a response, by `page::explain`.
    #[must_use]
    pub fn page(&self, lang: Lang) -> Response {
        let t = Words::from(lang);
        let (title, text) = self.tell(t);
        let mut response = match (ErrorPage { t, title, text: &text }).render() {
            Ok(html) => Html(html).into_response(),
            // The error page itself cannot be rendered: plain text still says what happened.
            Err(_) => text.into_response(),
        };
        self.mark(&mut response);
        response
    }

    /// The same for programs, which cannot read a page: what happened, as a code and in words.
    #[must_use]
    pub fn json(&self, lang: Lang) -> Response {
        let (_, text) = self.tell(Words::from(lang));
        let mut response = Json(json!({ "code": self.code(), "message": text })).into_response();
        self.mark(&mut response);
        response
    }

    /// The code in answers to programs.
    const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::TooMany => "too_many",
            Self::TooLarge => "too_large",
            Self::Method => "method",
            Self::CrossSite => "cross_site",
            Self::Slow => "slow",
            Self::Store(_) => "store",
            Self::Bug(_) => "bug",
        }
    }

    fn mark(&self, response: &mut Response) {
        *response.status_mut() = self.status();
        if matches!(self, Self::TooMany | Self::Store(_)) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
    }
}

impl IntoResponse for AppError {
    /// Only the status; `page::explain` knows the reader's language and writes the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

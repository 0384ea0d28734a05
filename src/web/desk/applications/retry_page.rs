//! The page that repeats a form while the store is unavailable, so that one more press is all that is left to do. Reads
//! nothing from the store.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::web::desk::applications::address::ApplicationAddress;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::Words;

#[derive(Template)]
#[template(path = "desk/kept.html")]
struct RetryPage<'a> {
    t: Words,
    chrome: PageChrome,
    action: String,
    fields: &'a [(&'static str, String)],
    /// The change in words; empty for a remark, which is shown in its box.
    change: &'a str,
}

/// Answers 503 with the form as it was submitted to `path` below the application's address.
pub fn show_retry(
    clerk: &Clerk,
    application: &ApplicationAddress,
    path: &str,
    fields: &[(&'static str, String)],
    change: &str,
) -> Result {
    let chrome = clerk.chrome(Tab::List, application.person.page());
    let page = RetryPage { t: clerk.t, chrome, action: application.action(path), fields, change };
    let retry = [(header::RETRY_AFTER, "60")];
    Ok((StatusCode::SERVICE_UNAVAILABLE, retry, page::html(&page)?).into_response())
}

//! The page that holds what was typed while the store is away, so that pressing once more is all that is left to do.
//! Needs nothing from the store.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::domain::person::ApplicationId;
use crate::web::App;
use crate::web::desk::applications::entry::entry_at;
use crate::web::desk::applications::query::Asked;
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::http::auth::Staff;
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::Words;

#[derive(Template)]
#[template(path = "desk/kept.html")]
struct KeptPage<'a> {
    t: Words,
    frame: PageChrome,
    action: String,
    fields: Vec<(&'static str, String)>,
    /// The change in words; empty for a remark, which is shown in its box.
    wanted: &'a str,
}

/// Answers 503 with the form as it was sent.
#[allow(clippy::too_many_arguments, reason = "who, where and what of one form; a struct would be named once")]
pub fn show_kept(
    app: &App,
    staff: &Staff,
    t: Words,
    id: &ApplicationId,
    path: &str,
    asked: &Asked,
    fields: Vec<(&'static str, String)>,
    wanted: &str,
) -> Result {
    let frame = PageChrome::new(app, staff, t, Tab::List, entry_at(id, "", asked));
    let kept = KeptPage { t, frame, action: entry_at(id, path, asked), fields, wanted };
    let retry = [(header::RETRY_AFTER, "60")];
    Ok((StatusCode::SERVICE_UNAVAILABLE, retry, page::html(&kept)?).into_response())
}

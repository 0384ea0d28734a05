//! The page that takes the place of a list while this server still reads all people, which takes some seconds after a start.
//! Changes are not its concern: they answer as when the store is away, with everything that was typed.

use askama::Template;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::index::IndexState;
use crate::web::App;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::grouped_number;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::web::http::query::PageQuery;
use crate::words::{Words, arg};

/// After how many seconds the page, or a program, should try again.
const RETRY_SECS: &str = "2";

#[derive(Template)]
#[template(path = "desk/loading.html")]
struct LoadingPage {
    t: Words,
    chrome: PageChrome,
    progress: String,
}

/// Middleware that answers 503 with the progress while the index is loading.
pub async fn until_loaded(State(app): State<App>, request: Request, next: Next) -> Response {
    let IndexState::Loading { done, total } = app.index.state() else { return next.run(request).await };
    // A link's key is exchanged for a cookie without the index.
    let has_key = PageQuery::parse(request.uri().query()).key.is_some();
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if !reads || has_key {
        return next.run(request).await;
    }
    let here = request.uri().to_string();
    let (mut parts, _) = request.into_parts();
    match Clerk::from_request_parts(&mut parts, &app).await {
        Ok(clerk) => show_loading(&clerk, here, done, total).unwrap_or_else(AppError::into_response),
        Err(refused) => refused.into_response(),
    }
}

fn show_loading(clerk: &Clerk, here: String, done: usize, total: usize) -> Result {
    let t = clerk.t;
    let progress = match total {
        0 => t.desk_loading_start().to_owned(),
        _ => t.desk_loading_progress(arg::Done(grouped_number(done)), arg::Total(grouped_number(total))),
    };
    let page = LoadingPage { t, chrome: clerk.chrome(Tab::List, here), progress };
    let retry = [(header::RETRY_AFTER, RETRY_SECS)];
    Ok((StatusCode::SERVICE_UNAVAILABLE, retry, page::html(&page)?).into_response())
}

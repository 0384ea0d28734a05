//! The page for a number that no card has, with the way on. Must not know how cards are found.

use askama::Template;
use axum::http::StatusCode;

use crate::domain::show::ShowId;
use crate::web::http::error::Result;
use crate::web::public::answer::no_cache;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

/// Characters of a mistyped number that the page repeats.
const TYPED_CHARS_MAX: usize = 8;

#[derive(Template)]
#[template(path = "join/unknown.html")]
struct UnknownPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    text: String,
}

/// The page for a number that no card has: of this show, or of the one on the stage.
pub fn show_unknown(visit: &Visit, show: Option<ShowId>, typed: &str) -> Result {
    let typed: String = typed.chars().take(TYPED_CHARS_MAX).collect();
    let text = match show {
        Some(show) => visit.t.join_unknown_show(arg::Number(typed), arg::Show(show)),
        None => visit.t.join_unknown_text(typed),
    };
    no_cache(StatusCode::NOT_FOUND, &UnknownPage { t: visit.t, chrome: visit.chrome(), text })
}

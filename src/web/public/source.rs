//! `/s/{code}`: the tracked short link, and the source that it leaves with a browser. Every address leads somewhere: a reader
//! who mistypes a code wants the show as much as one who does not.

use std::time::Duration;

use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::address::{CardAddress, read_number};
use crate::domain::channel::{UNKNOWN_SOURCE, is_source};
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::web::http::query::PageQuery;
use crate::web::public::answer::redirect_with_cookie;
use crate::web::public::links::card_path;
use crate::web::public::visit::Visit;

/// Remembers the source: the tracked link by which a visitor came.
const SOURCE_COOKIE: &str = "src";
/// Lifetime of [`SOURCE_COOKIE`]: a link opened in the morning still counts for a form sent after the show.
const SOURCE_LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// The address of a tracked link, in parts.
#[derive(Debug, PartialEq, Eq)]
struct TrackedLink {
    /// The code as it was typed.
    code: String,
    /// The show of the card, if the address fixes it.
    show: Option<ShowId>,
    card: Option<CardNumber>,
}

/// `GET /s/{code}`: to the show that is on. `/s/{code}/8` leads to its card 8, `/s/{code}/42/8` for ever to card 8 of show 42.
pub async fn get_link(visit: Visit, method: Method, uri: Uri, query: PageQuery, jar: CookieJar) -> Response {
    let link = TrackedLink::parse(uri.path());
    let to = match (link.show, link.card.or(query.card)) {
        (_, None) => "/".to_owned(),
        (None, Some(card)) => card_path(&visit, card),
        (Some(show), Some(card)) => CardAddress { show, card }.to_string(),
    };
    let remembered = source_of(&jar);
    let on_stage = visit.snapshot.stage.show.unwrap_or(ShowId(0));
    // Programs ask for the head of a page to see whether it is there; that is no visit.
    let source = if method == Method::GET {
        visit.app.sources.visit(&link.code, link.show.unwrap_or(on_stage), &remembered)
    } else {
        visit.app.sources.tables().channels.resolve(&link.code).source
    };
    // A code that cannot be read says less than the link by which this browser came before.
    if source == UNKNOWN_SOURCE && !remembered.is_empty() {
        return Redirect::to(&to).into_response();
    }
    redirect_with_cookie(&to, visit.cookie(SOURCE_COOKIE, &source, "/", SOURCE_LIFETIME))
}

/// The source of this visitor; empty where that is not known.
pub fn source_of(jar: &CookieJar) -> String {
    jar.get(SOURCE_COOKIE).map(Cookie::value).filter(|code| is_source(code)).unwrap_or_default().to_owned()
}

impl TrackedLink {
    /// The parts of a path. Whatever cannot be read is left out.
    fn parse(path: &str) -> Self {
        let path = percent_decode_str(path).decode_utf8_lossy().nfkc().collect::<String>();
        let mut parts = path.split('/').map(str::trim).filter(|part| !part.is_empty()).skip(1);
        let code = parts.next().unwrap_or_default().to_owned();
        let numbers: Vec<&str> = parts.collect();
        let (show, card) = match numbers.as_slice() {
            [card] => (None, card_number(card)),
            [show, card, ..] => (read_number(show).map(ShowId), card_number(card)),
            [] => (None, None),
        };
        Self { code, show, card }
    }
}

fn card_number(typed: &str) -> Option<CardNumber> {
    read_number(typed)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::*;

    #[test]
    fn only_plain_codes_are_sources() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_str(value).expect("a header"));
            source_of(&CookieJar::from_headers(&headers))
        };
        assert_eq!(of("lang=zh; src=wechat-jiedian"), "wechat-jiedian");
        for bad in ["src=", "src=A", "src=a b", "src=a%0d", "other=x", "src=a_b"] {
            assert_eq!(of(bad), "", "{bad}");
        }
        assert_eq!(of(&format!("src={}", "a".repeat(33))), "");
    }

    #[test]
    fn a_link_is_read_however_it_is_typed() {
        let read = |path| {
            let TrackedLink { code, show, card } = TrackedLink::parse(path);
            (code, show.map(|show| show.0), card)
        };
        let plain = |code: &str| (code.to_owned(), None, None);
        for path in ["/s/k7p2q9", "/s/k7p2q9/", "/s//k7p2q9", "/s/%20k7p2q9%20", "/s/k7p2q9/x"] {
            assert_eq!(read(path), plain("k7p2q9"), "{path}");
        }
        assert_eq!(read("/s/k7p2q9/8"), ("k7p2q9".into(), None, Some(8)));
        assert_eq!(read("/s/k7p2q9/%EF%BC%98/"), ("k7p2q9".into(), None, Some(8)), "full-width");
        assert_eq!(read("/s/k7p2q9/42/8"), ("k7p2q9".into(), Some(42), Some(8)));
        assert_eq!(read("/s/%E9%AB%98%E6%9D%91"), plain("高村"));
        assert!(!read("/s/%ff%fe").0.is_empty());
        assert_eq!(read("/s/"), plain(""));
    }
}

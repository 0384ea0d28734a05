//! Links that are posted and printed: the tracked short link, and the QR code of a card.

use std::time::Duration;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::domain::address::spoken_path;
use crate::domain::rundown::CardNumber;
use crate::qr::qr;
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::public::answer::redirect_with_cookie;
use crate::web::public::listing::Listing;
use crate::web::public::visit::Visit;

/// Remembers the source: the tracked link by which a visitor came.
const SOURCE_COOKIE: &str = "src";
/// Lifetime of [`SOURCE_COOKIE`]: a link opened in the morning still counts for a form sent after the show.
const SOURCE_LIFETIME: Duration = Duration::from_secs(24 * 3600);
/// Longest code of a link, in characters.
const SOURCE_CHARS_MAX: usize = 32;

/// `GET /s/{code}`: to the show, or with `?j=8` to that card. Unknown codes count as sources too: staff name them later.
pub async fn get_link(visit: Visit, Path(code): Path<String>, query: PageQuery) -> Response {
    let to = query.card.map_or_else(|| "/".to_owned(), |number| card_path(&visit, number));
    if is_code(&code) {
        redirect_with_cookie(&to, visit.cookie(SOURCE_COOKIE, &code, "/", SOURCE_LIFETIME))
    } else {
        Redirect::to(&to).into_response()
    }
}

/// The lasting path of a card of the show on the stage; without a show the spoken one, whose page says so.
fn card_path(visit: &Visit, number: CardNumber) -> String {
    Listing::on_stage(visit).map_or_else(|| spoken_path(number), |listing| listing.address(number).to_string())
}

/// The code of the link by which this visitor came; empty where that is not known.
pub fn source_of(jar: &CookieJar) -> String {
    jar.get(SOURCE_COOKIE).map(Cookie::value).filter(|code| is_code(code)).unwrap_or_default().to_owned()
}

fn is_code(code: &str) -> bool {
    (1..=SOURCE_CHARS_MAX).contains(&code.len())
        && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// `GET /qr/{number}.svg`, and `/qr/show.svg` for the front page.
pub async fn get_qr(visit: Visit, Path(file): Path<String>) -> Result {
    let name = file.strip_suffix(".svg").ok_or(AppError::NotFound)?;
    let path = if name == "show" {
        "/".to_owned()
    } else {
        let number: CardNumber = name.parse().map_err(|_| AppError::NotFound)?;
        visit.snapshot.rundown.card(number).ok_or(AppError::NotFound)?;
        card_path(&visit, number)
    };
    let code = qr(&format!("{}{path}", visit.app.public_url)).ok_or(AppError::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, code.svg()).into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

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
}

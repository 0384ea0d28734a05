//! Finds out whether a browser stores cookies. Some do not; their visitors must not see a receipt without its code, or a lookup
//! that opens nothing and does not say why. Must not know any single page.

use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;

use crate::web::http::cookie::browser_session_cookie;
use crate::web::public::visit::Visit;

/// The cookie that a page with a form sets, and the hidden field of that form. A form with the field and without any cookie
/// comes from a browser that stores none.
const PROBE: &str = "probe";

/// The page of a form with the field `probe`, with the cookie that belongs to it.
pub fn with_probe(visit: &Visit, page: Response) -> Response {
    if visit.has_cookies {
        return page;
    }
    let cookie = browser_session_cookie(PROBE, "1", "/", visit.app.is_https());
    (CookieJar::new().add(cookie), page).into_response()
}

/// Whether a form comes from a browser that stores no cookies. A program that sends neither cookies nor the field does not count.
pub fn stores_no_cookies(visit: &Visit, body: &[u8]) -> bool {
    !visit.has_cookies && form_urlencoded::parse(body).any(|(name, value)| name == PROBE && value == "1")
}

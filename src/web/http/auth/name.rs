//! The name that a browser's user chose for panel and desk, remembered in a cookie.

use std::time::Duration;

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use data_encoding::HEXLOWER_PERMISSIVE;

use crate::web::http::cookie::site_cookie;

/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 20;

const NAME_COOKIE: &str = "daigang_name";
/// The lifetime of the cookie with the operator's display name: a year.
const NAME_LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);

/// The name that was chosen in this browser; empty if none was.
#[must_use]
pub fn chosen_name(jar: &CookieJar) -> String {
    let bytes = jar.get(NAME_COOKIE).and_then(|cookie| HEXLOWER_PERMISSIVE.decode(cookie.value().as_bytes()).ok());
    let name = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    shortened(&name)
}

/// The cookie that remembers a name, in hexadecimal: cookies of earlier versions are, and stay readable.
#[must_use]
pub fn name_cookie(name: &str) -> Cookie<'static> {
    let hex = crate::random::hex(shortened(name.trim()).as_bytes());
    site_cookie(NAME_COOKIE, hex, "/", NAME_LIFETIME, false)
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_its_cookie_and_nonsense_is_no_name() {
        let remembered = |cookie: Cookie<'static>| chosen_name(&CookieJar::new().add(cookie));
        assert_eq!(remembered(name_cookie(" 小李\n ")), "小李");
        assert_eq!(remembered(name_cookie(&"长".repeat(30))), "长".repeat(NAME_CHARS_MAX));
        for wrong in ["", "e5b", "xyz", "ff"] {
            assert_eq!(remembered(Cookie::new(NAME_COOKIE, wrong)), "", "{wrong:?}");
        }
    }
}

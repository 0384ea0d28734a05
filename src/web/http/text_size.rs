//! The text size that a reader chose, and the cookie that remembers it. Must not know any page.

use std::time::Duration;

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::web::http::cookie::site_cookie;

const TEXT_COOKIE: &str = "text";
/// How long a chosen size is remembered: a year.
const TEXT_LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);

/// The size of the text of the public pages, times the size that the browser is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// 18 px in a browser with its own default.
    #[default]
    Standard,
    /// 24 px.
    Large,
    /// 30 px.
    Largest,
}

impl TextSize {
    /// The code in addresses and in the cookie.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    /// The size of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Standard, Self::Large, Self::Largest].into_iter().find(|size| size.as_str() == code)
    }

    /// The size that the reader chose before; the standard one otherwise.
    #[must_use]
    pub fn remembered(headers: &HeaderMap) -> Self {
        let jar = CookieJar::from_headers(headers);
        jar.get(TEXT_COOKIE).and_then(|cookie| Self::from_code(cookie.value())).unwrap_or_default()
    }

    /// The cookie that remembers the size. Scripts may set it too: the switch on the page works without a reload.
    #[must_use]
    pub fn cookie(self) -> Cookie<'static> {
        let mut cookie = site_cookie(TEXT_COOKIE, self.as_str(), "/", TEXT_LIFETIME, false);
        cookie.set_http_only(false);
        cookie
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::*;

    #[test]
    fn a_size_is_remembered_and_anything_else_is_the_standard() {
        let of = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(line));
            TextSize::remembered(&headers)
        };
        assert_eq!(of("lang=zh; text=largest"), TextSize::Largest);
        for line in ["text=huge", "text=", "other=large"] {
            assert_eq!(of(line), TextSize::Standard, "{line}");
        }
        let cookie = TextSize::Large.cookie().encoded().to_string();
        assert_eq!(cookie, "text=large; SameSite=Lax; Path=/; Max-Age=31536000");
    }
}

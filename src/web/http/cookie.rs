//! The attributes that every cookie of this site has. Must not know what a cookie is for.

use std::time::Duration;

use axum_extra::extract::cookie::{Cookie, SameSite};

/// A cookie that scripts cannot read and that other sites' forms and frames do not send along.
///
/// `secure` is whether browsers may send it over https only. A `max_age` of zero deletes the cookie.
#[must_use]
pub fn site_cookie(
    name: &'static str,
    value: impl Into<String>,
    path: &str,
    max_age: Duration,
    secure: bool,
) -> Cookie<'static> {
    let mut cookie = browser_session_cookie(name, value, path, secure);
    cookie.set_max_age(Some(max_age.try_into().expect("lifetimes of cookies are constants of at most a year")));
    cookie
}

/// The same without a lifetime: a browser forgets it when it is closed.
#[must_use]
pub fn browser_session_cookie(
    name: &'static str,
    value: impl Into<String>,
    path: &str,
    secure: bool,
) -> Cookie<'static> {
    let cookie = Cookie::build((name, value.into())).path(path.to_owned());
    cookie.http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_has_every_attribute_that_browsers_must_see() {
        let day = Duration::from_secs(24 * 3600);
        let plain = site_cookie("src", "wechat-jiedian", "/", day, false).encoded().to_string();
        assert_eq!(plain, "src=wechat-jiedian; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400");
        let secure = site_cookie("my", "", "/my", Duration::ZERO, true).encoded().to_string();
        assert_eq!(secure, "my=; HttpOnly; SameSite=Lax; Secure; Path=/my; Max-Age=0");
        let passing = browser_session_cookie("daigang_search", "x", "/desk", true).encoded().to_string();
        assert_eq!(passing, "daigang_search=x; HttpOnly; SameSite=Lax; Secure; Path=/desk");
    }
}

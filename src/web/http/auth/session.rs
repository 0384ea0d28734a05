//! The cookies that keep a browser signed in to panel and desk. Must not know pages.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::secrets::{Secrets, mac};
use crate::web::http::auth::link_keys::{LinkRole, same};
use crate::web::http::cookie::site_cookie;

/// How long a browser stays signed in after it last opened a page. Shows are weekly: after a month without one, the cookie
/// must not expire in the middle of the next.
const SESSION_LIFETIME: Duration = Duration::from_secs(35 * 24 * 3600);

/// The roles whose sessions each page renews.
const RENEWED: [LinkRole; 4] = [LinkRole::Host, LinkRole::Assistant, LinkRole::Watcher, LinkRole::Staff];

const fn cookie_name(role: LinkRole) -> &'static str {
    match role {
        LinkRole::Host => "daigang_host",
        LinkRole::Assistant => "daigang_assistant",
        LinkRole::Watcher => "daigang_watcher",
        LinkRole::Buttons => "daigang_buttons",
        LinkRole::Staff => "daigang_staff",
        LinkRole::Overlay => "daigang_overlay",
    }
}

/// The cookie's value is derived from the key: a new key ends all sessions, and a stolen cookie reveals no key.
fn cookie_value(role: LinkRole, secrets: &Secrets) -> String {
    crate::random::hex(&mac(role.key(secrets), [cookie_name(role).as_bytes()]))
}

/// Whether a browser has a valid session of this role.
#[must_use]
pub fn is_signed_in(jar: &CookieJar, role: LinkRole, secrets: &Secrets) -> bool {
    jar.get(cookie_name(role)).is_some_and(|cookie| same(cookie.value(), &cookie_value(role, secrets)))
}

/// The cookie that signs a browser in. `secure` if the public address is https.
#[must_use]
pub fn sign_in(role: LinkRole, secrets: &Secrets, secure: bool) -> Cookie<'static> {
    site_cookie(cookie_name(role), cookie_value(role, secrets), "/", SESSION_LIFETIME, secure)
}

/// The cookie that signs a browser out.
#[must_use]
pub fn sign_out(role: LinkRole) -> Cookie<'static> {
    site_cookie(cookie_name(role), "", "/", Duration::ZERO, false)
}

/// The state of [`renew`].
#[derive(Clone)]
pub struct SessionRenewal {
    /// The keys that cookies are derived from.
    pub secrets: Secrets,
    /// Whether the public address is https.
    pub secure: bool,
}

/// Middleware that extends a browser's sessions with each page of panel and desk that it opens.
pub async fn renew(State(renewal): State<SessionRenewal>, request: Request, next: Next) -> Response {
    let jar = CookieJar::from_headers(request.headers());
    let is_get = request.method() == Method::GET;
    let response = next.run(request).await;
    // A fetch by a page's script does not renew: it may be answered after another link has signed in.
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_get || !is_page || response.status() != StatusCode::OK {
        return response;
    }
    let signed_in = RENEWED.into_iter().filter(|role| is_signed_in(&jar, *role, &renewal.secrets));
    let renewed = signed_in.map(|role| sign_in(role, &renewal.secrets, renewal.secure));
    (renewed.fold(CookieJar::new(), CookieJar::add), response).into_response()
}

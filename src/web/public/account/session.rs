//! The session of `/my`: a short-lived signed cookie names what a code has opened. Must not know any page.

use std::time::Duration;

use axum::response::Response;
use axum_extra::extract::CookieJar;

use crate::store::CodeAccess;
use crate::web::http::token::{PASS_LIFETIME, access_of, access_pass};
use crate::web::public::answer::redirect_with_cookie;
use crate::web::public::visit::Visit;

/// Holds the pass of a visitor who gave a phone with its code.
const PASS_COOKIE: &str = "my";
/// The only pages that get the pass.
const PASS_PATH: &str = "/my";

/// The data that is open to this browser; `None` without a pass, or with one that has expired.
pub fn access(visit: &Visit, jar: &CookieJar) -> Option<CodeAccess> {
    access_of(&visit.app.secrets.form, jar.get(PASS_COOKIE)?.value(), visit.now.millis())
}

/// Whether the browser sent a pass, valid or not.
pub fn has_pass(jar: &CookieJar) -> bool {
    jar.get(PASS_COOKIE).is_some()
}

/// Signs a visitor in and redirects to `to`.
pub fn sign_in(visit: &Visit, access: &CodeAccess, to: &str) -> Response {
    let pass = access_pass(&visit.app.secrets.form, access, visit.now.millis());
    redirect_with_cookie(to, visit.cookie(PASS_COOKIE, &pass, PASS_PATH, PASS_LIFETIME))
}

/// Signs the visitor out and redirects to `to`.
pub fn sign_out(visit: &Visit, to: &str) -> Response {
    redirect_with_cookie(to, visit.cookie(PASS_COOKIE, "", PASS_PATH, Duration::ZERO))
}

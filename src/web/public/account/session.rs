//! The session of `/my`: a short-lived signed cookie names the person. Must not know any page.

use std::time::Duration;

use axum::response::Response;
use axum_extra::extract::CookieJar;

use crate::domain::person::PersonId;
use crate::web::http::token::{PASS_LIFETIME, person_of, person_pass};
use crate::web::public::answer::redirect_with_cookie;
use crate::web::public::visit::Visit;

/// Holds the pass of a person who gave the right phone and code.
const PASS_COOKIE: &str = "my";
/// The only pages that get the pass.
const PASS_PATH: &str = "/my";

/// The person who is signed in; `None` without a pass, or with one that has expired.
pub fn person(visit: &Visit, jar: &CookieJar) -> Option<PersonId> {
    person_of(&visit.app.secrets.form, jar.get(PASS_COOKIE)?.value(), visit.now.millis())
}

/// Whether the browser sent a pass, valid or not.
pub fn has_pass(jar: &CookieJar) -> bool {
    jar.get(PASS_COOKIE).is_some()
}

/// Signs a person in and redirects to their page.
pub fn sign_in(visit: &Visit, person: &PersonId) -> Response {
    let pass = person_pass(&visit.app.secrets.form, person, visit.now.millis());
    redirect_with_cookie("/my", visit.cookie(PASS_COOKIE, &pass, PASS_PATH, PASS_LIFETIME))
}

/// Signs the person out and redirects to `to`.
pub fn sign_out(visit: &Visit, to: &str) -> Response {
    redirect_with_cookie(to, visit.cookie(PASS_COOKIE, "", PASS_PATH, Duration::ZERO))
}

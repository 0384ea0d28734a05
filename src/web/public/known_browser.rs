//! A cookie by which `/my` recognises a browser that has opened data of a phone before: it may try codes of this phone even if
//! others behind its address have tried too many. It opens nothing by itself. Must not know any single page.

use std::time::Duration;

use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;

use crate::domain::phone::Phone;
use crate::web::http::token::{is_phone_proof, phone_proof};
use crate::web::public::visit::Visit;

const COOKIE: &str = "knows";
/// Only the lookup reads it.
const PATH: &str = "/my";
/// Half a year: as long as somebody may come back to an application.
const LIFETIME: Duration = Duration::from_secs(180 * 24 * 3600);

/// Whether the browser has opened data of this phone.
pub fn knows(visit: &Visit, jar: &CookieJar, phone: &Phone) -> bool {
    jar.get(COOKIE).is_some_and(|proof| is_phone_proof(&visit.app.secrets.form, phone, proof.value()))
}

/// The response, with the cookie of the phone whose data it opens.
pub fn remember(visit: &Visit, phone: &Phone, response: Response) -> Response {
    let proof = phone_proof(&visit.app.secrets.form, phone);
    (CookieJar::new().add(visit.cookie(COOKIE, &proof, PATH, LIFETIME)), response).into_response()
}

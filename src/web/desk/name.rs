//! `POST /desk/name`: remembers the name of the person at this computer. Must not know applications.

use axum::Form;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::web::desk::clerk::Clerk;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::error::Result;

/// The form that asks for a name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StaffNameForm {
    name: String,
    /// The page that the form was on.
    back: String,
}

/// `POST /desk/name`
pub async fn post_name(_: Clerk, Form(form): Form<StaffNameForm>) -> Result {
    let back = Redirect::to(sanitize_return_path(&form.back));
    if form.name.trim().is_empty() {
        // The page shows its form again, whose field says that it is required.
        return Ok(back.into_response());
    }
    Ok((CookieJar::new().add(name_cookie(&form.name)), back).into_response())
}

/// The address to return to. Anybody can make a form, so only addresses of the desk are accepted.
fn sanitize_return_path(back: &str) -> &str {
    let ours = back == "/desk" || back.starts_with("/desk/") || back.starts_with("/desk?");
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic());
    if ours && plain { back } else { "/desk" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_the_desk() {
        assert_eq!(sanitize_return_path("/desk/a/7?show=42"), "/desk/a/7?show=42");
        for bad in
            ["", "//evil.example", "https://evil.example/desk", "/deskx", "/desk/\r\nSet-Cookie: a=b", "/desk/王"]
        {
            assert_eq!(sanitize_return_path(bad), "/desk", "{bad:?}");
        }
    }
}

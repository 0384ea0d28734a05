//! `POST /desk/name`: how the person at this computer wants to be called. Knows no applications.

use axum::Form;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::web::http::auth::Staff;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::error::Result;

#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct NameForm {
    name: String,
    /// The page that asked.
    back: String,
}

/// `POST /desk/name`
pub async fn post_name(_: Staff, Form(form): Form<NameForm>) -> Result {
    let back = Redirect::to(safe_back(&form.back));
    if form.name.trim().is_empty() {
        // The page asks again; the field itself says that it is needed.
        return Ok(back.into_response());
    }
    Ok((CookieJar::new().add(name_cookie(&form.name)), back).into_response())
}

/// A form can be made by anybody, so it leads nowhere but to the desk.
fn safe_back(back: &str) -> &str {
    let ours = back == "/desk" || back.starts_with("/desk/") || back.starts_with("/desk?");
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic());
    if ours && plain { back } else { "/desk" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_the_desk() {
        assert_eq!(safe_back("/desk/a/7?show=42"), "/desk/a/7?show=42");
        for bad in
            ["", "//evil.example", "https://evil.example/desk", "/deskx", "/desk/\r\nSet-Cookie: a=b", "/desk/王"]
        {
            assert_eq!(safe_back(bad), "/desk", "{bad:?}");
        }
    }
}

//! `/panel/buttons`: how to put the stage on a Stream Deck, on Companion, or into a script, with everything filled in.
//! Must not know what a press does.
//!
//! What it says of other people's programs was read in their sources: Companion's generic HTTP module takes a base URL, and
//! for POST an address, a body (default `{}`), headers as JSON and a variable for the answer (bitfocus/companion-module-
//! generic-http, `src/fields.js`, commit 0622b04); `jsonpath($(custom:…), "$.…")` reads such a variable (bitfocus/companion,
//! where the older action `custom_variable_set_via_jsonpath` is rewritten to it). The plug-in Web Requests for Elgato's own
//! program takes one `name;value` a line as headers (data-enabler/streamdeck-web-requests, `http.html`, commit a4601fe);
//! the built-in action "Website" only sends GET, which presses nothing here.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use crate::web::App;
use crate::web::http::auth::Host;
use crate::web::http::error::Result;
use crate::web::http::page::{self, Reader};
use crate::words::Words;

pub fn routes() -> Router<App> {
    Router::new().route("/panel/buttons", get(get_buttons))
}

/// A button that one can copy.
struct Button {
    word: &'static str,
    /// Below [`ButtonsPage::base`].
    path: &'static str,
}

#[derive(Template)]
#[template(path = "panel/buttons.html")]
struct ButtonsPage {
    t: Words,
    base: String,
    token: String,
    buttons: Vec<Button>,
    /// Only programs on this computer reach such an address.
    local: bool,
}

impl ButtonsPage {
    fn header_json(&self) -> String {
        format!("{{\"Authorization\":\"Bearer {}\"}}", self.token)
    }

    fn header_line(&self) -> String {
        format!("Authorization;Bearer {}", self.token)
    }

    fn address(&self, button: &Button) -> String {
        format!("{}/commands/{}", self.base, button.path)
    }

    fn next(&self) -> String {
        format!("{}/commands/next", self.base)
    }

    /// Companion joins it with what stands in a button, without a stroke between.
    fn prefix(&self) -> String {
        format!("{}/", self.base)
    }

    fn curl_press(&self) -> String {
        format!("curl -X POST -H \"Authorization: Bearer {}\" {}", self.token, self.next())
    }

    fn curl_follow(&self) -> String {
        format!("curl -N -H \"Authorization: Bearer {}\" {}/events", self.token, self.base)
    }
}

/// `GET /panel/buttons`
async fn get_buttons(State(app): State<App>, _: Host, Reader(t): Reader) -> Result {
    let buttons = [
        (t.buttons_press_next(), "next"),
        (t.buttons_press_out(), "out"),
        (t.buttons_press_undo(), "undo"),
        (t.buttons_press_panic(), "panic"),
        (t.buttons_press_release(), "release"),
        (t.buttons_press_take(), "take/8"),
        (t.buttons_press_cue(), "cue/8"),
        (t.buttons_press_extend(), "extend/30"),
        (t.buttons_press_hold(), "hold"),
        (t.buttons_press_face_how(), "face/how"),
        (t.buttons_press_face_break(), "face/break/5"),
    ];
    let host = app.public_url.split("://").nth(1).unwrap_or_default();
    let page = ButtonsPage {
        t,
        base: format!("{}/api/v1/stage", app.public_url),
        token: app.secrets.buttons.to_string(),
        buttons: buttons.into_iter().map(|(word, path)| Button { word, path }).collect(),
        local: ["127.", "localhost", "[::1]"].iter().any(|start| host.starts_with(start)),
    };
    Ok(keep_nowhere(page::html(&page)?))
}

/// A key stands on it.
fn keep_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.into_response()
}

//! `/panel/buttons`: how to control the stage from a Stream Deck, Companion or a script, with addresses and key filled in.
//! Must not know what a command does.
//!
//! The instructions for other programs follow their sources: Companion's generic HTTP module takes a base URL, and
//! for POST an address, a body (default `{}`), headers as JSON and a variable for the answer (bitfocus/companion-module-
//! generic-http, `src/fields.js`, commit 0622b04); `jsonpath($(custom:…), "$.…")` reads such a variable (bitfocus/companion,
//! where the older action `custom_variable_set_via_jsonpath` is rewritten to it). The plug-in Web Requests for Elgato's own
//! program takes one `name;value` a line as headers (data-enabler/streamdeck-web-requests, `http.html`, commit a4601fe);
//! the built-in action "Website" only sends GET, which triggers no command here.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse as _;

use crate::web::App;
use crate::web::http::auth::Host;
use crate::web::http::error::Result;
use crate::web::http::page::{self, Reader};
use crate::words::Words;

/// A command with its address, to copy.
struct ButtonExample {
    label: &'static str,
    /// Below [`ButtonsPage::base`].
    path: &'static str,
}

#[derive(Template)]
#[template(path = "panel/buttons.html")]
struct ButtonsPage {
    t: Words,
    base: String,
    token: String,
    buttons: Vec<ButtonExample>,
    /// Whether only programs on this computer reach the public address.
    local: bool,
}

impl ButtonsPage {
    fn header_json(&self) -> String {
        format!("{{\"Authorization\":\"Bearer {}\"}}", self.token)
    }

    fn header_line(&self) -> String {
        format!("Authorization;Bearer {}", self.token)
    }

    fn address(&self, button: &ButtonExample) -> String {
        format!("{}/commands/{}", self.base, button.path)
    }

    fn next(&self) -> String {
        format!("{}/commands/next", self.base)
    }

    /// Companion appends a button's path to it without a slash.
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

/// `GET /panel/buttons`, for hosts only.
pub async fn get_buttons(State(app): State<App>, _: Host, Reader(t): Reader) -> Result {
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
        buttons: buttons.into_iter().map(|(label, path)| ButtonExample { label, path }).collect(),
        local: ["127.", "localhost", "[::1]"].iter().any(|start| host.starts_with(start)),
    };
    // The page shows a key.
    Ok(([(header::CACHE_CONTROL, "no-store")], page::html(&page)?).into_response())
}

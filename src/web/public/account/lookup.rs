//! `POST /my`: who somebody is, by phone and lookup code. Nothing of it stands in an address.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::phone::Phone;
use crate::web::http::error::{AppError, Result};
use crate::web::http::token::{PASS_LIFETIME, person_pass};
use crate::web::public::account::my;
use crate::web::public::form::phone_sentence;
use crate::web::public::submit::Body;
use crate::web::public::{PublicChrome, Visit, private, see_other};
use crate::words::Words;

/// Typed on `/my`. No `Debug`: it holds a number and its code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    phone: String,
    code: String,
}

#[derive(Template)]
#[template(path = "join/lookup.html")]
struct LookupPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    phone: &'a str,
    code: &'a str,
    notice: &'static str,
    phone_problem: Option<String>,
    code_problem: Option<&'static str>,
}

impl<'a> LookupPage<'a> {
    fn new(visit: &'a Visit, asked: &'a Asked) -> Self {
        let (phone, code) = (asked.phone.as_str(), asked.code.as_str());
        Self { t: visit.t, frame: visit.frame(), phone, code, notice: "", phone_problem: None, code_problem: None }
    }
}

/// The page that asks, with a sentence above it.
pub fn ask(visit: &Visit, status: StatusCode, notice: &'static str) -> Result {
    private(status, &LookupPage { notice, ..LookupPage::new(visit, &Asked::default()) })
}

/// `POST /my`
pub async fn post_my(visit: Visit, ConnectInfo(peer): ConnectInfo<SocketAddr>, body: Body) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let asked: Asked = serde_html_form::from_bytes(&body).unwrap_or_default();
    let t = visit.t;
    let mut page = LookupPage::new(&visit, &asked);
    let code = plain(&asked.code);
    let phone = match Phone::parse(&asked.phone) {
        Ok(phone) if !code.is_empty() => phone,
        read => {
            page.phone_problem = read.err().map(|problem| phone_sentence(t, problem));
            page.code_problem = code.is_empty().then(|| t.join_my_code_empty());
            return private(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    if !visit.app.limits.lookup(peer.ip(), phone.full(), visit.now.millis()) {
        page.notice = t.join_my_over();
        return private(StatusCode::TOO_MANY_REQUESTS, &page);
    }
    match visit.app.store.find_person(&phone, &code).await {
        Ok(Some(person)) => {
            visit.app.limits.lookup_was_right(peer.ip(), phone.full(), visit.now.millis());
            Ok(sign_in(&visit, &person_pass(&visit.app.secrets.form, &person, visit.now.millis())))
        }
        Ok(None) => {
            page.notice = t.join_my_wrong();
            private(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => {
            tracing::warn!(%why, "a person could not be looked up");
            visit.app.limits.lookup_was_right(peer.ip(), phone.full(), visit.now.millis());
            page.notice = t.join_my_away();
            private(StatusCode::SERVICE_UNAVAILABLE, &page)
        }
    }
}

fn sign_in(visit: &Visit, pass: &str) -> Response {
    see_other("/my", visit.cookie(my::PASS_COOKIE, pass, "/my", PASS_LIFETIME))
}

/// A code as we make them: people write it small, in groups, or with a full-width input method.
fn plain(code: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    code.nfkc().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_copy_them() {
        for typed in ["K7P2Q9", "k7p2q9", " k7p 2q9 ", "Ｋ７Ｐ２Ｑ９", "K7P-2Q9\u{200b}"] {
            assert_eq!(plain(typed), "K7P2Q9", "{typed}");
        }
        assert_eq!(plain("查询码"), "");
    }
}

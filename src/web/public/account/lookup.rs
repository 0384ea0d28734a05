//! `POST /my`: finds what a phone and a code open. Neither may become part of an address.

use std::time::Duration;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::domain::phone::Phone;
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::{AppError, Result};
use crate::web::http::lookup_limits::CodeAsker;
use crate::web::public::account::session;
use crate::web::public::answer::no_store;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::form_errors::phone_error_text;
use crate::web::public::known_browser;
use crate::web::public::probe::{stores_no_cookies, with_probe};
use crate::web::public::submit::FormBody;
use crate::web::public::visit::Visit;
use crate::words::Words;

/// Tries left from which the page says how many: before that the number would only worry people.
const LEFT_SHOWN: f64 = 3.0;

/// The form of `/my`, as typed. Has no `Debug`, because it holds a phone number and its code.
#[derive(Default, Deserialize)]
#[serde(default)]
struct LookupForm {
    phone: String,
    code: String,
}

#[derive(Template)]
#[template(path = "join/lookup.html")]
struct LookupPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    phone: &'a str,
    code: &'a str,
    notice: String,
    phone_error: Option<String>,
    code_error: Option<&'static str>,
}

impl<'a> LookupPage<'a> {
    fn new(visit: &'a Visit, form: &'a LookupForm) -> Self {
        Self {
            t: visit.t,
            chrome: visit.chrome().with_form(true),
            phone: &form.phone,
            code: &form.code,
            notice: String::new(),
            phone_error: None,
            code_error: None,
        }
    }
}

/// The empty lookup form, with a notice above it.
pub fn show_form(visit: &Visit, status: StatusCode, notice: &'static str) -> Result {
    let form = LookupForm::default();
    let page = LookupPage { notice: notice.to_owned(), ..LookupPage::new(visit, &form) };
    Ok(with_probe(visit, no_store(status, &page)?))
}

/// `POST /my`
pub async fn post_my(visit: Visit, client: ClientAddress, jar: CookieJar, body: FormBody) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let form: LookupForm = serde_html_form::from_bytes(&body).unwrap_or_default();
    let t = visit.t;
    let mut page = LookupPage::new(&visit, &form);
    if visit.only_look {
        return no_store(StatusCode::OK, &page);
    }
    if stores_no_cookies(&visit, &body) {
        t.join_my_no_cookies().clone_into(&mut page.notice);
        return no_store(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let code = normalize_code(&form.code);
    let phone = match Phone::parse(&form.phone) {
        Ok(phone) if !code.is_empty() => phone,
        parsed => {
            page.phone_error = parsed.err().map(|problem| phone_error_text(t, problem));
            page.code_error = code.is_empty().then(|| t.join_my_code_empty());
            return no_store(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let known_browser = known_browser::knows(&visit, &jar, &phone);
    let asker = CodeAsker { client, phone: phone.full(), known_browser };
    compare(&visit, page, &asker, &phone, &code).await
}

/// Compares a code, unless its asker has sent too many wrong ones.
async fn compare(visit: &Visit, mut page: LookupPage<'_>, asker: &CodeAsker<'_>, phone: &Phone, code: &str) -> Result {
    let (t, now, lookups) = (visit.t, visit.now.millis(), &visit.app.lookups);
    let counted = match lookups.count(asker, now) {
        Ok(counted) => counted,
        Err(wait) => {
            page.notice = t.join_my_over(minutes(wait));
            return too_many(&page, wait);
        }
    };
    match visit.app.store.find_access(phone, code).await {
        Ok(Some(access)) => {
            lookups.give_back(asker, counted, now);
            Ok(known_browser::remember(visit, phone, session::sign_in(visit, &access, "/my")))
        }
        Ok(None) => {
            page.notice = match counted.left {
                left if left < 1.0 => t.join_my_wrong_last(minutes(lookups.wait(asker, now))),
                left if left <= LEFT_SHOWN => t.join_my_wrong_left(left),
                _ => t.join_my_wrong().to_owned(),
            };
            no_store(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => {
            tracing::warn!(%why, "a code could not be looked up; the form is shown again, and the attempt does not count");
            lookups.give_back(asker, counted, now);
            t.join_my_away().clone_into(&mut page.notice);
            no_store(StatusCode::SERVICE_UNAVAILABLE, &page)
        }
    }
}

fn too_many(page: &LookupPage<'_>, wait: Duration) -> Result {
    let mut response: Response = no_store(StatusCode::TOO_MANY_REQUESTS, page)?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    Ok(response)
}

/// Whole minutes, rounded up, so that the next try is possible when they are over.
fn minutes(wait: Duration) -> u64 {
    wait.as_secs().div_ceil(60).max(1)
}

/// A typed code in the spelling of ours: people type it in small letters, in groups, or with a full-width input method.
fn normalize_code(code: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    code.nfkc().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_copy_them() {
        for typed in ["K7P2Q9", "k7p2q9", " k7p 2q9 ", "Ｋ７Ｐ２Ｑ９", "K7P-2Q9\u{200b}"] {
            assert_eq!(normalize_code(typed), "K7P2Q9", "{typed}");
        }
        assert_eq!(normalize_code("查询码"), "");
    }
}

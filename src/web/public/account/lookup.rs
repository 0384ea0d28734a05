//! `POST /my`: finds what a phone and a code open. Neither may become part of an address.

use askama::Template;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::domain::phone::Phone;
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::{AppError, Result};
use crate::web::public::account::session;
use crate::web::public::answer::no_store;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::form_errors::phone_error_text;
use crate::web::public::submit::FormBody;
use crate::web::public::visit::Visit;
use crate::words::Words;

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
    notice: &'static str,
    phone_error: Option<String>,
    code_error: Option<&'static str>,
}

impl<'a> LookupPage<'a> {
    fn new(visit: &'a Visit, form: &'a LookupForm) -> Self {
        Self {
            t: visit.t,
            chrome: visit.chrome(),
            phone: &form.phone,
            code: &form.code,
            notice: "",
            phone_error: None,
            code_error: None,
        }
    }
}

/// The empty lookup form, with a notice above it.
pub fn show_form(visit: &Visit, status: StatusCode, notice: &'static str) -> Result {
    no_store(status, &LookupPage { notice, ..LookupPage::new(visit, &LookupForm::default()) })
}

/// `POST /my`
pub async fn post_my(visit: Visit, client: ClientAddress, body: FormBody) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let form: LookupForm = serde_html_form::from_bytes(&body).unwrap_or_default();
    let t = visit.t;
    let mut page = LookupPage::new(&visit, &form);
    let code = normalize_code(&form.code);
    let phone = match Phone::parse(&form.phone) {
        Ok(phone) if !code.is_empty() => phone,
        parsed => {
            page.phone_error = parsed.err().map(|problem| phone_error_text(t, problem));
            page.code_error = code.is_empty().then(|| t.join_my_code_empty());
            return no_store(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    if !visit.app.limits.lookup(client, phone.full(), visit.now.millis()) {
        page.notice = t.join_my_over();
        return no_store(StatusCode::TOO_MANY_REQUESTS, &page);
    }
    match visit.app.store.find_access(&phone, &code).await {
        Ok(Some(access)) => {
            visit.app.limits.lookup_was_right(client, phone.full(), visit.now.millis());
            Ok(session::sign_in(&visit, &access))
        }
        Ok(None) => {
            page.notice = t.join_my_wrong();
            no_store(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(why) => {
            tracing::warn!(%why, "a code could not be looked up; the form is shown again, and the attempt does not count");
            visit.app.limits.lookup_was_right(client, phone.full(), visit.now.millis());
            page.notice = t.join_my_away();
            no_store(StatusCode::SERVICE_UNAVAILABLE, &page)
        }
    }
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

//! `GET /r/{id}`: the receipt of a sign-up. It is shown in full only to the browser that submitted the form.

use std::time::Duration;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use crate::domain::person::Receipt;
use crate::domain::phone::Phone;
use crate::domain::rundown::CardNumber;
use crate::web::http::error::Result;
use crate::web::http::query::PageQuery;
use crate::web::http::token::ReceiptKey;
use crate::web::public::answer::{no_store, redirect_with_cookie};
use crate::web::public::chrome::PublicChrome;
use crate::web::public::visit::Visit;
use crate::words::Words;

/// Proves that this browser submitted the form of a receipt. Its path limits it to one receipt.
const RECEIPT_COOKIE: &str = "receipt";
/// Lifetime of [`RECEIPT_COOKIE`]: a day. After that the phone may be in other hands.
const RECEIPT_LIFETIME: Duration = Duration::from_secs(24 * 3600);
/// Length of a receipt's id, in hexadecimal digits.
const ID_CHARS: usize = 32;

#[derive(Template)]
#[template(path = "join/receipt.html")]
struct ReceiptPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    cards: Vec<(CardNumber, &'a str)>,
    already: String,
    phone: String,
    /// `None` for every browser except the one that submitted the form.
    own: Option<OwnReceipt<'a>>,
}

/// The part of a receipt that only its owner sees.
struct OwnReceipt<'a> {
    name: &'a str,
    code: Option<&'a str>,
    /// The address of the form that amends this sign-up; empty once its show is over.
    amend_href: String,
    /// The address of the receipt that this one amends, which has the lookup code.
    previous_href: String,
}

#[derive(Template)]
#[template(path = "join/gone.html")]
struct GonePage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
}

#[derive(Template)]
#[template(path = "join/away.html")]
struct AwayPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
}

/// Redirects from a sign-up to its receipt.
pub fn redirect_to(visit: &Visit, key: &ReceiptKey, query: &str) -> Response {
    let path = format!("/r/{}", key.id);
    let cookie = visit.cookie(RECEIPT_COOKIE, &key.proof, &path, RECEIPT_LIFETIME);
    redirect_with_cookie(&format!("{path}{query}"), cookie)
}

/// Whether this browser submitted the form of a receipt.
pub fn is_own(jar: &CookieJar, id: &str) -> bool {
    jar.get(RECEIPT_COOKIE).is_some_and(|proof| ReceiptKey::from_proof(proof.value().to_owned()).id == id)
}

/// Whether a text has the form of a receipt's id.
pub fn is_id(id: &str) -> bool {
    id.len() == ID_CHARS && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `GET /r/{id}`
pub async fn get_receipt(visit: Visit, Path(id): Path<String>, query: PageQuery, jar: CookieJar) -> Result {
    let receipt = match visit.app.store.receipt(&id).await {
        Ok(receipt) => receipt.filter(|_| is_id(&id)),
        // The receipt may exist: a visitor who has just signed up must not read that nothing was done.
        Err(why) => {
            tracing::warn!(%why, "a receipt could not be read; its page says that the sign-up is safe and to try again later");
            return no_store(StatusCode::SERVICE_UNAVAILABLE, &AwayPage { t: visit.t, chrome: visit.chrome() });
        }
    };
    let Some(receipt) = receipt else {
        return show_gone(&visit);
    };
    let own = is_own(&jar, &id);
    no_store(StatusCode::OK, &page(&visit, &id, &receipt, own, query))
}

/// The page for a receipt that does not exist any more.
pub fn show_gone(visit: &Visit) -> Result {
    no_store(StatusCode::NOT_FOUND, &GonePage { t: visit.t, chrome: visit.chrome() })
}

fn page<'a>(visit: &'a Visit, id: &str, receipt: &'a Receipt, own: bool, query: PageQuery) -> ReceiptPage<'a> {
    let current = is_current(visit, receipt);
    let title = |number: CardNumber| {
        let job = visit.snapshot.rundown.card(number).filter(|_| current).map(|(_, job)| job.title());
        (number, job.unwrap_or_default())
    };
    let previous = query.was.filter(|previous| is_id(previous));
    let own = own.then(|| OwnReceipt {
        name: &receipt.name,
        code: receipt.code.as_deref(),
        amend_href: if current { format!("/r/{id}/fix") } else { String::new() },
        previous_href: previous.map(|previous| format!("/r/{previous}")).unwrap_or_default(),
    });
    let names: Vec<_> = receipt.already.iter().map(|number| visit.t.common_unit_card(number)).collect();
    ReceiptPage {
        t: visit.t,
        chrome: visit.chrome(),
        cards: receipt.cards.iter().copied().map(title).collect(),
        already: if names.is_empty() {
            String::new()
        } else {
            visit.t.join_receipt_already(names.join(visit.t.common_list_comma()))
        },
        phone: phone(&receipt.phone, own.is_some()),
        own,
    }
}

/// Whether the receipt is of the show on the stage: card numbers mean jobs only within their show.
pub fn is_current(visit: &Visit, receipt: &Receipt) -> bool {
    visit.snapshot.show.as_ref().is_some_and(|show| show.id == receipt.show)
}

fn phone(digits: &str, full: bool) -> String {
    match Phone::parse(digits) {
        Ok(phone) if full => phone.grouped(),
        Ok(phone) => phone.masked(),
        // A server with other rules stored it: rather show nothing than an unmasked number.
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::*;

    #[test]
    fn an_address_alone_proves_nothing() {
        let key = ReceiptKey::from_proof("proof".into());
        let with = |proof: &str| {
            let mut headers = HeaderMap::new();
            let line = HeaderValue::from_str(&format!("lang=zh; receipt={proof}")).expect("a header");
            headers.insert(header::COOKIE, line);
            CookieJar::from_headers(&headers)
        };
        assert!(is_own(&with("proof"), &key.id));
        assert!(!is_own(&with(&key.id), &key.id));
        assert!(!is_own(&CookieJar::new(), &key.id));
    }

    #[test]
    fn a_number_is_masked_for_everybody_else() {
        assert_eq!(phone("13812340001", true), "138 1234 0001");
        assert_eq!(phone("13812340001", false), "138****0001");
        assert_eq!(phone("not a number", false), "");
    }
}

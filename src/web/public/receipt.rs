//! `GET /r/{id}`: what was signed up for. In full only for the browser that sent the form.

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
use crate::web::public::{PublicChrome, Visit, private, see_other};
use crate::words::Words;

/// Proves that this browser sent the form of a receipt; one for each receipt, by its path.
const RECEIPT_COOKIE: &str = "receipt";
/// How long this proof lasts: a day. After that a phone may be in other hands.
const RECEIPT_LIFETIME: Duration = Duration::from_secs(24 * 3600);
/// Digits of a receipt's id.
const ID_CHARS: usize = 32;

#[derive(Template)]
#[template(path = "join/receipt.html")]
struct ReceiptPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    cards: Vec<(CardNumber, &'a str)>,
    already: String,
    phone: String,
    /// `None` for everybody but the browser that sent the form.
    own: Option<Own<'a>>,
}

struct Own<'a> {
    name: &'a str,
    code: Option<&'a str>,
    /// The address of the form that mends this sign-up; empty where its show is over.
    fix: String,
    /// The receipt that this one mends, which has the lookup code.
    before: String,
}

#[derive(Template)]
#[template(path = "join/gone.html")]
struct GonePage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
}

#[derive(Template)]
#[template(path = "join/away.html")]
struct AwayPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
}

/// The answer to a sign-up: on to its receipt.
pub fn lead_to(visit: &Visit, key: &ReceiptKey, query: &str) -> Response {
    let path = format!("/r/{}", key.id);
    let cookie = visit.cookie(RECEIPT_COOKIE, &key.proof, &path, RECEIPT_LIFETIME);
    see_other(&format!("{path}{query}"), cookie)
}

/// Whether this browser sent the form of a receipt.
pub fn is_own(jar: &CookieJar, id: &str) -> bool {
    jar.get(RECEIPT_COOKIE).is_some_and(|proof| ReceiptKey::from_proof(proof.value().to_owned()).id == id)
}

pub fn is_id(id: &str) -> bool {
    id.len() == ID_CHARS && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `GET /r/{id}`
pub async fn get_receipt(visit: Visit, Path(id): Path<String>, query: PageQuery, jar: CookieJar) -> Result {
    let receipt = match visit.app.store.receipt(&id).await {
        Ok(receipt) => receipt.filter(|_| is_id(&id)),
        // Whoever has just signed up must not read that nothing was done.
        Err(why) => {
            tracing::warn!(%why, "a receipt could not be read");
            return private(StatusCode::SERVICE_UNAVAILABLE, &AwayPage { t: visit.t, frame: visit.frame() });
        }
    };
    let Some(receipt) = receipt else {
        return gone(&visit);
    };
    let own = is_own(&jar, &id);
    private(StatusCode::OK, &page(&visit, &id, &receipt, own, query))
}

pub fn gone(visit: &Visit) -> Result {
    private(StatusCode::NOT_FOUND, &GonePage { t: visit.t, frame: visit.frame() })
}

fn page<'a>(visit: &'a Visit, id: &str, receipt: &'a Receipt, own: bool, query: PageQuery) -> ReceiptPage<'a> {
    let current = is_current(visit, receipt);
    let title = |number: CardNumber| {
        let job = visit.snapshot.rundown.card(number).filter(|_| current).map(|(_, job)| job.title());
        (number, job.unwrap_or_default())
    };
    let before = query.was.filter(|before| is_id(before));
    let own = own.then(|| Own {
        name: &receipt.name,
        code: receipt.code.as_deref(),
        fix: if current { format!("/r/{id}/fix") } else { String::new() },
        before: before.map(|before| format!("/r/{before}")).unwrap_or_default(),
    });
    let names: Vec<_> = receipt.already.iter().map(|number| visit.t.common_unit_card(number)).collect();
    ReceiptPage {
        t: visit.t,
        frame: visit.frame(),
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

/// Numbers mean jobs only within their show.
pub fn is_current(visit: &Visit, receipt: &Receipt) -> bool {
    visit.snapshot.show.as_ref().is_some_and(|show| show.id == receipt.show)
}

fn phone(digits: &str, full: bool) -> String {
    match Phone::parse(digits) {
        Ok(phone) if full => phone.grouped(),
        Ok(phone) => phone.masked(),
        // Written by a server with other rules: better nothing than an unmasked number.
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

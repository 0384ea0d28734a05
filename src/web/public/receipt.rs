//! `GET /r/{id}`: the receipt of a sign-up. It is shown in full only to the browser that submitted the form.

use std::time::Duration;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;

use crate::domain::application::Wish;
use crate::domain::job::JobId;
use crate::domain::person::{FormId, PersonId, StoredForm};
use crate::domain::phone::Phone;
use crate::store::{self, ReceiptState};
use crate::web::http::error::Result;
use crate::web::http::query::PageQuery;
use crate::web::http::token::{ReceiptKey, is_receipt_ticket, receipt_ticket};
use crate::web::public::answer::{no_store, redirect_with_cookie};
use crate::web::public::answers::{answer_facts, call_promise, calling_numbers};
use crate::web::public::chrome::PublicChrome;
use crate::web::public::form_errors::notice_text;
use crate::web::public::known_browser;
use crate::web::public::titles::title;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

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
    cards: Vec<ReceiptCard>,
    phone: String,
    /// When the service rings.
    promise: String,
    /// The numbers that ring; empty where the settings have none.
    callers: Vec<&'a str>,
    /// `None` for every browser except the one that submitted the form.
    own: Option<OwnReceipt<'a>>,
}

/// A card of a receipt.
struct ReceiptCard {
    /// The number; in a past show also the show.
    label: String,
    title: String,
    /// The place in the waiting list; empty if it does not wait.
    position: String,
}

/// The part of a receipt that only its owner sees. The same whether or not the phone was known before.
struct OwnReceipt<'a> {
    name: &'a str,
    /// Question and answer.
    facts: Vec<(&'static str, String)>,
    code: String,
    /// The address of the receipt as a picture.
    picture_href: String,
    /// The changes that were made to the form.
    notices: Vec<String>,
    /// The address of the form that amends this sign-up.
    amend_href: String,
    /// Whether the browser stores no cookies, so that the page opens for some minutes only.
    by_ticket: bool,
}

#[derive(Template)]
#[template(path = "join/gone.html")]
struct GonePage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    title: &'static str,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "join/away.html")]
struct AwayPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
}

/// Redirects from a sign-up to its receipt. The address has a ticket for a browser that will not send the cookie.
pub fn redirect_to(visit: &Visit, key: &ReceiptKey, stores_no_cookies: bool) -> Response {
    let path = format!("/r/{}", key.id);
    let cookie = visit.cookie(RECEIPT_COOKIE, &key.proof, &path, RECEIPT_LIFETIME);
    if stores_no_cookies {
        let ticket = receipt_ticket(&visit.app.secrets.form, &key.id, visit.now.millis());
        return redirect_with_cookie(&format!("{path}?open={ticket}"), cookie);
    }
    redirect_with_cookie(&path, cookie)
}

/// The address of a receipt, with the ticket that opened it.
pub fn path(id: &FormId, query: &PageQuery) -> String {
    format!("/r/{id}{}", ticket_query(query))
}

/// The address of the form that amends a receipt's.
pub fn fix_path(id: &FormId, query: &PageQuery) -> String {
    format!("/r/{id}/fix{}", ticket_query(query))
}

fn ticket_query(query: &PageQuery) -> String {
    let plain = |ticket: &&String| ticket.bytes().all(|byte| byte.is_ascii_hexdigit());
    query.ticket.as_ref().filter(plain).map(|ticket| format!("?open={ticket}")).unwrap_or_default()
}

/// How a browser proves that it submitted the form of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// By its cookie.
    Cookie,
    /// By the ticket in the address.
    Ticket,
    /// Not at all.
    None,
}

/// Whether this browser submitted the form of a receipt.
pub fn ownership(visit: &Visit, jar: &CookieJar, query: &PageQuery, id: &FormId) -> Ownership {
    let ticket = || query.ticket.as_deref().unwrap_or_default();
    if is_own(jar, id) {
        Ownership::Cookie
    } else if is_receipt_ticket(&visit.app.secrets.form, id, ticket(), visit.now.millis()) {
        Ownership::Ticket
    } else {
        Ownership::None
    }
}

fn is_own(jar: &CookieJar, id: &FormId) -> bool {
    jar.get(RECEIPT_COOKIE).is_some_and(|proof| ReceiptKey::from_proof(proof.value().to_owned()).id == *id)
}

/// The id of a receipt in an address; `None` if the text does not have its form.
pub fn read_id(text: &str) -> Option<FormId> {
    let plain = text.len() == ID_CHARS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| FormId(text.to_owned()))
}

/// `GET /r/{id}`
pub async fn get_receipt(visit: Visit, Path(id): Path<String>, query: PageQuery, jar: CookieJar) -> Result {
    let Some(id) = read_id(&id) else { return show_gone(&visit) };
    let read = async {
        let state = visit.app.store.receipt(&id).await?;
        let cards =
            if let ReceiptState::Found { form, .. } = &state { cards(&visit, &form.0).await? } else { Vec::new() };
        Ok::<_, store::Error>((state, cards))
    };
    match read.await {
        Ok((ReceiptState::Found { receipt, form }, cards)) => {
            let ownership = ownership(&visit, &jar, &query, &id);
            if ownership == Ownership::Cookie && query.ticket.is_some() {
                // The browser stores cookies after all: the ticket is of no use, and would be passed on with the address.
                return Ok(Redirect::to(&format!("/r/{id}")).into_response());
            }
            let owner = Some(&receipt.person).filter(|_| ownership != Ownership::None);
            let cards = with_positions(&visit, owner, &form.0, cards).await;
            let shown = page(&visit, &id, &form, cards, (ownership != Ownership::None).then_some(&query));
            let page = no_store(StatusCode::OK, &shown)?;
            Ok(if ownership == Ownership::Cookie { known_browser::remember(&visit, &form.1, page) } else { page })
        }
        // Its sender keeps an old link: the newer receipt shows no more to others than this one did.
        Ok((ReceiptState::Amended(newer), _)) => Ok(Redirect::to(&format!("/r/{newer}")).into_response()),
        Ok((ReceiptState::Erased, _)) => show_erased(&visit),
        Ok((ReceiptState::Unknown, _)) => show_gone(&visit),
        // The receipt may exist: a visitor who has just signed up must not read that nothing was done.
        Err(why) => {
            tracing::warn!(%why, "a receipt could not be read; its page says that the sign-up is safe and to try again later");
            no_store(StatusCode::SERVICE_UNAVAILABLE, &AwayPage { t: visit.t, chrome: visit.chrome() })
        }
    }
}

/// The page for a receipt that does not exist any more.
pub fn show_gone(visit: &Visit) -> Result {
    let t = visit.t;
    let page =
        GonePage { t, chrome: visit.chrome(), title: t.join_receipt_gone_title(), text: t.join_receipt_gone_text() };
    no_store(StatusCode::NOT_FOUND, &page)
}

fn show_erased(visit: &Visit) -> Result {
    let t = visit.t;
    let (title, text) = (t.join_receipt_erased_title(), t.join_receipt_erased_text());
    no_store(StatusCode::GONE, &GonePage { t, chrome: visit.chrome(), title, text })
}

/// The cards that a form asks for. Numbers mean jobs only within their show, so a past one is named.
pub async fn cards(visit: &Visit, form: &StoredForm) -> store::Result<Vec<(String, String)>> {
    let t = visit.t;
    let is_current = visit.snapshot.show.as_ref().is_some_and(|show| show.id == form.show);
    let mut cards = Vec::with_capacity(form.cards.len());
    for (number, job) in &form.cards {
        let label = if is_current {
            t.common_unit_card(number)
        } else {
            t.join_my_show(arg::Number(*number), arg::Show(form.show))
        };
        cards.push((label, title(visit, job).await?));
    }
    Ok(cards)
}

/// The page of a receipt. `opened`: the address that its owner opened it with; `None` for anybody else.
fn page<'a>(
    visit: &'a Visit,
    id: &FormId,
    (form, phone): &'a (StoredForm, Phone),
    cards: Vec<ReceiptCard>,
    opened: Option<&PageQuery>,
) -> ReceiptPage<'a> {
    let settings = &visit.snapshot.settings;
    ReceiptPage {
        t: visit.t,
        chrome: visit.chrome(),
        cards,
        phone: if opened.is_some() { phone.grouped() } else { phone.masked() },
        promise: call_promise(visit.t, settings.call_days, form.answers.call_time),
        callers: calling_numbers(settings),
        own: opened.map(|query| OwnReceipt {
            name: &form.answers.name,
            facts: answer_facts(visit.t, &form.answers),
            code: visit.app.store.form_code(form),
            picture_href: format!("/r/{id}/picture.png{}", ticket_query(query)),
            notices: form.notices.iter().map(|notice| notice_text(visit.t, *notice, &form.answers.name)).collect(),
            amend_href: fix_path(id, query),
            by_ticket: query.ticket.is_some(),
        }),
    }
}

/// Adds the positions in the waiting lists, for the owner of the receipt. Cards without a limit cost no read.
async fn with_positions(
    visit: &Visit,
    person: Option<&PersonId>,
    form: &StoredForm,
    cards: Vec<(String, String)>,
) -> Vec<ReceiptCard> {
    let mut cards: Vec<_> =
        cards.into_iter().map(|(label, title)| ReceiptCard { label, title, position: String::new() }).collect();
    let Some(person) = person else { return cards };
    let limited = |job: &JobId| visit.snapshot.rundown.cards.iter().any(|card| card.job == *job && card.has_limit());
    if visit.snapshot.stage.show == Some(form.show) && !form.cards.iter().any(|(_, job)| limited(job)) {
        return cards;
    }
    let wishes: Vec<Wish> = form.cards.iter().map(|(_, job)| Wish { show: form.show, job: job.clone() }).collect();
    match visit.app.store.waiting_positions(person, &wishes).await {
        Ok(positions) => {
            for (card, position) in cards.iter_mut().zip(positions) {
                card.position = position.map(|position| visit.t.join_queue_position(position)).unwrap_or_default();
            }
        }
        Err(why) => tracing::warn!(%why, "could not read a waiting list; the receipt is shown without the position"),
    }
    cards
}

impl ReceiptPage<'_> {
    /// Whether a card of it is full, so that the page says what waiting means.
    fn waits(&self) -> bool {
        self.cards.iter().any(|card| !card.position.is_empty())
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
        assert!(!is_own(&with(&key.id.0), &key.id));
        assert!(!is_own(&CookieJar::new(), &key.id));
    }

    #[test]
    fn only_ids_are_looked_up() {
        assert!(read_id("0123456789abcdef0123456789abcdef").is_some());
        for text in ["", "0123", "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0"] {
            assert!(read_id(text).is_none(), "{text}");
        }
    }
}

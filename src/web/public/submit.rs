//! `POST /{show}/{number}`: turns a form into a sign-up. Thousands take this path in a minute, so it renders nothing unless
//! it refuses the form.

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::BytesRejection;
use axum_extra::extract::CookieJar;

use crate::domain::address::CardAddress;
use crate::domain::application::Suspicion;
use crate::domain::form::{Field, Form};
use crate::domain::setup::admit;
use crate::domain::signup::{Offer, SignUp};
use crate::random;
use crate::store::{self, ReceiptState, SignedUp};
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::{AppError, Result};
use crate::web::http::limits::Verdict;
use crate::web::http::token::{FORM_TOKEN_MILLIS, ReceiptKey, form_token_time};
use crate::web::public::form::{FormContext, FormState, Purpose, TOO_FAST_MILLIS};
use crate::web::public::listing::{self, FoundCard, Listing};
use crate::web::public::probe::stores_no_cookies;
use crate::web::public::spoken::{self, TypedCard, TypedNumber};
use crate::web::public::unknown::show_unknown;
use crate::web::public::visit::Visit;
use crate::web::public::{card, consents, receipt, source};

/// Names of fields that our form does not have and other sites' forms do: a robot that fills them has not read ours. A
/// browser sends only what the page has.
const BAIT_NAMES: [&str; 7] = ["url", "homepage", "email", "mail", "subject", "comment", "message"];

/// The body of a form, or why it could not be read.
pub type FormBody = std::result::Result<Bytes, BytesRejection>;

/// `POST /{show}/{number}`
pub async fn post_card(
    typed: TypedCard,
    visit: Visit,
    client: ClientAddress,
    jar: CookieJar,
    body: FormBody,
) -> Result {
    let (show, number) = match typed {
        TypedCard::OnStage(number) => return post(&visit, client, &jar, number, body).await,
        TypedCard::Of(show, number) => (show, number),
    };
    let found = match number.card() {
        Some(card) => listing::find(&visit, CardAddress { show, card }).await?,
        None => None,
    };
    match found {
        Some(found) => sign_up(&visit, client, &jar, &found, body).await,
        None => show_unknown(&visit, Some(show), number.text()),
    }
}

/// `POST /j/{number}`
pub async fn post_join(
    visit: Visit,
    client: ClientAddress,
    Path(typed): Path<String>,
    jar: CookieJar,
    body: FormBody,
) -> Result {
    post(&visit, client, &jar, TypedNumber::new(typed), body).await
}

/// Signs up for a card of the show on the stage.
async fn post(visit: &Visit, client: ClientAddress, jar: &CookieJar, number: TypedNumber, body: FormBody) -> Result {
    match spoken::find_on_stage(visit, &number).await? {
        Some(found) => sign_up(visit, client, jar, &found, body).await,
        None => show_unknown(visit, None, number.text()),
    }
}

async fn sign_up(visit: &Visit, client: ClientAddress, jar: &CookieJar, found: &FoundCard, body: FormBody) -> Result {
    let no_cookies = body.as_ref().is_ok_and(|body| stores_no_cookies(visit, body));
    let form = read(body)?;
    if visit.only_look {
        return show(visit, found, &form, FormState::LookChanged);
    }
    let saved = match validate(visit, client, jar, found, &form) {
        Ok(valid) => save(visit, valid).await,
        Err(FormState::Closed(closed)) => stored_before(visit, found, &form).await.ok_or(FormState::Closed(closed)),
        Err(state) => Err(state),
    };
    match saved {
        Ok(key) => Ok(receipt::redirect_to(visit, &key, no_cookies)),
        Err(state) => show(visit, found, &form, state),
    }
}

fn show(visit: &Visit, found: &FoundCard, form: &Form, state: FormState) -> Result {
    let action = found.address.to_string();
    card::show_card(visit, found, &FormContext { action: &action, purpose: Purpose::SignUp, typed: form, state })
}

/// The form as it was typed. A body that is not a form counts as an empty form, whose page says what is missing.
pub fn read(body: FormBody) -> std::result::Result<Form, AppError> {
    let body = body.map_err(|_| AppError::TooLarge)?;
    Ok(parse(&body))
}

/// Assigns each pair to its field. A deserializer looks at every pair several times, which took an eighth of the time of a
/// whole sign-up.
fn parse(body: &[u8]) -> Form {
    let mut form = Form::default();
    for (name, value) in form_urlencoded::parse(body) {
        match Field::from_name(&name) {
            // Repeated with an empty value it is still bait that was taken.
            Some(Field::Website) if value.is_empty() => {}
            Some(field) => form.set(field, value),
            None if BAIT_NAMES.contains(&&*name) && !value.is_empty() => form.set(Field::Website, value),
            None => {}
        }
    }
    form
}

/// Checks a form and the rate limit: the sign-up with the key of its receipt, or why the form has to be shown again.
pub fn validate(
    visit: &Visit,
    client: ClientAddress,
    jar: &CookieJar,
    found: &FoundCard,
    form: &Form,
) -> std::result::Result<(ReceiptKey, SignUp), FormState> {
    let number = found.address.card;
    let now = visit.now;
    let traffic = visit.app.limits.sign_up(client, now.millis());
    if traffic == Verdict::Over {
        return Err(FormState::RateLimited);
    }
    let settings = &visit.snapshot.settings;
    let open = admit(settings).map_err(FormState::Closed)?;
    let Listing { show, rundown, .. } = &found.listing;
    let consents = consents::texts(visit, rundown, form);
    let offer = Offer { open, show: *show, rundown, townships: &settings.townships, consents: &consents, now };
    let mut sign_up = form.check(number, &offer).map_err(FormState::Invalid)?;
    let token = form.get(Field::Token);
    let made = form_token_time(&visit.app.secrets.form, token);
    sign_up.source = source::source_of(jar);
    let uses = if made.is_some() { visit.app.limits.token_use(token, now.millis()) } else { Verdict::Free };
    if uses == Verdict::Over {
        return Err(FormState::TokenSpent);
    }
    sign_up.suspicion = suspicion(form, traffic, uses, made.map(|made| now.millis() - made));
    // The seed decides the id of the receipt. A token that is not ours must not let a stranger choose it.
    let seed = if made.is_some() { token.to_owned() } else { random::token() };
    Ok((ReceiptKey::new(&seed, number, form), sign_up))
}

/// Stores a sign-up: the key of its receipt, or why the form has to be shown again.
pub async fn save(visit: &Visit, (key, sign_up): (ReceiptKey, SignUp)) -> std::result::Result<ReceiptKey, FormState> {
    match visit.app.store.sign_up(&key.id, &sign_up, visit.now.at).await {
        // A form that was amended or erased since has a receipt that says so.
        Ok(SignedUp::Stored { .. } | SignedUp::Replaced) => Ok(key),
        Ok(SignedUp::TooManyForms) => Err(FormState::TooManyForms),
        Err(why) => Err(store_failed(&why)),
    }
}

/// The key of a form that was stored before sign-up was closed: its answer was lost, and a retry creates nothing.
async fn stored_before(visit: &Visit, found: &FoundCard, form: &Form) -> Option<ReceiptKey> {
    let token = form.get(Field::Token);
    form_token_time(&visit.app.secrets.form, token)?;
    let key = ReceiptKey::new(token, found.address.card, form);
    match visit.app.store.receipt(&key.id).await {
        Ok(ReceiptState::Unknown) => None,
        Ok(ReceiptState::Found { .. } | ReceiptState::Amended(_) | ReceiptState::Erased) => Some(key),
        Err(why) => {
            tracing::warn!(%why, "could not look for an earlier receipt; the form is answered that sign-up is closed");
            None
        }
    }
}

/// Logs that the store did not accept a form, which has to be shown again.
pub fn store_failed(why: &store::Error) -> FormState {
    tracing::warn!(%why, "a sign-up could not be stored; its form is shown again for a retry");
    FormState::StoreUnavailable
}

/// Why a form looks like a robot's. It is stored and answered like any other: a robot must not learn that it was noticed,
/// and a person who was misjudged must not be lost.
fn suspicion(form: &Form, traffic: Verdict, uses: Verdict, age: Option<i64>) -> Option<Suspicion> {
    if !form.get(Field::Website).is_empty() {
        return Some(Suspicion::Honeypot);
    }
    if uses == Verdict::Busy {
        return Some(Suspicion::Reused);
    }
    match age.filter(|age| *age <= FORM_TOKEN_MILLIS) {
        // The age is below zero if the clocks of two servers differ.
        Some(age) => (0..TOO_FAST_MILLIS).contains(&age).then_some(Suspicion::TooFast),
        None => (traffic == Verdict::Busy).then_some(Suspicion::NoToken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_person_does_is_suspected() {
        let plain = Form::default();
        let baited = Form::default().with(Field::Website, "http://spam");
        let free = |form, age| suspicion(form, Verdict::Free, Verdict::Free, age);
        let busy = |age| suspicion(&plain, Verdict::Busy, Verdict::Free, age);
        assert_eq!(free(&plain, Some(60_000)), None);
        assert_eq!(free(&plain, Some(2_999)), Some(Suspicion::TooFast));
        assert_eq!(free(&plain, Some(-500)), None);
        assert_eq!(free(&plain, None), None, "a program of the county's own may post without a token");
        assert_eq!(busy(None), Some(Suspicion::NoToken));
        assert_eq!(busy(Some(FORM_TOKEN_MILLIS + 1)), Some(Suspicion::NoToken));
        assert_eq!(busy(Some(60_000)), None, "a busy hall with our own forms");
        assert_eq!(free(&baited, Some(60_000)), Some(Suspicion::Honeypot));
        assert_eq!(suspicion(&plain, Verdict::Free, Verdict::Busy, Some(60_000)), Some(Suspicion::Reused));
    }

    #[test]
    fn bait_is_seen_before_unknown_fields_are_dropped() {
        let website = |body: &str| parse(body.as_bytes()).get(Field::Website).to_owned();
        for taken in ["website=x", "website=x&website=", "website=&website=x", "email=a%40b", "name=a&url=x"] {
            assert!(!website(taken).is_empty(), "{taken}");
        }
        for honest in ["website=", "name=a&phone=1", "email=", "utm_source=wechat"] {
            assert!(website(honest).is_empty(), "{honest}");
        }
    }

    #[test]
    fn a_body_is_read_whatever_it_is() {
        let form = read(Ok(Bytes::from("name=%E5%BC%A0%E4%B8%89&jobs=8&jobs=9&phone=138+0000+0001&unknown=1")));
        let form = form.unwrap_or_default();
        assert_eq!((form.get(Field::Name), form.get(Field::Phone)), ("张三", "138 0000 0001"));
        assert_eq!(form.jobs, ["8", "9"]);
        for body in ["", "%", "name=a&name=b", "\u{0}", "jobs", "{\"name\":1}"] {
            assert!(read(Ok(Bytes::from(body))).is_ok(), "{body}");
        }
    }

    #[test]
    fn a_form_is_read_pair_by_pair() {
        let form =
            parse("name=%E5%BC%A0+%E4%B8%89&jobs=8&other=x&jobs=3&phone=138&token=t&website&consent=1".as_bytes());
        assert_eq!((form.get(Field::Name), form.get(Field::Phone), form.get(Field::Consent)), ("张 三", "138", "1"));
        assert_eq!(form.jobs, ["8", "3"]);
        assert!(form.get(Field::Website).is_empty() && form.get(Field::Note).is_empty());
        assert!(parse(b"\xff%ff=%zz&&=").get(Field::Token).is_empty(), "what is no form is an empty one");
    }
}

//! `POST /j/{number}`: turns a form into a sign-up. Thousands take this path in a minute, so it renders nothing unless it
//! refuses the form.

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::BytesRejection;
use axum_extra::extract::CookieJar;

use crate::domain::application::Suspicion;
use crate::domain::form::{Field, Form};
use crate::domain::rundown::CardNumber;
use crate::domain::setup::admit;
use crate::domain::signup::{Offer, SignUp};
use crate::random;
use crate::store::{self, ReceiptState, SignedUp};
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::{AppError, Result};
use crate::web::http::limits::Verdict;
use crate::web::http::token::{FORM_TOKEN_MILLIS, ReceiptKey, form_token_time};
use crate::web::public::form::{FormContext, FormState, Purpose, TOO_FAST_MILLIS};
use crate::web::public::visit::Visit;
use crate::web::public::{card, links, receipt};

/// The body of a form, or why it could not be read.
pub type FormBody = std::result::Result<Bytes, BytesRejection>;

/// `POST /j/{number}`
pub async fn post_join(
    visit: Visit,
    client: ClientAddress,
    Path(typed): Path<String>,
    jar: CookieJar,
    body: FormBody,
) -> Result {
    let form = read(body)?;
    let Some(number) = card::find(&visit, &typed) else {
        return card::show_unknown(&visit, &typed);
    };
    let saved = match validate(&visit, client, &jar, number, &form) {
        Ok(valid) => save(&visit, valid).await,
        Err(FormState::Closed(closed)) => stored_before(&visit, number, &form).await.ok_or(FormState::Closed(closed)),
        Err(state) => Err(state),
    };
    match saved {
        Ok(key) => Ok(receipt::redirect_to(&visit, &key)),
        Err(state) => {
            let action = format!("/j/{number}");
            let context = FormContext { action: &action, purpose: Purpose::SignUp, typed: &form, state };
            card::show(&visit, number, &context)
        }
    }
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
        if let Some(field) = Field::from_name(&name) {
            form.set(field, value);
        }
    }
    form
}

/// Checks a form and the rate limit: the sign-up with the key of its receipt, or why the form has to be shown again.
pub fn validate(
    visit: &Visit,
    client: ClientAddress,
    jar: &CookieJar,
    number: CardNumber,
    form: &Form,
) -> std::result::Result<(ReceiptKey, SignUp), FormState> {
    let snapshot = &visit.snapshot;
    let now = visit.now;
    let traffic = visit.app.limits.sign_up(client, now.millis());
    if traffic == Verdict::Over {
        return Err(FormState::RateLimited);
    }
    // The caller has found the card in the show on the stage, so there is one.
    let show = snapshot.show.as_ref().map(|show| show.id).ok_or_else(|| FormState::Invalid(Vec::new()))?;
    let open = admit(&snapshot.settings).map_err(FormState::Closed)?;
    let offer = Offer { open, show, rundown: &snapshot.rundown, townships: &snapshot.settings.townships, now };
    let mut sign_up = form.check(number, &offer).map_err(FormState::Invalid)?;
    let token = form.get(Field::Token);
    let made = form_token_time(&visit.app.secrets.form, token);
    sign_up.source = links::source_of(jar);
    sign_up.suspicion = suspicion(form, traffic, made.map(|made| now.millis() - made));
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
async fn stored_before(visit: &Visit, number: CardNumber, form: &Form) -> Option<ReceiptKey> {
    let token = form.get(Field::Token);
    form_token_time(&visit.app.secrets.form, token)?;
    let key = ReceiptKey::new(token, number, form);
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
fn suspicion(form: &Form, traffic: Verdict, age: Option<i64>) -> Option<Suspicion> {
    if !form.get(Field::Website).is_empty() {
        return Some(Suspicion::Honeypot);
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
        let free = |form, age| suspicion(form, Verdict::Free, age);
        assert_eq!(free(&plain, Some(60_000)), None);
        assert_eq!(free(&plain, Some(2_999)), Some(Suspicion::TooFast));
        assert_eq!(free(&plain, Some(-500)), None);
        assert_eq!(free(&plain, None), None, "a program of the county's own may post without a token");
        assert_eq!(suspicion(&plain, Verdict::Busy, None), Some(Suspicion::NoToken));
        assert_eq!(suspicion(&plain, Verdict::Busy, Some(FORM_TOKEN_MILLIS + 1)), Some(Suspicion::NoToken));
        assert_eq!(suspicion(&plain, Verdict::Busy, Some(60_000)), None, "a busy hall with our own forms");
        assert_eq!(free(&baited, Some(60_000)), Some(Suspicion::Honeypot));
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

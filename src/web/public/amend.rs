//! `/r/{id}/fix`: amends a form, for the browser that submitted it. Nothing that another form said changes, whoever has the
//! phone: a mistyped number belongs to a stranger.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use axum_extra::extract::CookieJar;

use crate::domain::address::CardAddress;
use crate::domain::application::Wish;
use crate::domain::form::{Field, Form};
use crate::domain::job::JobId;
use crate::domain::person::{FormId, PersonId, StoredForm};
use crate::domain::phone::Phone;
use crate::domain::rundown::CardNumber;
use crate::domain::setup::admit;
use crate::store::{self, Amended, ReceiptState};
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::Result;
use crate::web::http::token::ReceiptKey;
use crate::web::public::form::{FormContext, FormState, Purpose};
use crate::web::public::visit::Visit;
use crate::web::public::{card, listing, receipt, submit};

/// A form that may be amended.
struct Amendable {
    id: FormId,
    person: PersonId,
    stored: StoredForm,
    phone: Phone,
    /// The employers that it agreed to, as the form submits them.
    shares: Vec<String>,
}

/// The target of the address of an amendment.
enum Found {
    /// The form.
    Amendable(Box<Amendable>),
    /// It was amended already.
    Amended(FormId),
    /// Not for this browser, or of another show.
    Nothing,
}

/// `GET /r/{id}/fix`
pub async fn get_fix(visit: Visit, Path(id): Path<String>, jar: CookieJar) -> Result {
    match find(&visit, &id, &jar).await? {
        Found::Amendable(old) => {
            let state = admit(&visit.snapshot.settings).map_or_else(FormState::Closed, |_| FormState::Fresh);
            show(&visit, &old, &old.form(), state).await
        }
        Found::Amended(newer) => Ok(Redirect::to(&format!("/r/{newer}")).into_response()),
        Found::Nothing => Ok(Redirect::to("/my").into_response()),
    }
}

/// `POST /r/{id}/fix`
pub async fn post_fix(
    visit: Visit,
    client: ClientAddress,
    Path(id): Path<String>,
    jar: CookieJar,
    body: submit::FormBody,
) -> Result {
    let form = submit::read(body)?;
    let old = match find(&visit, &id, &jar).await? {
        Found::Amendable(old) => old,
        // A retry whose first answer was lost: the same answers have the same key.
        Found::Amended(newer) => return Ok(redirect_after_retry(&visit, &newer, &form)),
        Found::Nothing => return Ok(Redirect::to("/my").into_response()),
    };
    let Some(found) = listing::find(&visit, old.main_card()).await? else { return receipt::show_gone(&visit) };
    let (key, sign_up) = match submit::validate(&visit, client, &jar, &found, &form) {
        Ok(valid) => valid,
        Err(state) => return show(&visit, &old, &form, state).await,
    };
    let amended = (&old.person, &old.id, &old.stored);
    match visit.app.store.amend(amended, &key.id, &sign_up, visit.now.at).await {
        Ok(Amended::Done(_)) => Ok(receipt::redirect_to(&visit, &key)),
        Ok(Amended::TooManyForms) => show(&visit, &old, &form, FormState::TooManyForms).await,
        Ok(Amended::Gone) => receipt::show_gone(&visit),
        Err(why) => show(&visit, &old, &form, submit::store_failed(&why)).await,
    }
}

/// The card of the page is a part of the key, and is not known any more: it is one of those that the form asks for.
fn redirect_after_retry(visit: &Visit, newer: &FormId, form: &Form) -> axum::response::Response {
    let cards = visit.snapshot.rundown.cards.iter().map(|card| card.number);
    let keys = cards.map(|card| ReceiptKey::new(form.get(Field::Token), card, form));
    match keys.into_iter().find(|key| key.id == *newer) {
        Some(key) => receipt::redirect_to(visit, &key),
        None => Redirect::to(&format!("/r/{newer}")).into_response(),
    }
}

/// The form of a receipt, if this browser may amend it and its card numbers still mean the same jobs.
async fn find(visit: &Visit, id: &str, jar: &CookieJar) -> store::Result<Found> {
    let Some(id) = receipt::read_id(id).filter(|id| receipt::is_own(jar, id)) else { return Ok(Found::Nothing) };
    Ok(match visit.app.store.receipt(&id).await? {
        ReceiptState::Found { receipt, form } if receipt::is_current(visit, &form.0) => {
            let (stored, phone) = *form;
            let shares = agreed_shares(visit, &receipt.person, &id, &stored).await?;
            Found::Amendable(Box::new(Amendable { id, person: receipt.person, stored, phone, shares }))
        }
        ReceiptState::Amended(newer) => Found::Amended(newer),
        ReceiptState::Found { .. } | ReceiptState::Erased | ReceiptState::Unknown => Found::Nothing,
    })
}

/// The employers that a form agreed to be handed to, as `{card}-{hash}`.
async fn agreed_shares(
    visit: &Visit,
    person: &PersonId,
    id: &FormId,
    stored: &StoredForm,
) -> store::Result<Vec<String>> {
    let applications = visit.app.store.applications(person).await?;
    let of_form = |(number, job): &(CardNumber, JobId)| {
        let wish = Wish { show: stored.show, job: job.clone() };
        let (_, application) = applications.iter().find(|(known, _)| *known == wish)?;
        let share = application.shares.iter().find(|share| share.form.as_ref() == Some(id))?;
        Some(format!("{number}-{}", share.consent.hash))
    };
    Ok(stored.cards.iter().filter_map(of_form).collect())
}

impl Amendable {
    /// The card on whose page the form is shown.
    fn main_card(&self) -> CardAddress {
        let card = self.stored.cards.first().map(|(number, _)| *number).unwrap_or_default();
        CardAddress { show: self.stored.show, card }
    }

    /// The form as it was submitted.
    fn form(&self) -> Form {
        let mut form = Form::default();
        self.stored.answers.fill(&mut form);
        form.set(Field::Phone, self.phone.full());
        form.set(Field::Over16, "1");
        // Ticked only while the texts still read as they did.
        form.set(Field::Consent, "1");
        form.set(Field::Terms, self.stored.consent.hash.to_string());
        for share in &self.shares {
            form.set(Field::Share, share);
        }
        for (number, _) in &self.stored.cards {
            form.set(Field::Jobs, number.to_string());
        }
        form
    }
}

async fn show(visit: &Visit, old: &Amendable, form: &Form, state: FormState) -> Result {
    let Some(found) = listing::find(visit, old.main_card()).await? else { return receipt::show_gone(visit) };
    let action = format!("/r/{}/fix", old.id);
    card::show_card(visit, &found, &FormContext { action: &action, purpose: Purpose::Amend, typed: form, state })
}

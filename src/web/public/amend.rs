//! `/r/{id}/fix`: amends a sign-up with a mistyped number or name, for the browser that submitted it.
//!
//! A mistyped number belongs to a stranger: what this form left under it is withdrawn or erased, so that staff do not ring them.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Path};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;

use crate::domain::person::{Entry, Receipt};
use crate::domain::phone::Phone;
use crate::domain::signup::Form;
use crate::store::{self, Changed};
use crate::web::http::error::Result;
use crate::web::public::form::{FormContext, FormState, Purpose};
use crate::web::public::visit::Visit;
use crate::web::public::{card, receipt, submit};

/// A sign-up that may be amended.
struct Amendable {
    receipt: Receipt,
    /// The applications that its form created.
    entries: Vec<Entry>,
}

/// `GET /r/{id}/fix`
pub async fn get_fix(visit: Visit, Path(id): Path<String>, jar: CookieJar) -> Result {
    let Some(old) = find_amendable(&visit, &id, &jar).await? else {
        return Ok(Redirect::to("/my").into_response());
    };
    let form = old.form();
    show(&visit, &id, &old, &form, FormState::Fresh)
}

/// `POST /r/{id}/fix`
pub async fn post_fix(
    visit: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    jar: CookieJar,
    body: submit::FormBody,
) -> Result {
    let form = submit::read(body)?;
    let Some(old) = find_amendable(&visit, &id, &jar).await? else {
        return Ok(Redirect::to("/my").into_response());
    };
    let (key, sign_up) = match submit::validate(&visit, peer, &jar, old.main_card(), &form) {
        Ok(valid) => valid,
        Err(state) => return show(&visit, &id, &old, &form, state),
    };
    if old.owns_person() && old.receipt.phone == sign_up.phone.full() {
        return match visit.app.store.amend(&key.id, &old.receipt, &old.entries, &sign_up, visit.now.at).await {
            Ok(Changed::Done) => Ok(receipt::redirect_to(&visit, &key, "")),
            Ok(Changed::Gone | Changed::Conflict { .. }) => receipt::show_gone(&visit),
            Err(why) => show(&visit, &id, &old, &form, submit::store_failed(&why)),
        };
    }
    let key = match submit::save(&visit, (key, sign_up)).await {
        Ok(key) => key,
        Err(state) => return show(&visit, &id, &old, &form, state),
    };
    if let Err(why) = remove_old(&visit, &old, &form).await {
        tracing::warn!(
            %why,
            "the amended sign-up was saved but the old one could not be removed; the form is shown again for a retry"
        );
        return show(&visit, &id, &old, &form, FormState::StoreUnavailable);
    }
    Ok(receipt::redirect_to(&visit, &key, &format!("?was={id}")))
}

/// The sign-up of a receipt, if this browser may amend it and its card numbers still mean the same jobs.
async fn find_amendable(visit: &Visit, id: &str, jar: &CookieJar) -> store::Result<Option<Amendable>> {
    if !receipt::is_id(id) || !receipt::is_own(jar, id) {
        return Ok(None);
    }
    let found = visit.app.store.receipt(id).await?;
    let Some(receipt) = found.filter(|old| receipt::is_current(visit, old) && !old.cards.is_empty()) else {
        return Ok(None);
    };
    let entries = visit.app.store.created_by(&receipt).await?;
    Ok(Some(Amendable { receipt, entries }))
}

impl Amendable {
    /// The card on whose page the form is shown.
    fn main_card(&self) -> u16 {
        self.receipt.cards.first().copied().unwrap_or_default()
    }

    /// Whether the form created the person. A receipt without a code means that the phone was known before it: a visitor
    /// who merely typed that number may change nothing of its person.
    fn owns_person(&self) -> bool {
        self.receipt.code.is_some()
    }

    /// The form as it was submitted. If every application that it asked for existed already, it created none, and its
    /// answers were not stored: only name, phone and cards are known.
    fn form(&self) -> Form {
        let mut form = Form {
            name: self.receipt.name.clone(),
            phone: self.receipt.phone.clone(),
            jobs: self.receipt.cards.iter().map(ToString::to_string).collect(),
            over16: "1".to_owned(),
            consent: "1".to_owned(),
            ..Form::default()
        };
        if let Some(entry) = self.entries.first() {
            form.name.clone_from(&entry.name);
            form.township.clone_from(&entry.township);
            entry.call_time.as_str().clone_into(&mut form.call_time);
            form.note.clone_from(&entry.note);
        }
        form
    }
}

fn show(visit: &Visit, id: &str, old: &Amendable, form: &Form, state: FormState) -> Result {
    let action = format!("/r/{id}/fix");
    let purpose = if old.owns_person() { Purpose::Amend } else { Purpose::AmendKnownPhone };
    card::show(visit, old.main_card(), &FormContext { action: &action, purpose, typed: form, state })
}

/// Removes what the old form left and the new one does not repeat. The new one is of another phone, or of a known one.
async fn remove_old(visit: &Visit, old: &Amendable, form: &Form) -> store::Result<()> {
    let store = &visit.app.store;
    let same_phone = Phone::parse(&form.phone).is_ok_and(|new| new.full() == old.receipt.phone);
    if let Some(entry) = old.entries.first()
        && old.owns_person()
        && !same_phone
    {
        // The form created the person, who is erased as a whole unless another form has added something since.
        if store.person_entries(&entry.person).await?.len() == old.entries.len() {
            return store.erase(&entry.person).await;
        }
    }
    let repeated = |entry: &Entry| same_phone && form.wants(entry.card);
    for entry in old.entries.iter().filter(|entry| !entry.withdrawn && !repeated(entry)) {
        store.withdraw(&entry.id, visit.now.at).await?;
    }
    Ok(())
}

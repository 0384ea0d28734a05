//! `/r/{id}/fix`: mends a sign-up with a mistyped number or name, for the browser that sent it.
//!
//! A wrong number is somebody else's number: what this form left under it is taken back, so that nobody rings a stranger.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Path};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;

use crate::domain::person::{Entry, Receipt};
use crate::domain::phone::Phone;
use crate::domain::signup::Form;
use crate::store::{self, Changed};
use crate::web::http::error::Result;
use crate::web::public::form::{Attempt, Draft, Purpose};
use crate::web::public::{Visit, card, receipt, submit};

/// A sign-up that may be mended.
struct Old {
    receipt: Receipt,
    /// What its form has left.
    left: Vec<Entry>,
}

/// `GET /r/{id}/fix`
pub async fn get_fix(visit: Visit, Path(id): Path<String>, jar: CookieJar) -> Result {
    let Some(old) = mendable(&visit, &id, &jar).await? else {
        return Ok(Redirect::to("/my").into_response());
    };
    let form = old.form();
    show(&visit, &id, &old, &form, Attempt::Fresh)
}

/// `POST /r/{id}/fix`
pub async fn post_fix(
    visit: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    jar: CookieJar,
    body: submit::Body,
) -> Result {
    let form = submit::read(body)?;
    let Some(old) = mendable(&visit, &id, &jar).await? else {
        return Ok(Redirect::to("/my").into_response());
    };
    let (key, sign_up) = match submit::checked(&visit, peer, &jar, old.first(), &form) {
        Ok(checked) => checked,
        Err(attempt) => return show(&visit, &id, &old, &form, attempt),
    };
    // Without a code in the receipt the phone was known before that form: a stranger who typed it may change nothing of it.
    if old.receipt.code.is_some() && old.receipt.phone == sign_up.phone.full() {
        return match visit.app.store.mend(&key.id, &old.receipt, &old.left, &sign_up, visit.now.at).await {
            Ok(Changed::Done) => Ok(receipt::lead_to(&visit, &key, "")),
            Ok(Changed::Gone | Changed::Conflict { .. }) => receipt::gone(&visit),
            Err(why) => show(&visit, &id, &old, &form, submit::away(&why)),
        };
    }
    let key = match submit::keep(&visit, (key, sign_up)).await {
        Ok(key) => key,
        Err(attempt) => return show(&visit, &id, &old, &form, attempt),
    };
    if let Err(why) = take_back(&visit, &old, &form).await {
        tracing::warn!(%why, "the mended sign-up was kept, the old one not yet taken back; its form was shown again");
        return show(&visit, &id, &old, &form, Attempt::Away);
    }
    Ok(receipt::lead_to(&visit, &key, &format!("?was={id}")))
}

/// The receipt, where this browser may mend it and its numbers still mean the same jobs.
async fn mendable(visit: &Visit, id: &str, jar: &CookieJar) -> store::Result<Option<Old>> {
    if !receipt::is_id(id) || !receipt::is_own(jar, id) {
        return Ok(None);
    }
    let found = visit.app.store.receipt(id).await?;
    let Some(receipt) = found.filter(|old| receipt::is_current(visit, old) && !old.cards.is_empty()) else {
        return Ok(None);
    };
    let left = visit.app.store.left_by(&receipt).await?;
    Ok(Some(Old { receipt, left }))
}

impl Old {
    fn first(&self) -> u16 {
        self.receipt.cards.first().copied().unwrap_or_default()
    }

    /// The form as it was sent. Where all that it asked for had been asked for before, its words are not known any more.
    fn form(&self) -> Form {
        let mut form = Form {
            name: self.receipt.name.clone(),
            phone: self.receipt.phone.clone(),
            jobs: self.receipt.cards.iter().map(ToString::to_string).collect(),
            over16: "1".to_owned(),
            consent: "1".to_owned(),
            ..Form::default()
        };
        if let Some(entry) = self.left.first() {
            form.name.clone_from(&entry.name);
            form.township.clone_from(&entry.township);
            entry.call_time.as_str().clone_into(&mut form.call_time);
            form.note.clone_from(&entry.note);
        }
        form
    }
}

fn show(visit: &Visit, id: &str, old: &Old, form: &Form, attempt: Attempt) -> Result {
    let action = format!("/r/{id}/fix");
    let purpose = if old.receipt.code.is_some() { Purpose::Fix } else { Purpose::FixPhone };
    card::show(visit, old.first(), &Draft { action: &action, purpose, typed: form, attempt })
}

/// Takes back what the old form left and the new one, of another phone or a known one, does not repeat.
async fn take_back(visit: &Visit, old: &Old, form: &Form) -> store::Result<()> {
    let store = &visit.app.store;
    let same_phone = Phone::parse(&form.phone).is_ok_and(|new| new.full() == old.receipt.phone);
    if let (Some(entry), Some(_), false) = (old.left.first(), &old.receipt.code, same_phone) {
        // The form has made the person; nothing else may have come since.
        if store.person_entries(&entry.person).await?.len() == old.left.len() {
            return store.erase(&entry.person).await;
        }
    }
    let wanted = |entry: &&Entry| same_phone && form.wants(entry.card);
    for entry in old.left.iter().filter(|entry| !entry.withdrawn && !wanted(entry)) {
        store.withdraw(&entry.id, visit.now.at).await?;
    }
    Ok(())
}

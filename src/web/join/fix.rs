//! `/r/{id}/fix`: mends a sign-up with a mistyped number or name, for the browser that sent it.
//!
//! A wrong number is somebody else's number: what this form left under it is taken back, so that nobody rings a stranger.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Path};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};

use super::fields::{Attempt, Draft, Purpose};
use super::{Visit, card, receipt, submit};
use crate::domain::person::Receipt;
use crate::domain::phone::Phone;
use crate::domain::signup::Form;
use crate::store;
use crate::web::error::Result;

/// `GET /r/{id}/fix`
pub(super) async fn get_fix(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Result {
    let Some(old) = mendable(&visit, &id, &headers).await? else {
        return Ok(Redirect::to("/my").into_response());
    };
    let form = Form {
        name: old.name.clone(),
        phone: old.phone.clone(),
        jobs: old.cards.iter().map(ToString::to_string).collect(),
        over16: "1".to_owned(),
        consent: "1".to_owned(),
        ..Form::default()
    };
    show(&visit, &id, &old, &form, Attempt::Fresh)
}

/// `POST /r/{id}/fix`
pub(super) async fn post_fix(
    visit: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: submit::Body,
) -> Result {
    let form = submit::read(body)?;
    let Some(old) = mendable(&visit, &id, &headers).await? else {
        return Ok(Redirect::to("/my").into_response());
    };
    let key = match submit::keep(&visit, peer, &headers, first(&old), &form).await {
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
async fn mendable(visit: &Visit, id: &str, headers: &HeaderMap) -> store::Result<Option<Receipt>> {
    if !receipt::is_id(id) || !receipt::is_own(headers, id) {
        return Ok(None);
    }
    let found = visit.app.store.receipt(id).await?;
    Ok(found.filter(|old| receipt::is_current(visit, old) && !old.cards.is_empty()))
}

fn first(old: &Receipt) -> u16 {
    old.cards.first().copied().unwrap_or_default()
}

fn show(visit: &Visit, id: &str, old: &Receipt, form: &Form, attempt: Attempt) -> Result {
    let action = format!("/r/{id}/fix");
    card::show(visit, first(old), &Draft { action: &action, purpose: Purpose::Fix, typed: form, attempt })
}

/// Takes back what the old form left and the new one does not repeat. Without a code in the receipt the phone was known
/// before that form, and a stranger who typed it may change nothing of it.
async fn take_back(visit: &Visit, old: &Receipt, form: &Form) -> store::Result<()> {
    let (Some(code), Ok(phone)) = (&old.code, Phone::parse(&old.phone)) else {
        return Ok(());
    };
    let store = &visit.app.store;
    let Some(person) = store.find_person(&phone, code).await? else {
        return Ok(());
    };
    let entries = store.person_entries(&person).await?;
    let same_phone = Phone::parse(&form.phone).is_ok_and(|new| new == phone);
    let of_old = |show, card| show == old.show && old.cards.contains(&card) && !old.already.contains(&card);
    if !same_phone && entries.iter().all(|entry| of_old(entry.show, entry.card)) {
        return store.erase(&person).await;
    }
    let left = entries.iter().filter(|entry| of_old(entry.show, entry.card) && !entry.withdrawn);
    for entry in left.filter(|entry| !(same_phone && form.wants(entry.card))) {
        store.withdraw(&entry.id, visit.now.at).await?;
    }
    Ok(())
}

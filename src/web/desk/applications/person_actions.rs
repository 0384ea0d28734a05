//! Work on a whole person: the number shown, a person code, do not call, and merging with another person of the phone. Each
//! change needs the clerk's name, for the history. Must not know the page.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::person::PersonId;
use crate::index::PhoneEntry;
use crate::store::Written;
use crate::web::desk::applications::address::PersonAddress;
use crate::web::desk::applications::entry::show_entry;
use crate::web::desk::applications::flash::Flash;
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::{AppError, Result};

/// `POST /desk/p/{person}/reveal`: records who looks, and shows the number. It stays visible to this name for a while, so that a
/// change of status in the middle of a call does not hide it.
pub async fn post_reveal(clerk: Clerk, address: PersonAddress) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let entry = clerk.entry(&address.person)?;
    if clerk.app.store.is_do_not_call(&entry.phone).await? {
        return Ok(Redirect::to(&address.page()).into_response());
    }
    // The event belongs to an application: the newest one that is open and counts.
    let all = entry.people.iter().flat_map(|person| &person.applications);
    let open = all.filter(|listed| listed.application.is_open() && !listed.duplicate);
    let newest = open.max_by_key(|listed| (listed.id.person == address.person, listed.application.at));
    let Some(newest) = newest else { return Ok(Redirect::to(&address.page()).into_response()) };
    let written = clerk.app.store.note_revealed(&newest.id, clerk.by()).await?;
    redirect(&address, "", &written)
}

/// `POST /desk/p/{person}/code`: issues a code to be read out in a call. The answer shows it, and no other page ever does.
pub async fn post_code(clerk: Clerk, address: PersonAddress) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let person = clerk.find(&address.person)?;
    let (code, written) = clerk.app.store.issue_code(person.person(), clerk.by()).await?;
    let Written::Done(event) = written else { return Err(AppError::NotFound) };
    let lags = clerk.lags_behind(Some(event)).await;
    show_entry(&clerk, &address, Flash { code: Some(code), lags, ..Flash::default() }).await
}

/// The form that sets or lifts "do not call".
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoNotCallForm {
    /// `1`: the phone must not be called from now on.
    set: String,
}

/// `POST /desk/p/{person}/do-not-call`
pub async fn post_do_not_call(clerk: Clerk, address: PersonAddress, Form(form): Form<DoNotCallForm>) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let person = clerk.find(&address.person)?;
    let store = &clerk.app.store;
    let stored = store.person(person.person()).await?.ok_or(AppError::NotFound)?;
    let forbidden = form.set == "1";
    let written = store.set_do_not_call(person.person(), &stored.phone, forbidden, clerk.by()).await?;
    redirect(&address, if forbidden { "forbidden" } else { "allowed" }, &written)
}

/// The form that merges a person into another one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    into: String,
}

/// `POST /desk/p/{person}/merge`: for two spellings of one name. Only people of one phone are merged.
pub async fn post_merge(clerk: Clerk, address: PersonAddress, Form(form): Form<MergeForm>) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let into = PersonId(form.into);
    let shares = |entry: &PhoneEntry| entry.people.iter().any(|person| person.id == into && into != address.person);
    if !shares(&clerk.entry(&address.person)?) {
        let flash = Flash::refused(StatusCode::UNPROCESSABLE_ENTITY, clerk.t.desk_merge_refused());
        return show_entry(&clerk, &address, flash).await;
    }
    let person = clerk.find(&address.person)?;
    match clerk.app.store.merge(person.person(), &into, clerk.by()).await? {
        // Either is merged already, or was erased meanwhile.
        Written::Gone | Written::Conflict { .. } => {
            let flash = Flash::refused(StatusCode::CONFLICT, clerk.t.desk_merge_refused());
            show_entry(&clerk, &address, flash).await
        }
        written @ Written::Done(_) => redirect(&address, "merged", &written),
    }
}

/// `POST /desk/p/{person}/unmerge`
pub async fn post_unmerge(clerk: Clerk, address: PersonAddress) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let person = clerk.find(&address.person)?;
    match clerk.app.store.unmerge(person.person(), clerk.by()).await? {
        // Another clerk was faster.
        Written::Gone | Written::Conflict { .. } => Ok(Redirect::to(&address.page()).into_response()),
        written @ Written::Done(_) => redirect(&address, "unmerged", &written),
    }
}

fn redirect(address: &PersonAddress, said: &'static str, written: &Written) -> Result {
    let Written::Done(event) = written else { return Err(AppError::NotFound) };
    Ok(Redirect::to(&address.after(said, *event)).into_response())
}

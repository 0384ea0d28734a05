//! `/my/change/{form}`: amends a form that a code has opened.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use axum_extra::extract::CookieJar;

use crate::domain::person::FormId;
use crate::store::{self, CodeAccess, ReceiptState};
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::Result;
use crate::web::public::account::session;
use crate::web::public::amend::{self, AmendPaths, Amendable, NotAmended};
use crate::web::public::receipt::read_id;
use crate::web::public::submit::{self, FormBody};
use crate::web::public::visit::Visit;

/// Where a visitor reads that the change is saved.
const SAVED: &str = "/my?saved=1";

/// `GET /my/change/{form}`
pub async fn get_change(visit: Visit, Path(id): Path<String>, jar: CookieJar) -> Result {
    let Some((_, old)) = find(&visit, &id, &jar).await? else { return Ok(Redirect::to("/my").into_response()) };
    let cards = amend::cards_of(&visit, &old.stored).await?;
    let paths = AmendPaths { action: &format!("/my/change/{}", old.id), back: "/my" };
    amend::show(&visit, &old, &cards, &paths, (&old.form(&cards), amend::first_state(&visit)))
}

/// `POST /my/change/{form}`
pub async fn post_change(
    visit: Visit,
    client: ClientAddress,
    Path(id): Path<String>,
    jar: CookieJar,
    body: FormBody,
) -> Result {
    let form = submit::read(body)?;
    let Some((access, old)) = find(&visit, &id, &jar).await? else {
        return after_retry(&visit, &id, &jar).await;
    };
    let cards = amend::cards_of(&visit, &old.stored).await?;
    match amend::save(&visit, client, &jar, &old, &cards, &form).await {
        Ok(key) => follow(&visit, &access, &key.id).await,
        Err(NotAmended::Refused(state)) => {
            let paths = AmendPaths { action: &format!("/my/change/{}", old.id), back: "/my" };
            amend::show(&visit, &old, &cards, &paths, (&form, state))
        }
        Err(NotAmended::Gone) => Ok(Redirect::to("/my").into_response()),
    }
}

/// The form of an address with what the visitor's pass opens; `None` if the pass does not open it.
async fn find(visit: &Visit, id: &str, jar: &CookieJar) -> store::Result<Option<(CodeAccess, Amendable)>> {
    let (Some(access), Some(id)) = (session::access(visit, jar), read_id(id)) else { return Ok(None) };
    if access.form().is_some_and(|form| *form != id) {
        return Ok(None);
    }
    let Some(person) = visit.app.store.person(access.person()).await? else { return Ok(None) };
    let Some(stored) = person.forms.get(&id).cloned() else { return Ok(None) };
    let old = Amendable::read(visit, id, access.person().clone(), stored, person.phone).await?;
    Ok(Some((access, old)))
}

/// Redirects to `/my` with a pass for the form that took the place of the old one, under the same code.
async fn follow(visit: &Visit, access: &CodeAccess, newer: &FormId) -> Result {
    if access.form().is_none() {
        return Ok(Redirect::to(SAVED).into_response());
    }
    Ok(match visit.app.store.receipt(newer).await? {
        ReceiptState::Found { receipt, .. } => {
            let access = CodeAccess::Form { person: receipt.person, form: newer.clone() };
            session::sign_in(visit, &access, SAVED)
        }
        ReceiptState::Amended(_) | ReceiptState::Erased | ReceiptState::Unknown => Redirect::to("/my").into_response(),
    })
}

/// A retry whose first answer was lost: the pass of the browser is still for the form that was amended.
async fn after_retry(visit: &Visit, id: &str, jar: &CookieJar) -> Result {
    if let (Some(access), Some(id)) = (session::access(visit, jar), read_id(id))
        && access.form().is_none_or(|form| *form == id)
        && let ReceiptState::Amended(newer) = visit.app.store.receipt(&id).await?
    {
        return follow(visit, &access, &newer).await;
    }
    Ok(Redirect::to("/my").into_response())
}

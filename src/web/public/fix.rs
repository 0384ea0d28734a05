//! `/r/{id}/fix`: amends a form in the browser that submitted it.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;

use crate::domain::form::Form;
use crate::domain::person::FormId;
use crate::store::{self, ReceiptState};
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::Result;
use crate::web::http::query::PageQuery;
use crate::web::public::amend::{self, AmendPaths, Amendable, NotAmended};
use crate::web::public::form::FormState;
use crate::web::public::listing::FoundCard;
use crate::web::public::receipt::{self, Ownership};
use crate::web::public::submit;
use crate::web::public::visit::Visit;

/// The target of the address of an amendment.
enum Found {
    /// The form.
    Amendable(Box<Amendable>),
    /// It was amended already.
    Amended(FormId),
    /// Not for this browser.
    Nothing,
}

/// `GET /r/{id}/fix`
pub async fn get_fix(visit: Visit, Path(id): Path<String>, query: PageQuery, jar: CookieJar) -> Result {
    match find(&visit, &id, &query, &jar).await? {
        Found::Amendable(old) => {
            let cards = amend::cards_of(&visit, &old.stored).await?;
            show(&visit, &old, &cards, &query, (&old.form(&cards), amend::first_state(&visit)))
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
    query: PageQuery,
    jar: CookieJar,
    body: submit::FormBody,
) -> Result {
    let form = submit::read(body)?;
    let old = match find(&visit, &id, &query, &jar).await? {
        Found::Amendable(old) => old,
        Found::Amended(newer) => return Ok(redirect_after_retry(&visit, &query, &newer, &form)),
        Found::Nothing => return Ok(Redirect::to("/my").into_response()),
    };
    let cards = amend::cards_of(&visit, &old.stored).await?;
    match amend::save(&visit, client, &jar, &old, &cards, &form).await {
        Ok(key) => Ok(receipt::redirect_to(&visit, &key, query.ticket.is_some())),
        Err(NotAmended::Refused(state)) => show(&visit, &old, &cards, &query, (&form, state)),
        Err(NotAmended::Gone) => receipt::show_gone(&visit),
    }
}

fn redirect_after_retry(visit: &Visit, query: &PageQuery, newer: &FormId, form: &Form) -> Response {
    match amend::key_of_retry(newer, form) {
        Some(key) => receipt::redirect_to(visit, &key, query.ticket.is_some()),
        None => Redirect::to(&format!("/r/{newer}")).into_response(),
    }
}

/// The form of a receipt, if this browser may amend it.
async fn find(visit: &Visit, id: &str, query: &PageQuery, jar: &CookieJar) -> store::Result<Found> {
    let Some(id) = receipt::read_id(id) else { return Ok(Found::Nothing) };
    if receipt::ownership(visit, jar, query, &id) == Ownership::None {
        return Ok(Found::Nothing);
    }
    Ok(match visit.app.store.receipt(&id).await? {
        ReceiptState::Found { receipt, form } => {
            let (stored, phone) = *form;
            Found::Amendable(Box::new(Amendable::read(visit, id, receipt.person, stored, phone).await?))
        }
        ReceiptState::Amended(newer) => Found::Amended(newer),
        ReceiptState::Erased | ReceiptState::Unknown => Found::Nothing,
    })
}

fn show(visit: &Visit, old: &Amendable, cards: &FoundCard, query: &PageQuery, form: (&Form, FormState)) -> Result {
    let back = receipt::path(&old.id, query);
    amend::show(visit, old, cards, &AmendPaths { action: &receipt::fix_path(&old.id, query), back: &back }, form)
}

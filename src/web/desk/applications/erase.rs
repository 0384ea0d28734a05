//! `POST /desk/p/{person}/erase` and `/desk/erased`: deletes a person on request, and says truthfully what is left. Must not
//! know who was erased once that is done.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::desk::ErasureReason;
use crate::store::{CodeAccess, Traces, Written};
use crate::web::desk::applications::address::PersonAddress;
use crate::web::desk::applications::entry::show_entry;
use crate::web::desk::applications::flash::{Flash, FlashQuery};
use crate::web::desk::applications::query::ListView;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::Words;

/// The form of an erasure.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ErasureForm {
    reason: String,
}

/// `POST /desk/p/{person}/erase`
pub async fn post_erase(clerk: Clerk, address: PersonAddress, Form(form): Form<ErasureForm>) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let Some(reason) = ErasureReason::from_code(&form.reason) else {
        let flash = Flash::refused(StatusCode::UNPROCESSABLE_ENTITY, clerk.t.desk_erase_reason_missing());
        return show_entry(&clerk, &address, flash).await;
    };
    let person = clerk.find(&address.person)?;
    let access = CodeAccess::Person(person.person().clone());
    match clerk.app.store.erase(&access, &clerk.staff.name, reason.as_str(), clerk.now.at).await? {
        Written::Done(event) => {
            let href = address.list.address_with("/desk/erased", &[("at", event.to_string())]);
            Ok(Redirect::to(&href).into_response())
        }
        Written::Gone | Written::Conflict { .. } => Err(AppError::NotFound),
    }
}

#[derive(Template)]
#[template(path = "desk/erased.html")]
struct PersonErasedPage {
    t: Words,
    chrome: PageChrome,
    traces: &'static str,
    /// Whether the page looks again, because copies are about to be deleted.
    looks_again: bool,
    lags: bool,
    back: String,
}

/// `GET /desk/erased`: the state of the copies of the person that was just erased.
pub async fn get_erased(clerk: Clerk, list: ListView, Query(query): Query<FlashQuery>) -> Result {
    let t = clerk.t;
    let event = query.event().ok_or(AppError::NotFound)?;
    let lags = clerk.lags_behind(Some(event)).await;
    let traces = clerk.app.store.traces(event).await?;
    let page = PersonErasedPage {
        t,
        chrome: clerk.chrome(Tab::List, list.address_with("/desk/erased", &[("at", event.to_string())])),
        traces: match traces {
            Traces::Cleared => t.desk_erased_cleared(),
            Traces::Soon => t.desk_erased_soon(),
            Traces::External => t.desk_erased_external(),
        },
        looks_again: traces == Traces::Soon,
        lags,
        back: list.address("/desk"),
    };
    page::html(&page)
}

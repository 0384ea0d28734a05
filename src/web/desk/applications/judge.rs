//! `POST /desk/p/{person}/judge`: whether a person sent a form that looks like a robot's. A judgement is taken back the same
//! way. Must not know the pages.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::application::Judgement;
use crate::domain::person::FormId;
use crate::store::Written;
use crate::web::desk::applications::address::PersonAddress;
use crate::web::desk::applications::entry::show_entry;
use crate::web::desk::applications::flash::Flash;
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::{AppError, Result};

/// The form of a judgement.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct JudgementForm {
    form: String,
    /// The judgement that the page showed; empty: none.
    from: String,
    /// The new one; empty: none.
    to: String,
    /// `list` if the browser returns to the list.
    at: String,
}

/// `POST /desk/p/{person}/judge`
pub async fn post_judge(clerk: Clerk, address: PersonAddress, Form(form): Form<JudgementForm>) -> Result {
    if !clerk.has_name() {
        return show_entry(&clerk, &address, Flash::name_missing(clerk.t)).await;
    }
    let person = clerk.find(&address.person)?;
    let to = Judgement::from_code(&form.to);
    let judged = FormId(form.form);
    let from = Judgement::from_code(&form.from);
    match clerk.app.store.judge(person.person(), &judged, from, to, clerk.by()).await? {
        Written::Done(event) => {
            let said = to.map_or("unjudged", Judgement::as_str);
            let href = if form.at == "list" {
                let more =
                    [("said", said.to_owned()), ("person", address.person.to_string()), ("form", judged.to_string())];
                address.row_after(event, &more)
            } else {
                address.after(said, event)
            };
            Ok(Redirect::to(&href).into_response())
        }
        // The same judgement by another clerk, or the same form sent twice.
        Written::Conflict { now } if now == to => Ok(Redirect::to(&address.page()).into_response()),
        Written::Conflict { .. } => {
            let flash = Flash::refused(StatusCode::CONFLICT, clerk.t.desk_conflict_judged());
            show_entry(&clerk, &address, flash).await
        }
        Written::Gone => Err(AppError::NotFound),
    }
}

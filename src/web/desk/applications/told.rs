//! `POST /desk/a/{id}/told`: a clerk notes that a person knows of the place that became free, or takes that back.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::place::PlaceOffer;
use crate::store::Written;
use crate::web::desk::applications::address::ApplicationAddress;
use crate::web::desk::applications::entry::show_entry;
use crate::web::desk::applications::flash::Flash;
use crate::web::desk::applications::retry_page::show_retry;
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::{AppError, Result};

/// The form of the button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToldForm {
    /// The code of the [`PlaceOffer`] that the page showed.
    from: String,
    to: String,
}

/// `POST /desk/a/{id}/told`
pub async fn post_told(clerk: Clerk, application: ApplicationAddress, Form(form): Form<ToldForm>) -> Result {
    let t = clerk.t;
    clerk.find(&application.id.person)?;
    if !clerk.has_name() {
        return show_entry(&clerk, &application.person, Flash::name_missing(t)).await;
    }
    let (Some(from), Some(to)) = (PlaceOffer::from_code(&form.from), PlaceOffer::from_code(&form.to)) else {
        return Err(AppError::NotFound);
    };
    let code = if to == PlaceOffer::Told { "told" } else { "untold" };
    let store = &clerk.app.store;
    match store.set_offer(&application.id, from, to, clerk.by()).await {
        Ok(Written::Done(event)) => Ok(Redirect::to(&application.after(code, event)).into_response()),
        // Saved before: the form was submitted twice, or another clerk noted the same.
        Ok(Written::Conflict { now }) if now == Some(to) => {
            Ok(Redirect::to(&application.after(code, 0)).into_response())
        }
        Ok(Written::Conflict { .. }) => {
            clerk.lags_behind(Some(store.newest_event().await?)).await;
            let flash = Flash::refused(StatusCode::CONFLICT, t.desk_conflict_offer());
            show_entry(&clerk, &application.person, flash).await
        }
        Ok(Written::Gone) => Err(AppError::NotFound),
        Err(why) => {
            tracing::warn!(%why, "a note about a free place could not be saved; its form is shown again for a retry");
            show_retry(&clerk, &application, "/told", &[("from", form.from), ("to", form.to)], "")
        }
    }
}

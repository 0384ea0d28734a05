//! `POST /desk/a/{id}/remark`: saves what staff write about a call. A typed remark is never lost: whatever goes wrong, the
//! answer contains it.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::index::HistoryKind;
use crate::store::{EventNumber, Written};
use crate::web::desk::applications::address::ApplicationAddress;
use crate::web::desk::applications::entry::{REMARK_CHARS_MAX, show_entry};
use crate::web::desk::applications::flash::{Flash, RemarkDraft};
use crate::web::desk::applications::retry_page::show_retry;
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::last_author;
use crate::web::http::error::{AppError, Result};
use crate::words::arg;

/// The form of a remark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemarkForm {
    /// The event of the remark that the page showed; 0 or empty if there was none.
    from: String,
    to: String,
    /// The clerk's name, if the browser has no cookie with it.
    me: String,
}

/// `POST /desk/a/{id}/remark`
pub async fn post_remark(mut clerk: Clerk, application: ApplicationAddress, Form(form): Form<RemarkForm>) -> Result {
    let to = normalize(&form.to);
    let name_cookie = clerk.adopt_name(&form.me);
    let response = match save(&clerk, &application, form.from.parse().unwrap_or_default(), &to).await {
        Err(AppError::Store(why)) => {
            tracing::warn!(%why, "a remark could not be saved; its form is shown again for a retry");
            show_retry(&clerk, &application, "/remark", &[("from", form.from), ("to", to)], "")?
        }
        answer => answer?,
    };
    Ok((name_cookie, response).into_response())
}

async fn save(clerk: &Clerk, application: &ApplicationAddress, from: EventNumber, to: &str) -> Result {
    let t = clerk.t;
    let draft = |conflicts| Some(RemarkDraft { id: application.id.clone(), text: to.to_owned(), conflicts });
    clerk.find(&application.id.person)?;
    if !clerk.has_name() {
        let flash = Flash { draft: draft(false), ..Flash::name_missing(t) };
        return show_entry(clerk, &application.person, flash).await;
    }
    let length = to.chars().count();
    if length > REMARK_CHARS_MAX {
        let error = t.desk_remark_too_long(arg::Count(length), arg::Most(REMARK_CHARS_MAX));
        let flash = Flash { draft: draft(false), ..Flash::refused(StatusCode::UNPROCESSABLE_ENTITY, error) };
        return show_entry(clerk, &application.person, flash).await;
    }
    let store = &clerk.app.store;
    match store.set_remark(&application.id, from, to, clerk.by()).await? {
        Written::Done(event) => Ok(Redirect::to(&application.after("remark", event)).into_response()),
        Written::Conflict { now } => {
            // The other remark may be so new that the index does not contain it: page and author come from there.
            clerk.lags_behind(Some(store.newest_event().await?)).await;
            let saved = clerk.app.index.application(&application.id).ok_or(AppError::NotFound)?.remark;
            // This change was saved already, but its answer was lost, and the browser submitted the form again.
            if saved == to {
                return Ok(Redirect::to(&application.after("remark", now)).into_response());
            }
            let history = clerk.entry(&application.id.person)?.history;
            let is_remark = |kind| matches!(kind, HistoryKind::Remarked);
            let error = t.desk_conflict_remark(last_author(&history, &application.id, is_remark, t));
            let flash = Flash { draft: draft(true), ..Flash::refused(StatusCode::CONFLICT, error) };
            show_entry(clerk, &application.person, flash).await
        }
        Written::Gone => Err(AppError::NotFound),
    }
}

/// One spelling of line breaks: browsers submit CRLF whatever they were given, and a page would conflict with itself.
fn normalize(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_survives_the_way_through_a_form() {
        assert_eq!(normalize(" 周三下午来\r\n带身份证 \r\n"), "周三下午来\n带身份证");
    }
}

//! `POST /desk/a/{id}/remark`: saves what staff write about a call. A typed remark is never lost: whatever goes wrong, the
//! answer contains it.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::person::What;
use crate::store::Changed;
use crate::web::desk::applications::address::EntryAddress;
use crate::web::desk::applications::entry::{Flash, REMARK_CHARS_MAX, name_missing, show_entry};
use crate::web::desk::applications::retry_page::show_retry;
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::last_author;
use crate::web::http::error::{AppError, Result};
use crate::words::arg;

/// The form of a remark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemarkForm {
    /// The remark that the page showed.
    from: String,
    to: String,
    /// The clerk's name, if the browser has no cookie with it.
    me: String,
}

/// `POST /desk/a/{id}/remark`
pub async fn post_remark(mut clerk: Clerk, entry: EntryAddress, Form(form): Form<RemarkForm>) -> Result {
    let from = normalize(&form.from);
    let to = normalize(&form.to);
    let name_cookie = clerk.adopt_name(&form.me);
    let response = match save(&clerk, &entry, &from, &to).await {
        Err(AppError::Store(why)) => {
            tracing::warn!(%why, "a remark could not be saved; its form is shown again for a retry");
            show_retry(&clerk, &entry, "/remark", &[("from", from), ("to", to)], "")?
        }
        answer => answer?,
    };
    Ok((name_cookie, response).into_response())
}

async fn save(clerk: &Clerk, entry: &EntryAddress, from: &str, to: &str) -> Result {
    let t = clerk.t;
    let draft = Some(to.to_owned());
    if !clerk.has_name() {
        return show_entry(clerk, entry, Flash { draft, ..name_missing(t) }).await;
    }
    let length = to.chars().count();
    if length > REMARK_CHARS_MAX {
        let error = t.desk_remark_too_long(arg::Count(length), arg::Most(REMARK_CHARS_MAX));
        let flash = Flash { status: StatusCode::UNPROCESSABLE_ENTITY, error, draft, ..Flash::default() };
        return show_entry(clerk, entry, flash).await;
    }
    let store = &clerk.app.store;
    match store.set_remark(&entry.id, from, to, &clerk.staff.name, clerk.now.at).await? {
        Changed::Done => Ok(Redirect::to(&entry.with_saved_notice("remark")).into_response()),
        // This change was saved already, but its answer was lost, and the browser submitted the form again.
        Changed::Conflict { now } if now == to => Ok(Redirect::to(&entry.with_saved_notice("remark")).into_response()),
        Changed::Conflict { now } => {
            let history = store.history(&entry.id).await?;
            let author = last_author(&history, |what| matches!(what, What::Remark { .. }), t);
            let error = t.desk_conflict_remark(author);
            let flash =
                Flash { status: StatusCode::CONFLICT, error, draft, conflicting: Some(now), ..Flash::default() };
            show_entry(clerk, entry, flash).await
        }
        Changed::Gone => Err(AppError::NotFound),
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

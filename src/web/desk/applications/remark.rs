//! `POST /desk/a/{id}/remark`: what staff write about a call. Nothing that was typed is ever lost.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::domain::person::{ApplicationId, What};
use crate::store::Changed;
use crate::web::App;
use crate::web::desk::applications::entry::{Said, last_by, nameless, saved_at, show_entry};
use crate::web::desk::applications::query::Asked;
use crate::web::desk::applications::retry_page::show_kept;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::auth::{NAME_CHARS_MAX, Staff};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::Reader;
use crate::words::{Words, arg};

/// Longest remark, in characters: a paragraph about a call.
pub const REMARK_CHARS_MAX: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemarkForm {
    /// The remark that the page showed.
    from: String,
    to: String,
    /// Who writes, where the browser remembers no name.
    me: String,
}

/// `POST /desk/a/{id}/remark`
pub async fn post_remark(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Path(id): Path<ApplicationId>,
    Query(asked): Query<Asked>,
    Form(form): Form<RemarkForm>,
) -> Result {
    let asked = asked.without_search();
    let (from, to) = (tidy(&form.from), tidy(&form.to));
    let given: String = form.me.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    let new_name = staff.name.is_empty() && !given.is_empty();
    let staff = if new_name { Staff { name: given } } else { staff };
    let mut answer = match change(&app, &staff, t, &id, &asked, &from, &to).await {
        Err(AppError::Store(why)) => {
            tracing::warn!(%why, "a remark could not be saved");
            show_kept(&app, &staff, t, &id, "/remark", &asked, vec![("from", from), ("to", to)], "")?
        }
        answer => answer?,
    };
    if new_name {
        answer = (CookieJar::new().add(name_cookie(&staff.name)), answer).into_response();
    }
    Ok(answer)
}

async fn change(app: &App, staff: &Staff, t: Words, id: &ApplicationId, asked: &Asked, from: &str, to: &str) -> Result {
    let draft = Some(to.to_owned());
    if staff.name.is_empty() {
        return show_entry(app, staff, t, id, asked, Said { draft, ..nameless(t) }).await;
    }
    let length = to.chars().count();
    if length > REMARK_CHARS_MAX {
        let alert = t.desk_remark_too_long(arg::Count(length), arg::Most(REMARK_CHARS_MAX));
        let said = Said { status: StatusCode::UNPROCESSABLE_ENTITY, alert, draft, ..Said::default() };
        return show_entry(app, staff, t, id, asked, said).await;
    }
    match app.store.set_remark(id, from, to, &staff.name, app.clock.now().at).await? {
        Changed::Done => Ok(Redirect::to(&saved_at(id, asked, "remark")).into_response()),
        // Our own answer was lost and the form sent again.
        Changed::Conflict { now } if now == to => Ok(Redirect::to(&saved_at(id, asked, "remark")).into_response()),
        Changed::Conflict { now } => {
            let history = app.store.history(id).await?;
            let who = last_by(&history, |what| matches!(what, What::Remark { .. }), t);
            let alert = t.desk_conflict_remark(who);
            let said = Said { status: StatusCode::CONFLICT, alert, draft, met: Some(now), ..Said::default() };
            show_entry(app, staff, t, id, asked, said).await
        }
        Changed::Gone => Err(AppError::NotFound),
    }
}

/// Browsers send CRLF for each new line, whatever they were given: one spelling, or a page would conflict with itself.
fn tidy(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_survives_the_way_through_a_form() {
        assert_eq!(tidy(" 周三下午来\r\n带身份证 \r\n"), "周三下午来\n带身份证");
    }
}

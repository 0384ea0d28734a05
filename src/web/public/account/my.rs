//! `/my`: what one form said, or with a person code a whole person, is seen, withdrawn and erased.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::DateTime;
use serde::Deserialize;

use crate::domain::application::{Application, Wish};
use crate::domain::person::{FormId, Person, StoredForm};
use crate::store::{self, ByClerk, CodeAccess, EventNumber, Traces, Written};
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::public::account::shares::{OwnShares, is_own_story};
use crate::web::public::account::{lookup, session};
use crate::web::public::answer::no_store;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::labels::status_label;
use crate::web::public::submit::FormBody;
use crate::web::public::titles::title;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

#[derive(Template)]
#[template(path = "join/my.html")]
struct MyPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    name: String,
    /// The number, so that the visitor sees which one will be called.
    phone: String,
    /// The township and the village; may be empty.
    place: String,
    /// Whether a person code opened the whole person.
    whole: bool,
    /// Whether the number must not be called; only shown with a person code.
    calls_forbidden: bool,
    rows: Vec<OwnApplication>,
}

/// One application, as its person reads it.
struct OwnApplication {
    /// Names the application in the form that withdraws it.
    wish: String,
    /// Show and card: 第42期 8号岗.
    card: String,
    title: String,
    at: String,
    status: &'static str,
    withdrawn: bool,
    /// To whom name and number may go, and went.
    sharing: OwnShares,
}

#[derive(Template)]
#[template(path = "join/erased.html")]
struct ErasedPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    /// Whether copies are left on disk.
    traces: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WithdrawForm {
    wish: String,
}

/// `GET /my`
pub async fn get_my(visit: Visit, query: PageQuery, jar: CookieJar) -> Result {
    let Some(access) = session::access(&visit, &jar) else {
        if let Some(event) = query.erased {
            return show_erased(&visit, event).await;
        }
        let notice = if session::has_pass(&jar) { visit.t.join_my_expired() } else { "" };
        return lookup::show_form(&visit, StatusCode::OK, notice);
    };
    match read(&visit, &access).await {
        Ok(Some(page)) => no_store(StatusCode::OK, &page),
        // The form was amended or erased since.
        Ok(None) => lookup::show_form(&visit, StatusCode::OK, visit.t.join_my_expired()),
        Err(why) => {
            tracing::warn!(%why, "a visitor's sign-ups could not be read; the lookup form says so");
            lookup::show_form(&visit, StatusCode::SERVICE_UNAVAILABLE, visit.t.join_my_away())
        }
    }
}

/// `POST /my/withdraw`
pub async fn post_withdraw(visit: Visit, jar: CookieJar, body: FormBody) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let form: WithdrawForm = serde_html_form::from_bytes(&body).unwrap_or_default();
    // The wish comes from the browser; the script refuses one that the form does not ask for.
    if let (Some(access), Ok(wish)) = (session::access(&visit, &jar), form.wish.parse()) {
        visit.app.store.withdraw(&access, &wish, visit.now.at).await?;
    }
    Ok(Redirect::to("/my").into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CallsForm {
    /// `1`: no more calls.
    forbidden: String,
}

/// `POST /my/calls`: whether the number may be called. Only with a person code: a form proves nothing about a number.
pub async fn post_calls(visit: Visit, jar: CookieJar, body: FormBody) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let form: CallsForm = serde_html_form::from_bytes(&body).unwrap_or_default();
    let store = &visit.app.store;
    if let Some(CodeAccess::Person(id)) = session::access(&visit, &jar)
        && let Some(person) = store.person(&id).await?
    {
        let by = ByClerk { name: "", at: visit.now.at };
        store.set_do_not_call(&id, &person.phone, form.forbidden == "1", by).await?;
    }
    Ok(Redirect::to("/my").into_response())
}

/// `POST /my/erase`
pub async fn post_erase(visit: Visit, jar: CookieJar) -> Result {
    let Some(access) = session::access(&visit, &jar) else {
        return Ok(Redirect::to("/my").into_response());
    };
    Ok(match visit.app.store.erase(&access, "", "", visit.now.at).await? {
        Written::Done(event) => session::sign_out(&visit, &format!("/my?erased={event}")),
        Written::Gone | Written::Conflict { .. } => session::sign_out(&visit, "/my"),
    })
}

/// `POST /my/leave`: signs out, before a borrowed phone goes back to its owner.
pub async fn post_leave(visit: Visit) -> Response {
    session::sign_out(&visit, "/")
}

async fn show_erased(visit: &Visit, event: EventNumber) -> Result {
    let t = visit.t;
    // Where it cannot be known, the page promises only what will happen.
    let traces = match visit.app.store.traces(event).await.unwrap_or(Traces::Soon) {
        Traces::Cleared => t.join_my_erased_cleared(),
        Traces::Soon => t.join_my_erased_soon(),
        Traces::External => t.join_my_erased_external(),
    };
    no_store(StatusCode::OK, &ErasedPage { t, chrome: visit.chrome(), traces })
}

/// The page of what is open; `None` if it does not exist any more.
async fn read<'a>(visit: &'a Visit, access: &CodeAccess) -> store::Result<Option<MyPage<'a>>> {
    let store = &visit.app.store;
    let Some(person) = store.person(access.person()).await? else { return Ok(None) };
    let forms = opened(access, &person);
    let Some((_, newest)) = forms.iter().max_by_key(|(_, form)| form.at) else { return Ok(None) };
    let mut applications = store.applications(access.person()).await?;
    applications.sort_by_key(|(_, application)| std::cmp::Reverse(application.at));
    let mut rows = Vec::new();
    for (wish, application) in &applications {
        let asked = |(_, form): &&(&FormId, &StoredForm)| {
            form.show == wish.show && form.cards.iter().any(|(_, job)| *job == wish.job)
        };
        let Some((_, form)) = forms.iter().find(asked) else { continue };
        let title = title(visit, &wish.job).await?;
        let sharing = OwnShares::read(visit, access, (wish, application), form).await?;
        rows.push(OwnApplication { sharing, ..row(visit, access, (wish, application), form, title) });
    }
    let whole = access.form().is_none();
    let calls_forbidden = whole && store.is_do_not_call(&person.phone).await?;
    Ok(Some(MyPage {
        t: visit.t,
        chrome: visit.chrome(),
        name: newest.answers.name.clone(),
        phone: person.phone.masked(),
        place: [newest.answers.township.as_str(), &newest.answers.village].join(" ").trim().to_owned(),
        whole,
        calls_forbidden,
        rows,
    }))
}

/// The forms that a code opens.
fn opened<'a>(access: &CodeAccess, person: &'a Person) -> Vec<(&'a FormId, &'a StoredForm)> {
    let opens = |id: &FormId| access.form().is_none_or(|form| form == id);
    person.forms.iter().filter(|(id, _)| opens(id)).collect()
}

fn row(
    visit: &Visit,
    access: &CodeAccess,
    (wish, application): (&Wish, &Application),
    form: &StoredForm,
    title: String,
) -> OwnApplication {
    let t = visit.t;
    let number = form.cards.iter().find(|(_, job)| *job == wish.job).map_or(application.card, |(number, _)| *number);
    let asks = access.form().map_or_else(|| application.is_open(), |id| application.forms.contains_key(id));
    OwnApplication {
        wish: wish.to_string(),
        card: t.join_my_show(arg::Number(number), arg::Show(wish.show)),
        title,
        at: DateTime::from_timestamp_millis(form.at).map(|at| t.join_my_at(visit.moment(at))).unwrap_or_default(),
        status: match asks {
            true if is_own_story(access, application, form) => status_label(t, application.status),
            true => t.join_my_status_new(),
            false => t.join_my_withdrawn(),
        },
        withdrawn: !asks,
        sharing: OwnShares::default(),
    }
}

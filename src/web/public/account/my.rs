//! `/my`: what one form said, or with a person code a whole person, is seen, withdrawn and erased.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::DateTime;
use serde::Deserialize;

use crate::store::{self, ByClerk, CodeAccess, EventNumber, Traces, Written};
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::public::account::opened::{self, OpenedData, OpenedForm, OpenedJob};
use crate::web::public::account::shares::OwnShares;
use crate::web::public::account::{lookup, session};
use crate::web::public::answer::no_store;
use crate::web::public::answers::answer_facts;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::form_errors::notice_text;
use crate::web::public::submit::FormBody;
use crate::web::public::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "join/my.html")]
struct MyPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    name: String,
    /// The number, so that the visitor sees which one will be called.
    phone: String,
    /// Whether a person code opened the whole person.
    whole: bool,
    /// Whether the number must not be called; only shown with a person code.
    calls_forbidden: bool,
    /// Whether a change was just saved.
    saved: bool,
    /// The parts that were left out of the change that was just saved.
    notices: Vec<String>,
    forms: Vec<OwnForm>,
}

/// One form, as its sender reads it.
struct OwnForm {
    /// When it was sent.
    at: String,
    name: String,
    rows: Vec<OwnApplication>,
    /// Question and answer.
    facts: Vec<(&'static str, String)>,
    /// The address of the form that changes it.
    change_href: String,
}

/// One application, as its person reads it.
struct OwnApplication {
    /// Names the application in the form that withdraws it.
    wish: String,
    /// Show and card: 第42期 8号岗.
    card: String,
    title: String,
    status: &'static str,
    /// The place in the waiting list, or that it was got; empty otherwise.
    place: String,
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
    match read(&visit, &access, query.saved).await {
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
async fn read<'a>(visit: &'a Visit, access: &CodeAccess, saved: bool) -> store::Result<Option<MyPage<'a>>> {
    let Some(opened) = opened::read(visit, access).await? else { return Ok(None) };
    let calls_forbidden = opened.whole && visit.app.store.is_do_not_call(&opened.person.phone).await?;
    let t = visit.t;
    let mut forms = Vec::with_capacity(opened.forms.len());
    for form in &opened.forms {
        forms.push(own_form(visit, access, form).await?);
    }
    Ok(Some(MyPage {
        t,
        chrome: visit.chrome(),
        saved,
        notices: if saved { notices(t, &opened) } else { Vec::new() },
        name: opened.forms.first().map(|form| form.stored.answers.name.clone()).unwrap_or_default(),
        phone: opened.person.phone.masked(),
        whole: opened.whole,
        calls_forbidden,
        forms,
    }))
}

/// The changes that were made to the newest form.
fn notices(t: Words, opened: &OpenedData) -> Vec<String> {
    let Some(form) = opened.forms.first() else { return Vec::new() };
    let stored = &form.stored;
    stored.notices.iter().map(|notice| notice_text(t, *notice, &stored.answers.name)).collect()
}

async fn own_form(visit: &Visit, access: &CodeAccess, form: &OpenedForm) -> store::Result<OwnForm> {
    let t = visit.t;
    let mut rows = Vec::with_capacity(form.jobs.len());
    for job in &form.jobs {
        rows.push(own_application(visit, access, form, job).await?);
    }
    let at = DateTime::from_timestamp_millis(form.stored.at);
    Ok(OwnForm {
        at: at.map(|at| t.join_my_at(visit.moment(at))).unwrap_or_default(),
        name: form.stored.answers.name.clone(),
        rows,
        facts: answer_facts(t, &form.stored.answers),
        change_href: format!("/my/change/{}", form.id),
    })
}

async fn own_application(
    visit: &Visit,
    access: &CodeAccess,
    form: &OpenedForm,
    job: &OpenedJob,
) -> store::Result<OwnApplication> {
    let sharing = match &job.application {
        Some(application) => OwnShares::read(visit, access, (&job.wish, application), &form.stored).await?,
        None => OwnShares::default(),
    };
    Ok(OwnApplication {
        wish: job.wish.to_string(),
        card: job.card(visit.t),
        title: job.title.clone(),
        status: job.status(visit.t),
        place: place(visit, access, job).await?,
        withdrawn: !job.asked,
        sharing,
    })
}

/// The place in the waiting list in words, or that a place was got from it.
async fn place(visit: &Visit, access: &CodeAccess, job: &OpenedJob) -> store::Result<String> {
    let t = visit.t;
    let Some(application) = job.application.as_ref().filter(|_| job.asked) else { return Ok(String::new()) };
    if application.waits() {
        let wishes = std::slice::from_ref(&job.wish);
        let positions = visit.app.store.waiting_positions(access.person(), wishes).await?;
        return Ok(positions
            .first()
            .copied()
            .flatten()
            .map(|position| t.join_queue_position(position))
            .unwrap_or_default());
    }
    Ok(match (application.offer, application.seats) {
        _ if !application.asks_for_place() || !job.own => String::new(),
        (Some(_), _) => t.join_my_queue_got().to_owned(),
        (None, Some(seats)) => t.join_queue_seats(seats),
        (None, None) => String::new(),
    })
}

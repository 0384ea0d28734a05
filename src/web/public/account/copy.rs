//! `/my/copy`: a copy of all that a code opens, and of what happened to it, to read and to save as a file.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect};
use axum_extra::extract::CookieJar;

use crate::domain::consent::Consent;
use crate::store::{self, CodeAccess};
use crate::web::http::attachment::content_disposition;
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::web::public::account::copied_history::{CopiedEvent, copied_history};
use crate::web::public::account::opened::{self, OpenedData, OpenedForm};
use crate::web::public::account::session;
use crate::web::public::answer::no_store;
use crate::web::public::answers::answer_facts;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::dates::stamp;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

#[derive(Template)]
#[template(path = "join/copy.html")]
struct CopyPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    copy: PersonalCopy,
}

/// The same as a file, which needs nothing from this site.
#[derive(Template)]
#[template(path = "join/copy_file.html")]
struct CopyFile<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    copy: PersonalCopy,
}

#[derive(Template)]
#[template(path = "join/gone.html")]
struct CopyAwayPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    title: &'static str,
    text: &'static str,
}

/// The content of a copy.
struct PersonalCopy {
    /// When it was made.
    at: String,
    phone: String,
    /// Whether the number must not be called; empty where the code does not open that.
    calls: &'static str,
    forms: Vec<CopiedForm>,
    /// Oldest first.
    history: Vec<CopiedEvent>,
}

/// One form in a copy.
struct CopiedForm {
    /// Label and value.
    facts: Vec<(&'static str, String)>,
    /// Card, title and status.
    jobs: Vec<(String, String, &'static str)>,
}

/// `GET /my/copy`
pub async fn get_copy(visit: Visit, jar: CookieJar) -> Result {
    match make(&visit, &jar).await? {
        Made::Copy(copy) => no_store(StatusCode::OK, &CopyPage { t: visit.t, chrome: visit.chrome(), copy }),
        Made::NotYet => show_away(&visit),
        Made::Nothing => Ok(Redirect::to("/my").into_response()),
    }
}

/// `GET /my/copy/file`
pub async fn get_copy_file(visit: Visit, jar: CookieJar) -> Result {
    let copy = match make(&visit, &jar).await? {
        Made::Copy(copy) => copy,
        Made::NotYet => return show_away(&visit),
        Made::Nothing => return Ok(Redirect::to("/my").into_response()),
    };
    let name = visit.t.join_copy_file(visit.now.today.format("%Y-%m-%d"));
    let disposition = content_disposition("my-sign-ups.html", &format!("{name}.html"));
    let file = page::html(&CopyFile { t: visit.t, chrome: visit.chrome(), copy })?;
    let headers = [(header::CONTENT_DISPOSITION, disposition), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, file).into_response())
}

/// The result of making a copy.
enum Made {
    /// It is complete.
    Copy(PersonalCopy),
    /// The history is still loading.
    NotYet,
    /// The browser has no pass, or what it opened is gone.
    Nothing,
}

async fn make(visit: &Visit, jar: &CookieJar) -> store::Result<Made> {
    let Some(access) = session::access(visit, jar) else { return Ok(Made::Nothing) };
    let Some(opened) = opened::read(visit, &access).await? else { return Ok(Made::Nothing) };
    Ok(match copied_history(visit, &access, &opened).await? {
        Some(history) => Made::Copy(copy(visit, &access, &opened, history).await?),
        None => Made::NotYet,
    })
}

async fn copy(
    visit: &Visit,
    access: &CodeAccess,
    opened: &OpenedData,
    history: Vec<CopiedEvent>,
) -> store::Result<PersonalCopy> {
    let t = visit.t;
    let calls = match access {
        CodeAccess::Form { .. } => "",
        CodeAccess::Person(_) if visit.app.store.is_do_not_call(&opened.person.phone).await? => {
            t.join_copy_calls_stopped()
        }
        CodeAccess::Person(_) => t.join_copy_calls_allowed(),
    };
    let mut forms = Vec::with_capacity(opened.forms.len());
    for form in &opened.forms {
        forms.push(copied_form(visit, form).await?);
    }
    Ok(PersonalCopy {
        at: stamp(visit.now.millis(), visit.app.clock.zone()),
        phone: opened.person.phone.grouped(),
        calls,
        forms,
        history,
    })
}

async fn copied_form(visit: &Visit, form: &OpenedForm) -> store::Result<CopiedForm> {
    let t = visit.t;
    let stored = &form.stored;
    let zone = visit.app.clock.zone();
    let mut facts = vec![(t.join_receipt_name(), stored.answers.name.clone())];
    facts.extend(answer_facts(t, &stored.answers));
    facts.push((t.join_copy_sent(), stamp(stored.first_at, zone)));
    if stored.at != stored.first_at {
        facts.push((t.join_copy_changed(), stamp(stored.at, zone)));
    }
    facts.push((t.join_copy_consent(), agreed(visit, &stored.consent).await?));
    for job in &form.jobs {
        let shares = job.application.iter().flat_map(|application| &application.shares);
        for share in shares.filter(|share| share.form.as_ref() == Some(&form.id)) {
            facts.push((t.join_copy_share(), agreed(visit, &share.consent).await?));
        }
    }
    let source = if stored.source.is_empty() { t.join_copy_source_none() } else { &stored.source };
    facts.push((t.join_copy_source(), source.to_owned()));
    let jobs = form.jobs.iter().map(|job| (job.card(t), job.title.clone(), job.status(t)));
    Ok(CopiedForm { facts, jobs: jobs.collect() })
}

/// A consent with its text, as it was shown.
async fn agreed(visit: &Visit, consent: &Consent) -> store::Result<String> {
    let t = visit.t;
    let text = visit.app.store.consent_text(&consent.hash).await?.unwrap_or_default();
    let when = stamp(consent.at, visit.app.clock.zone());
    Ok(t.join_copy_consent_given(arg::Text(text), arg::Version(&consent.version), arg::When(when)))
}

fn show_away(visit: &Visit) -> Result {
    let t = visit.t;
    let (title, text) = (t.join_copy_away_title(), t.join_copy_away_text());
    no_store(StatusCode::SERVICE_UNAVAILABLE, &CopyAwayPage { t, chrome: visit.chrome(), title, text })
}

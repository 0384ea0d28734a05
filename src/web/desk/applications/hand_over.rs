//! `POST /desk/a/{id}/share` and `/hand-over`: a consent that a clerk heard, and the hand-over of name and number to the employer,
//! which is refused without a consent. `GET /desk/consents/{hash}`: a text that somebody agreed to.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::application::Application;
use crate::domain::consent::{Consent, ConsentChannel, TextHash};
use crate::domain::hand_over::{HandOver, agreed};
use crate::domain::job::Job;
use crate::domain::recipient::ShareConsent;
use crate::store::Written;
use crate::web::desk::applications::address::ApplicationAddress;
use crate::web::desk::applications::entry::show_entry;
use crate::web::desk::applications::flash::Flash;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::http::consent_texts::{employer_of, employer_text};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::Words;

/// The form of a consent that a clerk heard, or takes back for the person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SpokenConsentForm {
    /// The code of the way in which the clerk heard it; empty: it is taken back.
    channel: String,
    /// The hash of the text that was read out.
    hash: String,
}

/// The records that a hand-over is decided on, newer than the index.
struct Handing {
    application: Application,
    job: Job,
}

impl Handing {
    async fn read(clerk: &Clerk, address: &ApplicationAddress) -> Result<Self> {
        clerk.find(&address.id.person)?;
        let store = &clerk.app.store;
        let all = store.applications(&address.id.person).await?;
        let found = all.into_iter().find(|(wish, _)| *wish == address.id.wish);
        let job = store.job(&address.id.wish.job).await?;
        match (found, job) {
            (Some((_, application)), Some(job)) => Ok(Self { application, job }),
            _ => Err(AppError::NotFound),
        }
    }
}

/// `POST /desk/a/{id}/share`
pub async fn post_share(clerk: Clerk, address: ApplicationAddress, Form(form): Form<SpokenConsentForm>) -> Result {
    let t = clerk.t;
    if !clerk.has_name() {
        return show_entry(&clerk, &address.person, Flash::name_missing(t)).await;
    }
    let Handing { application, job } = Handing::read(&clerk, &address).await?;
    let Some(to) = employer_of(&job) else { return Err(AppError::NotFound) };
    let store = &clerk.app.store;
    if form.channel.is_empty() {
        // Already taken back, by another clerk or by the person herself.
        if agreed(&application, &to).is_none() {
            return Ok(Redirect::to(&address.page()).into_response());
        }
        let written = store.withdraw_share(&address.id, &to, None, clerk.by()).await?;
        return redirect(&address, "unshared", &written);
    }
    let text = employer_text(t, &to, &job);
    let channel = ConsentChannel::recorded(&form.channel, &clerk.staff.name);
    let Some(channel) = channel.filter(|_| text.hash.to_string() == form.hash) else {
        let flash = Flash::refused(StatusCode::CONFLICT, t.desk_share_changed());
        return show_entry(&clerk, &address.person, flash).await;
    };
    let share = ShareConsent { to, form: None, consent: Consent::new(&text, channel, clerk.now.millis()) };
    let written = store.give_share(&address.id, &share, &text, clerk.by()).await?;
    redirect(&address, "shared", &written)
}

/// `POST /desk/a/{id}/hand-over`
pub async fn post_hand_over(clerk: Clerk, address: ApplicationAddress) -> Result {
    let t = clerk.t;
    if !clerk.has_name() {
        return show_entry(&clerk, &address.person, Flash::name_missing(t)).await;
    }
    let phone = clerk.entry(&address.id.person)?.phone;
    let Handing { application, job } = Handing::read(&clerk, &address).await?;
    let Some(to) = employer_of(&job) else { return Err(AppError::NotFound) };
    if clerk.app.store.is_do_not_call(&phone).await? {
        let flash = Flash::refused(StatusCode::UNPROCESSABLE_ENTITY, t.desk_hand_over_forbidden());
        return show_entry(&clerk, &address.person, flash).await;
    }
    let Ok(hand_over) = HandOver::check(&address.id, &application, &to) else {
        let flash = Flash::refused(StatusCode::UNPROCESSABLE_ENTITY, t.desk_hand_over_refused(&to.name));
        return show_entry(&clerk, &address.person, flash).await;
    };
    match clerk.app.store.record_hand_over(&hand_over, clerk.by()).await? {
        written @ Written::Done(_) => redirect(&address, "handed", &written),
        // She took it back at this moment.
        Written::Gone | Written::Conflict { .. } => {
            let flash = Flash::refused(StatusCode::CONFLICT, t.desk_hand_over_refused(&to.name));
            show_entry(&clerk, &address.person, flash).await
        }
    }
}

fn redirect(address: &ApplicationAddress, said: &'static str, written: &Written) -> Result {
    let Written::Done(event) = written else { return Err(AppError::NotFound) };
    Ok(Redirect::to(&address.after(said, *event)).into_response())
}

#[derive(Template)]
#[template(path = "desk/consent.html")]
struct ConsentPage {
    t: Words,
    chrome: PageChrome,
    text: String,
    hash: String,
}

/// `GET /desk/consents/{hash}`: the very text that somebody agreed to.
pub async fn get_consent(clerk: Clerk, Path(hash): Path<String>) -> Result {
    let hash = TextHash::try_from(hash).map_err(|_| AppError::NotFound)?;
    let text = clerk.app.store.consent_text(&hash).await?.ok_or(AppError::NotFound)?;
    let chrome = clerk.chrome(Tab::List, format!("/desk/consents/{hash}"));
    page::html(&ConsentPage { t: clerk.t, chrome, text, hash: hash.to_string() })
}

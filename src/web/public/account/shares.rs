//! Consents to be handed to an employer, on `/my`: shown, given and taken back as easily. Must not know the rest of the page.

use axum::response::{IntoResponse as _, Redirect};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::domain::application::{Application, Wish};
use crate::domain::consent::{Consent, ConsentChannel, ConsentText};
use crate::domain::job::Job;
use crate::domain::person::StoredForm;
use crate::domain::recipient::{Recipient, ShareConsent};
use crate::store::{self, ByClerk, CodeAccess};
use crate::web::http::consent_texts::{employer_of, employer_text};
use crate::web::http::error::{AppError, Result};
use crate::web::public::account::session;
use crate::web::public::submit::FormBody;
use crate::web::public::visit::Visit;
use crate::words::arg;

/// A consent that was given, or that can be given.
pub struct OwnShare {
    /// The recipient.
    pub name: String,
    /// The hash of its text.
    pub hash: String,
    /// The text, if it can be given; empty if it was.
    pub text: String,
}

/// The consents of an application that an access shows, and the hand-overs that happened.
#[derive(Default)]
pub struct OwnShares {
    /// Those that were given, with the one for the employer if it was not.
    pub shares: Vec<OwnShare>,
    /// To whom name and number were handed, and when, in words.
    pub handed: Vec<String>,
}

impl OwnShares {
    /// The part that an access may see; `form` is the one that asks for the application.
    pub async fn read(
        visit: &Visit,
        access: &CodeAccess,
        (wish, application): (&Wish, &Application),
        form: &StoredForm,
    ) -> store::Result<Self> {
        let own = is_own_story(access, application, form);
        let visible = application.shares.iter().filter(|share| is_visible(access, share, own));
        let given = |share: &ShareConsent| OwnShare {
            name: share.to.name.clone(),
            hash: share.consent.hash.to_string(),
            text: String::new(),
        };
        let mut shares: Vec<OwnShare> = visible.map(given).collect();
        if let Some((to, text)) = offer(visit, wish).await?
            && shares.iter().all(|share| share.name != to.name)
        {
            shares.push(OwnShare { name: to.name, hash: text.hash.to_string(), text: text.text });
        }
        let handed = application.handed.iter().filter(|_| own).filter_map(|handed| {
            let at = chrono::DateTime::from_timestamp_millis(handed.at)?;
            Some(visit.t.join_my_handed(arg::Name(&handed.to.name), arg::When(visit.moment(at))))
        });
        Ok(Self { shares, handed: handed.collect() })
    }
}

/// Whether the work of staff on an application answers to what is open alone. Otherwise the status would tell the sender of one
/// form what became of another one's.
pub fn is_own_story(access: &CodeAccess, application: &Application, form: &StoredForm) -> bool {
    access.form().is_none() || (application.forms.len() == 1 && application.at >= form.first_at)
}

fn is_visible(access: &CodeAccess, share: &ShareConsent, own: bool) -> bool {
    own || share.form.as_ref() == access.form()
}

/// The employer of a job with the text to agree to; `None` if the job is gone or names none.
async fn offer(visit: &Visit, wish: &Wish) -> store::Result<Option<(Recipient, ConsentText)>> {
    let text = |job: &Job| employer_of(job).map(|to| (to.clone(), employer_text(visit.t, &to, job)));
    match visit.snapshot.rundown.jobs.get(&wish.job) {
        Some(job) => Ok(text(job)),
        None => Ok(visit.app.store.job(&wish.job).await?.as_ref().and_then(text)),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ShareForm {
    wish: String,
    /// The hash of the text.
    hash: String,
    /// `1`: gives the consent; otherwise it is taken back.
    give: String,
}

/// `POST /my/share`
pub async fn post_share(visit: Visit, jar: CookieJar, body: FormBody) -> Result {
    let body = body.map_err(|_| AppError::TooLarge)?;
    let form: ShareForm = serde_html_form::from_bytes(&body).unwrap_or_default();
    // All fields come from the browser; the script refuses an application that the form does not ask for.
    if let (Some(access), Ok(wish)) = (session::access(&visit, &jar), form.wish.parse::<Wish>()) {
        if form.give == "1" {
            give(&visit, &access, wish, &form.hash).await?;
        } else {
            withdraw(&visit, &access, wish, &form.hash).await?;
        }
    }
    Ok(Redirect::to("/my").into_response())
}

/// Gives the consent to the text of this hash; if the text reads otherwise by now, the page shows the newer one.
async fn give(visit: &Visit, access: &CodeAccess, wish: Wish, hash: &str) -> store::Result<()> {
    let Some((to, text)) = offer(visit, &wish).await? else { return Ok(()) };
    if text.hash.to_string() != hash {
        return Ok(());
    }
    let consent = Consent::new(&text, ConsentChannel::Web, visit.now.millis());
    let share = ShareConsent { to, form: access.form().cloned(), consent };
    let id = access.application(wish);
    visit.app.store.give_share(&id, &share, &text, by(visit)).await.map(drop)
}

async fn withdraw(visit: &Visit, access: &CodeAccess, wish: Wish, hash: &str) -> store::Result<()> {
    let store = &visit.app.store;
    let Some(person) = store.person(access.person()).await? else { return Ok(()) };
    let applications = store.applications(access.person()).await?;
    let Some((_, application)) = applications.iter().find(|(known, _)| *known == wish) else { return Ok(()) };
    let form = access.form().and_then(|id| person.forms.get(id));
    let own = access.form().is_none() || form.is_some_and(|form| is_own_story(access, application, form));
    let meant = |share: &&ShareConsent| is_visible(access, share, own) && share.consent.hash.to_string() == hash;
    let Some(share) = application.shares.iter().find(meant) else { return Ok(()) };
    let of_form = if own { None } else { access.form() };
    store.withdraw_share(&access.application(wish), &share.to, of_form, by(visit)).await.map(drop)
}

/// The person herself.
fn by(visit: &Visit) -> ByClerk<'static> {
    ByClerk { name: "", at: visit.now.at }
}

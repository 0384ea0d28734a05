//! Consents and hand-overs of an application, as the entry shows them. Pure.

use std::collections::HashMap;

use crate::domain::application::Application;
use crate::domain::consent::{Consent, ConsentChannel};
use crate::domain::hand_over::agreed;
use crate::domain::job::{Job, JobId};
use crate::domain::recipient::Recipient;
use crate::index::ListedApplication;
use crate::web::desk::applications::address::application_action;
use crate::web::desk::applications::query::ListView;
use crate::web::desk::clerk::Clerk;
use crate::web::http::consent_texts::{employer_of, employer_text};
use crate::words::{Words, arg};

/// The jobs of an entry, by their ids.
pub type EntryJobs = HashMap<JobId, Job>;

/// The hand-over of an application to the employer of its job.
pub struct ShareView {
    /// The employer.
    pub employer: String,
    /// How and when the person agreed; empty if she did not.
    pub agreed: String,
    /// The page of the text that she agreed to.
    pub text_href: String,
    /// The hash of the consent in force, or of the text to read out.
    pub hash: String,
    /// The text to read out.
    pub text: String,
    /// The ways in which a clerk hears a consent: code and label.
    pub ways: Vec<(&'static str, &'static str)>,
    /// To whom name and number were handed, and when.
    pub handed: Vec<String>,
    /// The action of the forms that record a consent, or take it back.
    pub share_action: String,
    /// The action of the form that records a hand-over.
    pub hand_over_action: String,
}

impl ShareView {
    /// `None` if the job names no employer, and nothing was handed over.
    pub fn new(clerk: &Clerk, list: &ListView, listed: &ListedApplication, jobs: &EntryJobs) -> Option<Self> {
        let job = jobs.get(&listed.id.wish.job)?;
        let to = employer_of(job)?;
        let text = employer_text(clerk.t, &to, job);
        let in_force = agreed(&listed.application, &to).map(|share| &share.consent);
        Some(Self {
            agreed: in_force.map(|consent| given(clerk, consent)).unwrap_or_default(),
            text_href: in_force.map(text_href).unwrap_or_default(),
            hash: in_force.map_or(text.hash, |consent| consent.hash).to_string(),
            text: text.text,
            ways: ConsentChannel::SPOKEN.map(|code| (code, way(code, clerk.t))).to_vec(),
            handed: handed(clerk, &listed.application),
            share_action: application_action(&listed.id, "/share", list),
            hand_over_action: application_action(&listed.id, "/hand-over", list),
            employer: to.name,
        })
    }
}

/// The page of the text of a consent.
pub fn text_href(consent: &Consent) -> String {
    format!("/desk/consents/{}", consent.hash)
}

/// How and when a consent was given, and who recorded it: `网页上勾的，11月25日 14:20`.
pub fn given(clerk: &Clerk, consent: &Consent) -> String {
    let (t, when) = (clerk.t, clerk.moment(consent.at));
    match &consent.channel {
        ConsentChannel::Web => t.desk_consent_web(when),
        ConsentChannel::Phone { by } => t.desk_consent_phone(arg::When(when), arg::Who(by)),
        ConsentChannel::OnSite { by } => t.desk_consent_on_site(arg::When(when), arg::Who(by)),
        ConsentChannel::Paper { by } => t.desk_consent_paper(arg::When(when), arg::Who(by)),
    }
}

fn way(code: &str, t: Words) -> &'static str {
    match code {
        "phone" => t.desk_way_phone(),
        "on_site" => t.desk_way_on_site(),
        _ => t.desk_way_paper(),
    }
}

fn handed(clerk: &Clerk, application: &Application) -> Vec<String> {
    let line = |to: &Recipient, at| clerk.t.desk_handed(arg::Name(&to.name), arg::When(clerk.moment(at)));
    application.handed.iter().map(|handed| line(&handed.to, handed.at)).collect()
}

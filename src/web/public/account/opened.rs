//! The data that a code opens: one form, or with a person code all forms of a person. Read from the store; must not know pages.

use std::cmp::Reverse;

use crate::domain::application::{Application, Wish};
use crate::domain::person::{FormId, Person, StoredForm};
use crate::domain::rundown::CardNumber;
use crate::store::{self, CodeAccess};
use crate::web::public::account::shares::is_own_story;
use crate::web::public::labels::status_label;
use crate::web::public::titles::title;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

/// The data that a code opens.
pub struct OpenedData {
    /// The person. Pages show only what is in [`Self::forms`].
    pub person: Person,
    /// The forms, newest first; at least one.
    pub forms: Vec<OpenedForm>,
    /// Whether it is the whole person.
    pub whole: bool,
}

/// One form with what became of it.
pub struct OpenedForm {
    /// The form.
    pub id: FormId,
    /// Its content.
    pub stored: StoredForm,
    /// The jobs that it asked for.
    pub jobs: Vec<OpenedJob>,
}

/// One job that a form asked for.
pub struct OpenedJob {
    /// The identity of the application.
    pub wish: Wish,
    /// The number of its card on the form.
    pub number: CardNumber,
    /// The title of the job.
    pub title: String,
    /// The application; `None` if there is no record of it.
    pub application: Option<Application>,
    /// Whether the form, or any form of the whole person, still asks for it.
    pub asked: bool,
    /// Whether the work of staff answers to what is open alone. Otherwise the status would say to the sender of one form what
    /// became of another one's.
    pub own: bool,
}

impl OpenedJob {
    /// Show and card: 第42期 8号岗.
    pub fn card(&self, t: Words) -> String {
        t.join_my_show(arg::Number(self.number), arg::Show(self.wish.show))
    }

    /// The status in words.
    pub fn status(&self, t: Words) -> &'static str {
        match &self.application {
            _ if !self.asked => t.join_my_withdrawn(),
            Some(application) if self.own => status_label(t, application.status),
            Some(_) | None => t.join_my_status_new(),
        }
    }
}

/// Reads what a code opens; `None` if it does not exist any more.
pub async fn read(visit: &Visit, access: &CodeAccess) -> store::Result<Option<OpenedData>> {
    let store = &visit.app.store;
    let Some(person) = store.person(access.person()).await? else { return Ok(None) };
    let opens = |id: &FormId| access.form().is_none_or(|form| form == id);
    let mut found: Vec<_> = person.forms.iter().filter(|(id, _)| opens(id)).collect();
    if found.is_empty() {
        return Ok(None);
    }
    found.sort_by_key(|(_, form)| Reverse(form.at));
    let applications = store.applications(access.person()).await?;
    let mut forms = Vec::with_capacity(found.len());
    for (id, stored) in found {
        let mut jobs = Vec::with_capacity(stored.cards.len());
        for (number, job) in &stored.cards {
            let wish = Wish { show: stored.show, job: job.clone() };
            let title = title(visit, job).await?;
            let application = applications.iter().find(|(known, _)| *known == wish).map(|(_, one)| one.clone());
            jobs.push(opened_job(access, stored, wish, (*number, title, application)));
        }
        forms.push(OpenedForm { id: id.clone(), stored: stored.clone(), jobs });
    }
    Ok(Some(OpenedData { person, forms, whole: access.form().is_none() }))
}

fn opened_job(
    access: &CodeAccess,
    stored: &StoredForm,
    wish: Wish,
    (number, title, application): (CardNumber, String, Option<Application>),
) -> OpenedJob {
    let asks = |one: &Application| access.form().map_or_else(|| one.is_open(), |id| one.forms.contains_key(id));
    let asked = application.as_ref().is_some_and(asks);
    let own = application.as_ref().is_some_and(|one| is_own_story(access, one, stored));
    OpenedJob { wish, number, title, application, asked, own }
}

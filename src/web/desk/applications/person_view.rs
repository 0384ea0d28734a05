//! One person of a phone, as the entry shows her: answers, applications, forms with what differs, and with whom she can be
//! merged. Pure.

use crate::domain::application::{FormMark, Judgement};
use crate::domain::person::{PersonId, StoredForm};
use crate::domain::place::PlaceOffer;
use crate::export::answers::{differences, facts_line};
use crate::export::titles::{Title, Titles};
use crate::index::{ListedApplication, PersonEntry, PhoneEntry};
use crate::web::desk::applications::address::{PersonAddress, application_action};
use crate::web::desk::applications::flash::Flash;
use crate::web::desk::applications::list_row::{MarkLabel, marks};
use crate::web::desk::applications::query::ListView;
use crate::web::desk::applications::share_view::{EntryJobs, ShareView, given, text_href};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{StatusLabel, suspect_reason};
use crate::words::{Words, arg};

/// A person of the phone.
pub struct PersonView {
    /// Her addresses.
    pub address: PersonAddress,
    /// The name on the newest honest form.
    pub name: String,
    /// Township, party and call time, in one line.
    pub facts: String,
    /// The note.
    pub note: String,
    /// The applications, newest first.
    pub applications: Vec<ApplicationView>,
    /// The forms, newest first; empty if there is nothing to say about them.
    pub forms: Vec<StoredFormView>,
    /// The name of the person that counts instead; `None` unless merged.
    pub merged_into: Option<String>,
    /// The people whom she can be merged into, with their names.
    pub merge_targets: Vec<(PersonId, String)>,
}

/// An application on the entry.
pub struct ApplicationView {
    /// Its id, also of its element.
    pub id: String,
    /// The card's number.
    pub card: String,
    /// The title of the job.
    pub title: Title,
    /// The page of the job.
    pub job_href: String,
    /// Show, card and time of the first form, in one line.
    pub facts: String,
    /// Source and version of the consent text, in one line.
    pub origin: String,
    /// The consent to be called, in words, with the page of its text; `None` if its form was erased.
    pub consent: Option<(String, String)>,
    /// The hand-over to the employer; `None` if the job names none.
    pub share: Option<ShareView>,
    /// The status.
    pub status: StatusLabel,
    /// The marks.
    pub marks: Vec<MarkLabel>,
    /// Whether it is read-only, because another person's application counts instead.
    pub duplicate: bool,
    /// The action of the status form.
    pub status_action: String,
    /// The place that it got from the waiting list; `None` without one.
    pub offer: Option<PlaceOffer>,
    /// The action of the button for that.
    pub told_action: String,
    /// The action of the remark form.
    pub remark_action: String,
    /// The event of the saved remark.
    pub remark_from: u64,
    /// The text in the remark's box: the draft, or else the saved remark.
    pub remark: String,
    /// Whether that is a draft, which is shown even without a name.
    pub is_draft: bool,
    /// The saved remark, if another clerk wrote it while this one typed.
    pub conflicting: Option<String>,
}

/// A form on the entry.
pub struct StoredFormView {
    /// Its id.
    pub id: String,
    /// When it was sent.
    pub time: String,
    /// Its cards.
    pub cards: String,
    /// Its answers that differ from those of the newest honest one.
    pub differences: Vec<String>,
    /// Why it looks like a robot's, if a clerk has to judge it.
    pub suspicion: &'static str,
    /// Whether a clerk has to judge it.
    pub waits: bool,
    /// The code of its judgement; empty without one.
    pub judgement: &'static str,
    /// The judgement in words.
    pub judgement_label: &'static str,
}

/// Everything that the view needs besides its data.
pub struct PersonContext<'a> {
    /// The clerk who reads it.
    pub clerk: &'a Clerk,
    /// The list that its links come back to.
    pub list: &'a ListView,
    /// The titles of jobs.
    pub titles: &'a Titles,
    /// The jobs of the entry.
    pub jobs: &'a EntryJobs,
    /// A remark that was typed and not saved.
    pub flash: &'a Flash,
}

impl PersonContext<'_> {
    /// All people of a phone, those with an honest form first, then in the order of their first forms: the order stays the
    /// same whoever was opened.
    #[must_use]
    pub fn people(&self, entry: &PhoneEntry) -> Vec<PersonView> {
        let mut people: Vec<&PersonEntry> = entry.people.iter().collect();
        people.sort_by_key(|person| {
            let doubtful = person.applications.iter().all(|listed| listed.application.is_suspect());
            (doubtful, person.forms.last().map(|(_, form, _)| form.at))
        });
        people.iter().map(|person| self.person(person, entry)).collect()
    }

    fn person(&self, person: &PersonEntry, entry: &PhoneEntry) -> PersonView {
        let t = self.clerk.t;
        let answers = &person.answers;
        let name_of = |id: &PersonId| {
            let found = entry.people.iter().find(|other| other.id == *id);
            found.map_or_else(String::new, |other| other.answers.name.clone())
        };
        let others = entry.people.iter().filter(|other| other.id != person.id && other.merged_into.is_none());
        let is_target = entry.people.iter().any(|other| other.merged_into.as_ref() == Some(&person.id));
        let can_merge = person.merged_into.is_none() && !is_target;
        PersonView {
            address: PersonAddress { person: person.id.clone(), list: self.list.clone() },
            name: answers.name.clone(),
            facts: facts_line(answers, t),
            note: answers.note.clone(),
            applications: person.applications.iter().map(|listed| self.application(listed, person)).collect(),
            forms: self.forms(person),
            merged_into: person.merged_into.as_ref().map(name_of),
            merge_targets: if can_merge {
                others.map(|other| (other.id.clone(), other.answers.name.clone())).collect()
            } else {
                Vec::new()
            },
        }
    }

    fn application(&self, listed: &ListedApplication, person: &PersonEntry) -> ApplicationView {
        let t = self.clerk.t;
        let application = &listed.application;
        let draft = self.flash.draft.as_ref().filter(|draft| draft.id == listed.id);
        let show = t.desk_entry_show_card(arg::Card(application.card), arg::Show(listed.id.wish.show));
        let source = if application.source.is_empty() { t.desk_source_none() } else { application.source.as_str() };
        ApplicationView {
            id: listed.id.to_string(),
            card: application.card.to_string(),
            title: self.titles.get(&listed.id.wish.job),
            job_href: format!("/desk/jobs/{}", listed.id.wish.job.0),
            facts: format!("{show} · {}", self.clerk.moment(application.at)),
            origin: t.desk_entry_origin(arg::Consent(&application.consent), arg::Source(source)),
            consent: self.call_consent(listed, person),
            share: ShareView::new(self.clerk, self.list, listed, self.jobs),
            status: StatusLabel::of(application.status, t),
            marks: marks(listed, t),
            duplicate: listed.duplicate,
            status_action: application_action(&listed.id, "/status", self.list),
            offer: application.offer.filter(|_| application.asks_for_place() && !listed.duplicate),
            told_action: application_action(&listed.id, "/told", self.list),
            remark_action: application_action(&listed.id, "/remark", self.list),
            remark_from: application.remark,
            remark: draft.map_or_else(|| listed.remark.clone(), |draft| draft.text.clone()),
            is_draft: draft.is_some(),
            conflicting: draft.filter(|draft| draft.conflicts).map(|_| listed.remark.clone()),
        }
    }

    /// The consent of the newest form that asks for an application.
    fn call_consent(&self, listed: &ListedApplication, person: &PersonEntry) -> Option<(String, String)> {
        let (_, form, _) = person.forms.iter().find(|(id, _, _)| listed.application.forms.contains_key(id))?;
        Some((given(self.clerk, &form.consent), text_href(&form.consent)))
    }

    fn forms(&self, person: &PersonEntry) -> Vec<StoredFormView> {
        let has_mark = |(_, _, mark): &(_, StoredForm, FormMark)| mark.suspicion.is_some() || mark.judgement.is_some();
        if person.forms.len() < 2 && !person.forms.iter().any(has_mark) {
            return Vec::new();
        }
        let view = |(id, form, mark): &(crate::domain::person::FormId, StoredForm, FormMark)| StoredFormView {
            id: id.0.clone(),
            time: self.clerk.moment(form.at),
            cards: cards(form, self.clerk.t),
            differences: differences(&form.answers, &person.answers, self.clerk.t),
            suspicion: mark.suspicion.map_or("", |suspicion| suspect_reason(suspicion, self.clerk.t)),
            waits: mark.waits(),
            judgement: mark.judgement.map_or("", Judgement::as_str),
            judgement_label: mark.judgement.map_or("", |judgement| judgement_label(judgement, self.clerk.t)),
        };
        person.forms.iter().map(view).collect()
    }
}

fn cards(form: &StoredForm, t: Words) -> String {
    let numbers: Vec<_> = form.cards.iter().map(|(number, _)| t.common_unit_card(number)).collect();
    numbers.join(t.common_list_comma())
}

fn judgement_label(judgement: Judgement, t: Words) -> &'static str {
    match judgement {
        Judgement::Honest => t.desk_judged_honest(),
        Judgement::Robot => t.desk_judged_robot(),
    }
}

impl PersonView {
    /// The id of the section.
    #[must_use]
    pub fn anchor(&self) -> String {
        format!("p-{}", self.address.person)
    }
}

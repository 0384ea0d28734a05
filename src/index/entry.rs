//! The entry of one phone: its people, their forms and applications, and the whole history. Must not know pages.

use std::collections::HashSet;

use super::person::{CompactEvent, HistoryKind, IndexedPerson, PersonSlot};
use super::projection::Projection;
use super::rows::ListedApplication;
use super::scope::Scope;
use crate::domain::answers::Answers;
use crate::domain::application::{ApplicationId, FormMark};
use crate::domain::history::Wording;
use crate::domain::person::{FormId, PersonId, StoredForm};
use crate::domain::phone::Phone;
use crate::store::EventNumber;

/// Everything of one phone.
#[derive(Clone)]
pub struct PhoneEntry {
    /// The phone number.
    pub phone: Phone,
    /// The people, the one that was asked for first.
    pub people: Vec<PersonEntry>,
    /// The events of all of them, newest first.
    pub history: Vec<HistoryEntry>,
}

/// One person of a phone.
#[derive(Clone)]
pub struct PersonEntry {
    /// The person.
    pub id: PersonId,
    /// The newest honest answers.
    pub answers: Answers,
    /// The forms, newest first, with what is known of them.
    pub forms: Vec<(FormId, StoredForm, FormMark)>,
    /// The applications, newest first.
    pub applications: Vec<ListedApplication>,
    /// The person that counts instead, because staff merged them.
    pub merged_into: Option<PersonId>,
}

/// One line of the history.
#[derive(Clone)]
pub struct HistoryEntry {
    /// The event.
    pub number: EventNumber,
    /// The person whom it concerns.
    pub person: PersonId,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// The clerk; empty for the person.
    pub by: String,
    /// The kind of the event.
    pub kind: HistoryKind,
    /// The recipient of a hand-over; empty for every other kind.
    pub to: String,
    /// Whether an application joined a waiting list with it.
    pub waits: bool,
    /// The applications that it changed.
    pub applications: Vec<ApplicationId>,
    /// The words that go with it.
    pub words: Option<Wording>,
}

impl Projection {
    pub(super) fn entry(&self, id: &PersonId, scope: Scope) -> Option<PhoneEntry> {
        let asked = self.find(id)?;
        let phone = asked.person.as_ref()?.phone.clone();
        let group = self.group_of(id)?;
        let in_scope = group.iter().map(|slot| self.at(*slot)).filter(|person| scope.includes(person));
        let mut people: Vec<&IndexedPerson> = in_scope.collect();
        people.sort_by_key(|person| (person.id.as_ref() != Some(id), std::cmp::Reverse(person.last)));
        if people.first().and_then(|person| person.id.as_ref()) != Some(id) {
            return None;
        }
        Some(PhoneEntry {
            history: self.history(group),
            people: people.iter().filter_map(|person| self.person_entry(person)).collect(),
            phone,
        })
    }

    fn person_entry(&self, indexed: &IndexedPerson) -> Option<PersonEntry> {
        let person = indexed.person.as_ref()?;
        let mark = |id| indexed.applications.iter().find_map(|(_, one)| one.forms.get(id)).copied().unwrap_or_default();
        let mut forms: Vec<_> = person.forms.iter().map(|(id, form)| (id.clone(), form.clone(), mark(id))).collect();
        forms.sort_by_key(|(_, form, _)| std::cmp::Reverse(form.at));
        let mut applications: Vec<_> = self.listed_of(indexed).collect();
        applications.sort_by_key(|listed| (std::cmp::Reverse(listed.application.at), listed.application.card));
        Some(PersonEntry {
            id: indexed.id.clone()?,
            answers: indexed.newest_form()?.answers.clone(),
            forms,
            applications,
            merged_into: indexed.merged_into.clone(),
        })
    }

    fn history(&self, group: &[PersonSlot]) -> Vec<HistoryEntry> {
        let mut lines: Vec<_> = group.iter().flat_map(|slot| self.history_of(self.at(*slot))).collect();
        lines.sort_by_key(|line: &HistoryEntry| std::cmp::Reverse(line.number));
        // An amendment that moved a form from one person to another is in the history of both.
        let mut seen = HashSet::new();
        lines.retain(|line| seen.insert(line.number));
        lines
    }

    fn history_of<'a>(&'a self, person: &'a IndexedPerson) -> impl Iterator<Item = HistoryEntry> + 'a {
        person.events.iter().map(move |event: &CompactEvent| HistoryEntry {
            number: event.number,
            person: person.id.clone().unwrap_or_else(|| PersonId(String::new())),
            at: event.at,
            by: self.texts.text(event.by).to_owned(),
            kind: event.kind,
            to: self.texts.text(event.to).to_owned(),
            waits: event.waits,
            applications: event
                .applications
                .iter()
                .filter_map(|at| person.applications.get(usize::from(*at)))
                .map(|(wish, _)| Self::application_id(person, wish))
                .collect(),
            words: person.words.get(&event.number).cloned(),
        })
    }
}

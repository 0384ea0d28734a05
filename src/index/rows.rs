//! The desk's list: one row for each phone, selected by a filter. Must not know pages.

use std::ops::Bound;

use super::person::{HistoryKind, IndexedPerson, PersonSlot};
use super::projection::{OrderKey, Projection};
use super::selection::{MatchedJobs, Selection};
use crate::domain::answers::Answers;
use crate::domain::application::{Application, ApplicationId, Suspicion, Wish};
use crate::domain::desk::{Filter, Suspects};
use crate::domain::person::{FormId, PersonId};
use crate::domain::phone::Phone;

/// Phones that are looked at under one lock, and without giving way to other threads: some 0.2 ms, so that neither a sign-up
/// nor another page waits for a whole search.
const PHONES_PER_LOCK: usize = 1_000;

/// One page of the list.
#[derive(Clone, Default)]
pub struct RowPage {
    /// The last active first.
    pub rows: Vec<PhoneRow>,
    /// How many phones are selected in total.
    pub total: usize,
    /// How many applications are selected in total.
    pub applications: usize,
}

/// A phone with its people and their applications.
#[derive(Clone)]
pub struct PhoneRow {
    /// All people of the phone: those with an honest form first, the last active first.
    pub people: Vec<PersonId>,
    /// The last activity, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The phone number.
    pub phone: Phone,
    /// The names on this phone, in the order of `people`. Without those of people who are merged into others, and without
    /// those of suspect forms while these are hidden.
    pub names: Vec<String>,
    /// The newest honest answers.
    pub answers: Answers,
    /// The applications: those that the filter selects first, the newest first.
    pub applications: Vec<ListedApplication>,
    /// Forms of this phone that a clerk has to judge.
    pub waiting: Vec<WaitingForm>,
    /// Whether staff noted that this phone must not be called, as far as its history says. The store knows for sure.
    pub do_not_call: bool,
}

/// A form that a clerk has to judge.
#[derive(Clone)]
pub struct WaitingForm {
    /// Its person.
    pub person: PersonId,
    /// The form.
    pub form: FormId,
    /// The name on it.
    pub name: String,
    /// Why it looks like a robot's.
    pub suspicion: Option<Suspicion>,
}

/// An application with the words that belong to it.
#[derive(Clone)]
pub struct ListedApplication {
    /// Its id.
    pub id: ApplicationId,
    /// The person's name; empty if erased.
    pub name: String,
    /// The phone number; `None` if erased.
    pub phone: Option<Phone>,
    /// The newest honest answers of the forms that ask for it, or of the person.
    pub answers: Option<Answers>,
    /// The application.
    pub application: Application,
    /// The newest remark of staff; empty if there is none.
    pub remark: String,
    /// Whether its person is merged into one who has the same application, which counts instead.
    pub duplicate: bool,
    /// The position in the waiting list, from 1; `None` if it has a place, or asks for none.
    pub position: Option<usize>,
    /// The names of the other people on the phone.
    pub other_names: Vec<String>,
    /// Whether staff noted that the phone must not be called, as far as its history says.
    pub do_not_call: bool,
}

impl Projection {
    /// Adds the next phones of the list to a page, and moves the cursor behind them; `false` at the end of the list.
    pub(super) fn add_rows(
        &self,
        page: &mut RowPage,
        cursor: &mut Option<OrderKey>,
        selection: &Selection<'_>,
        (skip, limit): (usize, usize),
    ) -> bool {
        let rest = (cursor.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        let mut seen = 0;
        for place in self.order.range(rest).take(PHONES_PER_LOCK) {
            seen += 1;
            *cursor = Some(*place);
            let group = self.group(place.1);
            let selected = selection.of(self, group).count();
            if selected == 0 {
                continue;
            }
            if page.total >= skip && page.rows.len() < limit {
                let chosen: Vec<_> = selection.of(self, group).map(|(slot, at)| self.id_at(slot, at)).collect();
                page.rows.extend(self.row(group, &chosen, selection.suspects()));
            }
            page.total += 1;
            page.applications += selected;
        }
        seen == PHONES_PER_LOCK
    }

    /// The id of an application.
    pub(super) fn id_at(&self, slot: PersonSlot, at: usize) -> ApplicationId {
        let person = self.at(slot);
        Self::application_id(person, &person.applications[at].0)
    }

    fn row(&self, group: &[PersonSlot], chosen: &[ApplicationId], suspects: Suspects) -> Option<PhoneRow> {
        let mut people: Vec<&IndexedPerson> = group.iter().map(|slot| self.at(*slot)).collect();
        people.sort_by_key(|person| (person.is_doubtful(), std::cmp::Reverse(person.last)));
        let first = people.first()?;
        let hides = suspects == Suspects::Hidden && !first.is_doubtful();
        let named = people.iter().filter(|person| !(person.merged_into.is_some() || hides && person.is_doubtful()));
        let mut applications: Vec<_> = people.iter().flat_map(|person| self.listed_of(person)).collect();
        applications.sort_by_key(|listed| {
            // The cards of one form have one time.
            let application = &listed.application;
            (!chosen.contains(&listed.id), std::cmp::Reverse(application.at), application.card)
        });
        Some(PhoneRow {
            people: people.iter().filter_map(|person| person.id.clone()).collect(),
            at: people.iter().map(|person| person.last).max()?,
            phone: first.person.as_ref()?.phone.clone(),
            names: named.filter_map(|person| Some(person.newest_form()?.answers.name.clone())).collect(),
            answers: first.newest_form()?.answers.clone(),
            waiting: people.iter().flat_map(|person| person.listed_waiting_forms()).collect(),
            do_not_call: self.is_do_not_call(group),
            applications,
        })
    }

    /// Whether a phone must not be called: by the newest note of staff, or else because a form came to such a phone.
    pub(super) fn is_do_not_call(&self, group: &[PersonSlot]) -> bool {
        let events = group.iter().flat_map(|slot| &self.at(*slot).events);
        let noted = events.filter_map(|event| match event.kind {
            HistoryKind::DoNotCall { forbidden } => Some((event.number, forbidden)),
            _ => None,
        });
        let applications = group.iter().flat_map(|slot| &self.at(*slot).applications);
        let mut marks = applications.flat_map(|(_, application)| application.forms.values());
        match noted.max() {
            Some((_, forbidden)) => forbidden,
            None => marks.any(|mark| mark.suspicion == Some(Suspicion::DoNotCall)),
        }
    }

    /// The applications of a person.
    pub(super) fn listed_of<'a>(&'a self, person: &'a IndexedPerson) -> impl Iterator<Item = ListedApplication> + 'a {
        person.applications.iter().map(|(wish, application)| self.listed(person, wish, application))
    }

    pub(super) fn listed(&self, person: &IndexedPerson, wish: &Wish, application: &Application) -> ListedApplication {
        let form = person.form_of(application).or_else(|| person.newest_form());
        let group = person.id.as_ref().and_then(|id| self.group_of(id)).unwrap_or_default();
        let others = group.iter().map(|slot| self.at(*slot)).filter(|other| other.id != person.id);
        ListedApplication {
            id: Self::application_id(person, wish),
            name: form.map(|form| form.answers.name.clone()).unwrap_or_default(),
            phone: person.person.as_ref().map(|person| person.phone.clone()),
            answers: form.map(|form| form.answers.clone()),
            application: application.clone(),
            remark: person.remark(application).to_owned(),
            duplicate: self.is_duplicate(person, wish),
            position: self.waiting_position(person, wish, application),
            other_names: others.filter_map(|other| Some(other.newest_form()?.answers.name.clone())).collect(),
            do_not_call: self.is_do_not_call(group),
        }
    }

    fn waiting_position(&self, person: &IndexedPerson, wish: &Wish, application: &Application) -> Option<usize> {
        let queue = application.queue.filter(|_| application.waits())?;
        self.places.position(wish, queue, self.slot_of(person.id.as_ref()?)?)
    }

    pub(super) fn application(&self, id: &ApplicationId) -> Option<ListedApplication> {
        let person = self.find(&id.person)?;
        let (wish, application) = person.applications.iter().find(|(wish, _)| *wish == id.wish)?;
        Some(self.listed(person, wish, application))
    }

    pub(super) fn newer(&self, filter: &Filter, jobs: &MatchedJobs, since: i64, most: usize) -> usize {
        let selection = Selection::new(self, filter, jobs);
        // The last active come first: behind the first older phone, nothing is newer.
        let active = self.order.iter().take_while(|(last, _)| last.0 > since);
        let selected = active.flat_map(|(_, slot)| selection.of(self, self.group(*slot)));
        selected.filter(|(slot, at)| self.at(*slot).applications[*at].1.at > since).take(most).count()
    }
}

impl IndexedPerson {
    fn listed_waiting_forms(&self) -> impl Iterator<Item = WaitingForm> + '_ {
        self.waiting_forms().into_iter().filter_map(|id| {
            let mark = self.applications.iter().find_map(|(_, application)| application.forms.get(id))?;
            let name = self.person.as_ref()?.forms.get(id)?.answers.name.clone();
            Some(WaitingForm { person: self.id.clone()?, form: id.clone(), name, suspicion: mark.suspicion })
        })
    }
}

//! The data of the index, and how records and events change it. Must not know the store's connections.
//!
//! People are grouped by phone, because the list has one row a phone; groups are ordered by their last activity.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::{Arc, RwLock};

use super::intern::Texts;
use super::person::{CompactEvent, GroupId, HistoryKind, IndexedPerson, PersonSlot};
use super::places::PlaceCounts;
use super::searchable::Searchable;
use crate::domain::application::{Application, ApplicationId, Wish};
use crate::domain::channel::SignUpTally;
use crate::domain::exposure::Seconds;
use crate::domain::history::{PersonEvent, PersonEventKind};
use crate::domain::job::JobId;
use crate::domain::person::PersonId;
use crate::domain::phone::Phone;
use crate::domain::show::ShowId;
use crate::store::PersonRecords;

/// A phone's place in the list: its last activity, and the place of one of its people.
pub(super) type OrderKey = (Reverse<i64>, PersonSlot);

/// The projection of a server: one task writes it, and requests read it.
pub(super) type SharedProjection = Arc<RwLock<Projection>>;

/// All people of the organisation.
#[derive(Default)]
pub struct Projection {
    slots: HashMap<PersonId, PersonSlot>,
    pub(super) people: Vec<IndexedPerson>,
    phones: HashMap<Phone, GroupId>,
    /// The people of each phone that was ever known; empty if all of them were erased.
    groups: Vec<Vec<PersonSlot>>,
    /// Phones, the last active first.
    pub(super) order: BTreeSet<OrderKey>,
    pub(super) texts: Texts,
    /// The part that filters and searches read, by place.
    searchable: Vec<Searchable>,
    /// The people who are merged into others.
    merged: HashMap<PersonSlot, PersonId>,
    counts: HashMap<ShowId, HashMap<JobId, u64>>,
    pub(super) places: PlaceCounts,
    sources: HashMap<String, usize>,
    to_judge: usize,
}

impl Projection {
    /// The person of an id.
    pub(super) fn find(&self, id: &PersonId) -> Option<&IndexedPerson> {
        self.slots.get(id).map(|slot| self.at(*slot))
    }

    /// The place of a person.
    pub(super) fn slot_of(&self, id: &PersonId) -> Option<PersonSlot> {
        self.slots.get(id).copied()
    }

    /// The people on the phone of a person.
    pub(super) fn group_of(&self, id: &PersonId) -> Option<&[PersonSlot]> {
        self.slots.get(id).map(|slot| self.group(*slot))
    }

    pub(super) fn at(&self, slot: PersonSlot) -> &IndexedPerson {
        &self.people[slot as usize]
    }

    pub(super) fn searchable(&self, slot: PersonSlot) -> &Searchable {
        &self.searchable[slot as usize]
    }

    fn slot(&mut self, id: &PersonId) -> PersonSlot {
        if let Some(slot) = self.slots.get(id) {
            return *slot;
        }
        let slot = PersonSlot::try_from(self.people.len()).expect("memory ends before four billion people");
        self.slots.insert(id.clone(), slot);
        self.people.push(IndexedPerson { id: Some(id.clone()), ..IndexedPerson::default() });
        self.searchable.push(Searchable::default());
        slot
    }

    /// Replaces what is known of a person by newer records.
    pub(super) fn set_records(&mut self, records: PersonRecords) {
        let slot = self.slot(&records.id);
        // Whether the applications of people who are merged into this one count depends on this one's.
        let merged = self.merged.iter().filter(|(_, into)| **into == records.id).map(|(slot, _)| *slot);
        let affected: Vec<PersonSlot> = merged.chain([slot]).collect();
        self.leave_group(slot);
        self.count_all(&affected, false);
        let known = &mut self.people[slot as usize];
        known.person = records.person;
        if let Some(words) = records.words {
            known.words = words;
        }
        for (wish, application) in records.applications {
            match known.applications.iter_mut().find(|(known, _)| *known == wish) {
                // Records may arrive in another order than they were written.
                Some((_, known)) if known.rev > application.rev => {}
                Some((_, known)) => *known = application,
                None => known.applications.push((wish, application)),
            }
        }
        self.searchable[slot as usize] = Searchable::new(&self.people[slot as usize], &mut self.texts);
        self.count_all(&affected, true);
        self.join_group(slot);
    }

    fn count_all(&mut self, slots: &[PersonSlot], add: bool) {
        for slot in slots {
            self.count(*slot, add);
        }
    }

    /// Sets the last activity of a person.
    pub(super) fn set_last(&mut self, id: &PersonId, at: i64) {
        let slot = self.slot(id);
        self.leave_group(slot);
        let known = &mut self.people[slot as usize];
        known.last = known.last.max(at);
        self.join_group(slot);
    }

    /// Sets which people are merged into others.
    pub(super) fn set_aliases(&mut self, alias: &HashMap<PersonId, PersonId>) {
        let now: HashMap<PersonSlot, PersonId> =
            alias.iter().map(|(from, into)| (self.slot(from), into.clone())).collect();
        let affected: Vec<PersonSlot> =
            self.merged.keys().chain(now.keys()).copied().collect::<BTreeSet<_>>().into_iter().collect();
        self.count_all(&affected, false);
        for slot in &affected {
            self.people[*slot as usize].merged_into = now.get(slot).cloned();
        }
        self.merged = now;
        self.count_all(&affected, true);
    }

    /// Appends an event to the history of its people. Their records must have been set before.
    pub(super) fn append(&mut self, event: &PersonEvent) {
        let Some(kind) = HistoryKind::of(&event.kind) else { return };
        let other = match &event.kind {
            PersonEventKind::Amended { from, .. } => from.as_ref(),
            _ => None,
        };
        let by = self.texts.id(&event.by);
        let to = self.texts.id(match &event.kind {
            PersonEventKind::ShareGiven { to }
            | PersonEventKind::ShareWithdrawn { to }
            | PersonEventKind::HandedOver { to } => to,
            _ => "",
        });
        for id in event.person.iter().chain(other) {
            let slot = self.slot(id);
            let known = &mut self.people[slot as usize];
            if known.events.last().is_some_and(|last| last.number >= event.number) {
                continue;
            }
            let position = |wish: &Wish| known.applications.iter().position(|(known, _)| known == wish);
            let positions = event.wishes.iter().filter_map(position).filter_map(|at| u16::try_from(at).ok());
            let applications = positions.collect();
            known.events.push(CompactEvent {
                number: event.number,
                at: event.at,
                by,
                to,
                kind,
                waits: !event.waits.is_empty(),
                applications,
            });
        }
    }

    /// The people on the phone of a person.
    pub(super) fn group(&self, slot: PersonSlot) -> &[PersonSlot] {
        self.at(slot).group.map_or(&[], |group| &self.groups[group as usize])
    }

    /// Removes a person from the group of the phone, which moves in the order of the list.
    fn leave_group(&mut self, slot: PersonSlot) {
        let Some(group) = self.people[slot as usize].group.take() else { return };
        self.remove_order(group);
        self.groups[group as usize].retain(|member| *member != slot);
        self.add_order(group);
    }

    fn join_group(&mut self, slot: PersonSlot) {
        let Some(phone) = self.at(slot).person.as_ref().map(|person| person.phone.clone()) else { return };
        let next = GroupId::try_from(self.groups.len()).expect("memory ends before four billion phones");
        let group = *self.phones.entry(phone).or_insert(next);
        if group == next {
            self.groups.push(Vec::with_capacity(1));
        }
        self.remove_order(group);
        self.groups[group as usize].push(slot);
        self.groups[group as usize].sort_unstable();
        self.people[slot as usize].group = Some(group);
        self.add_order(group);
    }

    fn order_of(&self, group: GroupId) -> Option<OrderKey> {
        let members = &self.groups[group as usize];
        let last = members.iter().map(|slot| self.at(*slot).last).max()?;
        Some((Reverse(last), *members.first()?))
    }

    fn remove_order(&mut self, group: GroupId) {
        if let Some(place) = self.order_of(group) {
            self.order.remove(&place);
        }
    }

    fn add_order(&mut self, group: GroupId) {
        if let Some(place) = self.order_of(group) {
            self.order.insert(place);
        }
    }

    /// Adds a person's applications to the counts, or subtracts them.
    fn count(&mut self, slot: PersonSlot, add: bool) {
        let change = |count: &mut u64| *count = if add { *count + 1 } else { count.saturating_sub(1) };
        let counted: Vec<Wish> = self.counted(slot);
        for wish in counted {
            change(self.counts.entry(wish.show).or_default().entry(wish.job).or_default());
        }
        self.count_places(slot, add);
        let person = &self.people[slot as usize];
        let waiting = person.waiting_forms().len();
        self.to_judge = if add { self.to_judge + waiting } else { self.to_judge.saturating_sub(waiting) };
        for (_, application) in &person.applications {
            if !self.sources.contains_key(&application.source) {
                self.sources.insert(application.source.clone(), 0);
            }
            if let Some(count) = self.sources.get_mut(&application.source) {
                *count = if add { *count + 1 } else { count.saturating_sub(1) };
            }
        }
    }

    fn count_places(&mut self, slot: PersonSlot, add: bool) {
        let person = &self.people[slot as usize];
        let asking = person.applications.iter().filter(|(_, application)| application.asks_for_place());
        let asking: Vec<_> = asking.filter(|(wish, _)| !self.is_duplicate(person, wish)).collect();
        for (wish, application) in asking {
            self.places.count(wish, application, slot, add);
        }
    }

    /// The applications of a person that count. Those of a merged person that the other one has too do not.
    fn counted(&self, slot: PersonSlot) -> Vec<Wish> {
        let person = self.at(slot);
        let counts =
            |(wish, application): &&(Wish, Application)| application.counts() && !self.is_duplicate(person, wish);
        person.applications.iter().filter(counts).map(|(wish, _)| wish.clone()).collect()
    }

    /// Whether the person is merged into one who has the same application.
    pub(super) fn is_duplicate(&self, person: &IndexedPerson, wish: &Wish) -> bool {
        let into = person.merged_into.as_ref().and_then(|into| self.find(into));
        into.is_some_and(|into| into.applications.iter().any(|(theirs, _)| theirs == wish))
    }

    pub(super) fn counts(&self, show: ShowId) -> HashMap<JobId, u64> {
        self.counts.get(&show).cloned().unwrap_or_default()
    }

    /// Everyone who has applied to a card.
    pub(super) fn applied(&self, wish: &Wish) -> Vec<PersonId> {
        let has = |person: &&IndexedPerson| person.applications.iter().any(|(known, _)| known == wish);
        self.people.iter().filter(has).filter_map(|person| person.id.clone()).collect()
    }

    pub(super) fn to_judge(&self) -> usize {
        self.to_judge
    }

    pub(super) fn sources(&self) -> Vec<(String, usize)> {
        let used = self.sources.iter().filter(|(_, count)| **count > 0);
        let mut sources: Vec<_> = used.map(|(source, count)| (source.clone(), *count)).collect();
        sources.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
        sources
    }

    pub(super) fn sign_ups_by_source(&self, show: ShowId) -> HashMap<String, SignUpTally> {
        let mut tallies: HashMap<&str, SignUpTally> = HashMap::new();
        for person in &self.people {
            let mut sources: Vec<&str> = Vec::new();
            for (wish, application) in &person.applications {
                if wish.show != show || !application.counts() || self.is_duplicate(person, wish) {
                    continue;
                }
                let source = application.source.as_str();
                let tally = tallies.entry(source).or_default();
                tally.times += 1;
                tally.last = tally.last.max(application.at);
                if !sources.contains(&source) {
                    sources.push(source);
                    tally.people += 1;
                }
            }
        }
        tallies.into_iter().map(|(source, tally)| (source.to_owned(), tally)).collect()
    }

    pub(super) fn signed_up(&self, show: ShowId) -> HashMap<JobId, Seconds> {
        let mut jobs: HashMap<JobId, Seconds> = HashMap::new();
        for (wish, application) in self.people.iter().flat_map(|person| &person.applications) {
            if wish.show == show && !application.is_suspect() {
                *jobs.entry(wish.job.clone()).or_default().entry(application.at.div_euclid(1000)).or_default() += 1;
            }
        }
        jobs
    }

    /// The id of an application at a position.
    pub(super) fn application_id(person: &IndexedPerson, wish: &Wish) -> ApplicationId {
        ApplicationId { person: person.id.clone().unwrap_or_else(|| PersonId(String::new())), wish: wish.clone() }
    }

    pub(super) fn dump(&self) -> String {
        let mut ids: Vec<_> = self.slots.iter().collect();
        ids.sort_unstable();
        let mut text = String::new();
        for (id, slot) in ids {
            let known = self.at(*slot);
            let mut applications: Vec<_> = known.applications.iter().collect();
            applications.sort_by(|(one, _), (other, _)| one.cmp(other));
            let mut words: Vec<_> = known.words.keys().collect();
            words.sort_unstable();
            let person = known.person.as_ref().map(|person| {
                let forms = serde_json::to_string(&person.forms).unwrap_or_default();
                (person.phone.full().to_owned(), forms)
            });
            let events: Vec<_> = known
                .events
                .iter()
                .map(|event| (event.number, event.kind, event.waits, self.texts.text(event.by)))
                .collect();
            let last = if known.person.is_some() { known.last } else { 0 };
            // Writing to a `String` never fails.
            writeln!(text, "{id} {last} {person:?} {applications:?} {words:?} {:?} {events:?}", known.merged_into).ok();
        }
        let mut counts: Vec<_> = self
            .counts
            .iter()
            .flat_map(|(show, jobs)| jobs.iter().map(move |(job, count)| (show, job, count)))
            .collect();
        counts.retain(|(_, _, count)| **count > 0);
        counts.sort_unstable();
        writeln!(text, "{counts:?} {} {:?} {}", self.to_judge, self.sources(), self.places.dump()).ok();
        text
    }
}

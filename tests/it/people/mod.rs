//! People and applications: random sequences of everything that can happen to them keep the invariants of the data model.

mod places;
mod recount;
mod steps;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use daigang::domain::application::{Application, ApplicationId, Judgement, Status, Wish};
use daigang::domain::history::PersonEvent;
use daigang::domain::job::JobId;
use daigang::domain::person::{FormId, PersonId, name_key};
use daigang::domain::phone::Phone;
use daigang::domain::signup::SignUp;
use daigang::index::Index;
use daigang::store::{Amended, ByClerk, CodeAccess, EVENTS_CHUNK, ReceiptState, SignedUp, Store, WordsToRead, Written};
use proptest::prelude::*;

use crate::support::redis::Redis;
use crate::support::{people, sample};
use steps::{FormStep, Step, steps};

/// A form as the test expects it.
#[derive(Clone)]
struct Expected {
    sent: SignUp,
    /// The jobs that it still asks for.
    asks: BTreeSet<JobId>,
}

/// A store and what it should contain.
struct World {
    store: Store,
    _redis: Arc<Redis>,
    at: DateTime<Utc>,
    forms: BTreeMap<FormId, Expected>,
    /// The forms that were sent, in order, also those that are gone.
    sent: Vec<(FormId, SignUp)>,
    limits: places::Limits,
}

fn job(at: u8) -> JobId {
    JobId(format!("{:06}", at + 1))
}

fn sign_up_of(step: &FormStep) -> SignUp {
    let jobs: BTreeSet<u8> = step.jobs.iter().copied().collect();
    let mut form = sample::sign_up(u32::from(step.phone), 1, &job(0));
    ["张三", "李四", "王五·六"][usize::from(step.name)].clone_into(&mut form.answers.name);
    form.answers.party = step.jobs.len().try_into().unwrap_or(1);
    form.answers.note = format!("第{}句", step.jobs.len());
    form.cards = jobs.into_iter().map(|at| (u16::from(at) + 1, job(at))).collect();
    form.suspicion = step.suspicion;
    form
}

impl World {
    async fn new() -> Self {
        let at = "2026-11-24T06:40:00Z".parse().expect("a time");
        let (store, redis) = people::store().await;
        Self { store, _redis: redis, at, forms: BTreeMap::new(), sent: Vec::new(), limits: places::Limits::default() }
    }

    fn by(&self) -> ByClerk<'static> {
        ByClerk { name: "小李", at: self.at }
    }

    /// A form that is stored.
    fn pick(&self, at: u8) -> Option<FormId> {
        self.forms.keys().nth(usize::from(at) % self.forms.len().max(1)).cloned()
    }

    async fn person_of(&self, form: &FormId) -> Option<PersonId> {
        match self.store.receipt(form).await.expect("readable") {
            ReceiptState::Found { receipt, .. } => Some(receipt.person),
            _ => None,
        }
    }

    async fn step(&mut self, step: &Step, index: &Index) {
        self.at += chrono::Duration::minutes(7);
        match step {
            Step::Send(form) => self.send(form).await,
            Step::Retry(at) => self.retry(*at).await,
            Step::Amend(at, form) => self.amend(*at, form).await,
            Step::Withdraw(at) => self.withdraw(*at).await,
            Step::Erase(at) => self.erase(*at).await,
            Step::ErasePerson(at) => self.erase_person(*at).await,
            Step::Judge(at, judgement) => self.judge(*at, *judgement).await,
            Step::Call(at, status) => self.call(*at, *status).await,
            Step::Merge(from, into) => self.merge(*from, *into).await,
            Step::Unmerge(at) => self.unmerge(*at).await,
            Step::Limit { job, places, full } => self.limit(*job, *places, *full, index).await,
        }
    }

    async fn send(&mut self, step: &FormStep) {
        let id = FormId(format!("f{:03}", self.sent.len()));
        let form = sign_up_of(step);
        let stored = self.store.sign_up(&id, &form, self.at).await.expect("stored");
        assert!(matches!(stored, SignedUp::Stored { .. }), "{stored:?}");
        self.expect(id, form);
    }

    fn expect(&mut self, id: FormId, sent: SignUp) {
        let asks = sent.cards.iter().map(|(_, job)| job.clone()).collect();
        self.sent.push((id.clone(), sent.clone()));
        self.forms.insert(id, Expected { sent, asks });
    }

    /// A copy of a form arrives late, whatever became of the form.
    async fn retry(&self, at: u8) {
        let Some((id, form)) = self.sent.get(usize::from(at) % self.sent.len().max(1)) else { return };
        let stored = self.store.sign_up(id, form, self.at).await.expect("answered");
        assert_eq!(matches!(stored, SignedUp::Stored { .. }), self.forms.contains_key(id), "{stored:?}");
    }

    async fn amend(&mut self, at: u8, step: &FormStep) {
        let Some(old) = self.pick(at) else { return };
        let ReceiptState::Found { receipt, form } = self.store.receipt(&old).await.expect("readable") else {
            panic!("a stored form has a receipt");
        };
        let id = FormId(format!("f{:03}", self.sent.len()));
        let new = sign_up_of(step);
        for _ in 0..2 {
            let amended =
                self.store.amend((&receipt.person, &old, &form.0), &id, &new, self.at).await.expect("amended");
            assert!(matches!(amended, Amended::Done(_)), "{amended:?}");
        }
        self.forms.remove(&old);
        self.expect(id, new);
    }

    async fn withdraw(&mut self, at: u8) {
        let Some(form) = self.pick(at) else { return };
        let person = self.person_of(&form).await.expect("stored");
        let Some(job) = self.forms[&form].asks.first().cloned() else { return };
        let access = CodeAccess::Form { person, form: form.clone() };
        let wish = Wish { show: sample::SHOW, job: job.clone() };
        let first = self.store.withdraw(&access, &wish, self.at).await.expect("withdrawn");
        assert!(matches!(first, Written::Done(_)), "{first:?}");
        let again = self.store.withdraw(&access, &wish, self.at).await.expect("answered");
        assert_eq!(again, Written::Gone, "once");
        self.forms.get_mut(&form).expect("stored").asks.remove(&job);
    }

    async fn erase(&mut self, at: u8) {
        let Some(form) = self.pick(at) else { return };
        let person = self.person_of(&form).await.expect("stored");
        let access = CodeAccess::Form { person, form: form.clone() };
        assert!(matches!(self.store.erase(&access, "", "", self.at).await.expect("erased"), Written::Done(_)));
        self.forms.remove(&form);
    }

    async fn erase_person(&mut self, at: u8) {
        let Some(form) = self.pick(at) else { return };
        let person = self.person_of(&form).await.expect("stored");
        let theirs = self.store.person(&person).await.expect("readable").expect("stored").forms;
        let erased = self.store.erase(&CodeAccess::Person(person), "小李", "asked", self.at).await.expect("erased");
        assert!(matches!(erased, Written::Done(_)));
        self.forms.retain(|form, _| !theirs.contains_key(form));
    }

    async fn judge(&self, at: u8, judgement: Option<Judgement>) {
        let Some(form) = self.pick(at) else { return };
        let person = self.person_of(&form).await.expect("stored");
        let mut from = None;
        loop {
            match self.store.judge(&person, &form, from, judgement, self.by()).await.expect("judged") {
                Written::Conflict { now } => from = now,
                Written::Done(_) | Written::Gone => return,
            }
        }
    }

    async fn call(&self, at: u8, to: Status) {
        let Some(form) = self.pick(at) else { return };
        let person = self.person_of(&form).await.expect("stored");
        let applications = self.store.applications(&person).await.expect("readable");
        let Some((wish, application)) = applications.into_iter().next() else { return };
        let id = ApplicationId { person, wish };
        let wrong = if application.status == Status::Unfit { Status::New } else { Status::Unfit };
        let refused = self.store.set_status(&id, wrong, to, self.by()).await.expect("answered");
        assert!(matches!(refused, Written::Conflict { .. } | Written::Gone), "{refused:?}");
        self.store.set_status(&id, application.status, to, self.by()).await.expect("answered");
        self.store.set_remark(&id, application.remark, "说好周三", self.by()).await.expect("answered");
    }

    async fn merge(&self, from: u8, into: u8) {
        let (Some(from), Some(into)) = (self.pick(from), self.pick(into)) else { return };
        let (from, into) = (self.person_of(&from).await.expect("stored"), self.person_of(&into).await.expect("stored"));
        let merged = self.store.merge(&from, &into, self.by()).await.expect("answered");
        if merged != Written::Gone {
            assert_ne!(from, into);
            for form in self.forms.keys() {
                let third = self.person_of(form).await.expect("stored");
                let further = self.store.merge(&into, &third, self.by()).await.expect("answered");
                assert_eq!(further, Written::Gone, "no circle and no chain");
            }
        }
    }

    async fn unmerge(&self, at: u8) {
        let Some(form) = self.pick(at) else { return };
        let person = self.person_of(&form).await.expect("stored");
        self.store.unmerge(&person, self.by()).await.expect("answered");
    }

    /// No form changed, hid or erased what another one said.
    async fn check_forms(&self) {
        let mut people: HashMap<(Phone, String), PersonId> = HashMap::new();
        for (id, expected) in &self.forms {
            let ReceiptState::Found { receipt, form } = self.store.receipt(id).await.expect("readable") else {
                panic!("{id} is gone");
            };
            assert!(form.0.answers == expected.sent.answers && form.1 == expected.sent.phone, "{id} changed");
            assert_eq!(form.0.cards, expected.sent.cards, "{id}");
            let person = (expected.sent.phone.clone(), name_key(&expected.sent.answers.name));
            let known = people.entry(person).or_insert_with(|| receipt.person.clone());
            assert_eq!(*known, receipt.person, "one person for a phone and a name");
            let applications = self.store.applications(&receipt.person).await.expect("readable");
            for (_, job) in &expected.sent.cards {
                let found = applications.iter().find(|(wish, _)| wish.job == *job).map(|(_, found)| found);
                let asks = found.is_some_and(|found: &Application| found.forms.contains_key(id));
                assert_eq!(asks, expected.asks.contains(job), "{id} and {job:?}");
                assert!(!asks || found.is_some_and(Application::is_open), "{id}: what is asked for is open");
            }
        }
        let distinct: BTreeSet<_> = people.values().collect();
        assert_eq!(distinct.len(), people.len(), "a person has one phone and one name");
    }

    /// Nothing is left of forms that are gone, and each record agrees with the events about it.
    async fn check_records(&self, events: &[PersonEvent]) {
        let scanned = self.store.scan_people().await.expect("readable");
        let ids: Vec<_> = scanned.people.into_iter().map(|(id, _)| id).collect();
        for records in self.store.person_records(&ids, WordsToRead::All).await.expect("readable") {
            let forms: BTreeSet<_> = records.person.iter().flat_map(|person| person.forms.keys()).collect();
            assert!(records.person.is_none() || !forms.is_empty(), "a person without a form is erased");
            assert!(
                records.person.is_some() || records.words.is_some_and(|words| words.is_empty()),
                "words are erased with their person"
            );
            for (wish, application) in &records.applications {
                assert_eq!(application.is_open(), !application.forms.is_empty(), "open while a form asks");
                assert!(application.forms.keys().all(|form| forms.contains(form)), "only forms that are stored ask");
                let about =
                    |event: &&PersonEvent| event.person.as_ref() == Some(&records.id) && event.wishes.contains(wish);
                let named = events.iter().filter(about).map(|event| event.number).max();
                assert!(named.is_some_and(|number| application.rev >= number), "the revision is the last event's");
            }
        }
        let into: BTreeSet<_> = scanned.alias.values().collect();
        assert!(scanned.alias.keys().all(|from| !into.contains(from)), "a merge has one level");
    }

    /// Figures equal a recount from the stream, and an index that followed equals one that was built from nothing.
    async fn check_index(&self, followed: &Index) {
        people::settled(&self.store, followed).await;
        let (built, stop) = people::index_of(&self.store).await;
        assert_eq!(followed.dump(), built.dump());
        stop.cancel();
        let newest = self.store.newest_event().await.expect("readable");
        let mut events = Vec::new();
        while (events.len() as u64) < newest {
            events.extend(self.store.events_after(events.len() as u64, newest).await.expect("readable"));
            assert!(events.len() <= EVENTS_CHUNK * 10, "the stream ends");
        }
        self.check_records(&events).await;
        let numbers: Vec<_> = events.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=newest).collect::<Vec<_>>(), "without a gap");
        let mut counts = followed.counts(sample::SHOW);
        counts.retain(|_, count| *count > 0);
        assert_eq!(counts, recount::counts(&events));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_everything_keeps_the_invariants(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut world = World::new().await;
            let (followed, stop) = people::index_of(&world.store).await;
            for step in &steps {
                let before = world.places().await;
                world.step(step, &followed).await;
                world.check_places(step, &before).await;
            }
            world.check_forms().await;
            world.check_index(&followed).await;
            stop.cancel();
        });
    }
}

//! The steps of the property test: what viewers, strangers and staff may do, in any order.

use daigang::domain::application::{Judgement, Status, Suspicion};
use proptest::prelude::*;

/// A form, of few phones, names and jobs, so that they meet.
#[derive(Debug, Clone)]
pub struct FormStep {
    pub phone: u8,
    pub name: u8,
    /// One to three, possibly twice the same.
    pub jobs: Vec<u8>,
    pub suspicion: Option<Suspicion>,
}

/// One step. A number picks one of the stored forms, and its person.
#[derive(Debug, Clone)]
pub enum Step {
    Send(FormStep),
    Retry(u8),
    Amend(u8, FormStep),
    Withdraw(u8),
    Erase(u8),
    ErasePerson(u8),
    Judge(u8, Option<Judgement>),
    Call(u8, Status),
    Merge(u8, u8),
    Unmerge(u8),
    /// A host limits one of the four cards, or marks it as full.
    Limit {
        job: u8,
        places: Option<u16>,
        full: bool,
    },
}

impl Step {
    /// Whether staff did it, who may exceed a limit by undoing what freed a place.
    pub fn is_by_staff(&self) -> bool {
        matches!(self, Self::Judge(..) | Self::Call(..) | Self::Merge(..) | Self::Unmerge(_))
    }
}

fn form() -> impl Strategy<Value = FormStep> {
    let suspicion = prop_oneof![3 => Just(None), 1 => Just(Some(Suspicion::TooFast))];
    (0u8..3, 0u8..3, prop::collection::vec(0u8..4, 1..=3), suspicion)
        .prop_map(|(phone, name, jobs, suspicion)| FormStep { phone, name, jobs, suspicion })
}

fn judgement() -> impl Strategy<Value = Option<Judgement>> {
    prop_oneof![Just(None), Just(Some(Judgement::Honest)), Just(Some(Judgement::Robot))]
}

fn limit() -> impl Strategy<Value = Step> {
    let places = prop_oneof![1 => Just(None), 2 => (1u16..=5).prop_map(Some)];
    let full = prop_oneof![2 => Just(false), 1 => Just(true)];
    (0u8..4, places, full).prop_map(|(job, places, full)| Step::Limit { job, places, full })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => form().prop_map(Step::Send),
        1 => any::<u8>().prop_map(Step::Retry),
        3 => (any::<u8>(), form()).prop_map(|(at, form)| Step::Amend(at, form)),
        2 => any::<u8>().prop_map(Step::Withdraw),
        1 => any::<u8>().prop_map(Step::Erase),
        1 => any::<u8>().prop_map(Step::ErasePerson),
        2 => (any::<u8>(), judgement()).prop_map(|(at, judgement)| Step::Judge(at, judgement)),
        2 => (any::<u8>(), prop::sample::select(Status::ALL.to_vec())).prop_map(|(at, status)| Step::Call(at, status)),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(from, into)| Step::Merge(from, into)),
        1 => any::<u8>().prop_map(Step::Unmerge),
        4 => limit(),
    ]
}

/// Up to 24 steps.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..24)
}

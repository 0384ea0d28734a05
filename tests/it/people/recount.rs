//! Counts applications from the events alone, by rules written a second time.

use std::collections::{BTreeMap, HashMap, HashSet};

use daigang::domain::application::{Judgement, Wish};
use daigang::domain::history::{PersonEvent, PersonEventKind};
use daigang::domain::job::JobId;
use daigang::domain::person::{FormId, PersonId};

/// A form's mark: whether it looked like a robot's, and the judgement.
#[derive(Clone, Copy)]
struct Seen {
    suspect: bool,
    judgement: Option<Judgement>,
}

impl Seen {
    fn counts(self) -> bool {
        match self.judgement {
            Some(Judgement::Honest) => true,
            Some(Judgement::Robot) => false,
            None => !self.suspect,
        }
    }
}

/// The forms that ask for an application, and whether it was erased while it counted.
#[derive(Default)]
struct Asked {
    forms: HashMap<FormId, Seen>,
    erased: bool,
}

impl Asked {
    fn counts(&self) -> bool {
        self.erased || self.forms.values().any(|seen| seen.counts())
    }
}

#[derive(Default)]
struct Ledger {
    asked: BTreeMap<(PersonId, Wish), Asked>,
    merged: HashMap<PersonId, PersonId>,
}

impl Ledger {
    fn ask(&mut self, person: &PersonId, wish: &Wish, form: &FormId, suspect: bool) {
        let asked = self.asked.entry((person.clone(), wish.clone())).or_default();
        asked.erased = false;
        asked.forms.insert(form.clone(), Seen { suspect, judgement: None });
    }

    fn of<'a>(&'a mut self, person: &'a PersonId) -> impl Iterator<Item = (&'a Wish, &'a mut Asked)> {
        self.asked.iter_mut().filter(move |((owner, _), _)| owner == person).map(|((_, wish), asked)| (wish, asked))
    }

    fn drop_form(&mut self, person: &PersonId, form: &FormId, erased: bool) {
        for (_, asked) in self.of(person) {
            if let Some(seen) = asked.forms.remove(form)
                && asked.forms.is_empty()
            {
                asked.erased = erased && seen.counts();
            }
        }
    }

    fn apply(&mut self, event: &PersonEvent) {
        let Some(person) = &event.person else { return };
        match &event.kind {
            PersonEventKind::SignedUp { form, suspect } => {
                for wish in &event.wishes {
                    self.ask(person, wish, form, *suspect);
                }
            }
            PersonEventKind::Amended { form, was, from, suspect } => {
                for wish in &event.wishes {
                    self.ask(person, wish, form, *suspect);
                }
                self.drop_form(from.as_ref().unwrap_or(person), was, false);
            }
            PersonEventKind::Withdrew { form: Some(form) } => {
                for (_, asked) in self.of(person).filter(|(wish, _)| event.wishes.contains(wish)) {
                    asked.forms.remove(form);
                }
            }
            PersonEventKind::Withdrew { form: None } => {
                for (_, asked) in self.of(person).filter(|(wish, _)| event.wishes.contains(wish)) {
                    asked.forms.clear();
                }
            }
            PersonEventKind::Erased { form: Some(form) } => self.drop_form(person, form, true),
            PersonEventKind::Erased { form: None } => {
                for (_, asked) in self.of(person) {
                    if !asked.forms.is_empty() {
                        asked.erased = asked.counts();
                        asked.forms.clear();
                    }
                }
            }
            PersonEventKind::Judged { form, judgement } => {
                for (_, asked) in self.of(person) {
                    if let Some(seen) = asked.forms.get_mut(form) {
                        seen.judgement = *judgement;
                    }
                }
            }
            PersonEventKind::Merged { into } => {
                self.merged.insert(person.clone(), into.clone());
            }
            PersonEventKind::Unmerged { .. } => {
                self.merged.remove(person);
            }
            PersonEventKind::Stage { .. }
            | PersonEventKind::Promoted
            | PersonEventKind::Told { .. }
            | PersonEventKind::Remarked
            | PersonEventKind::Revealed
            | PersonEventKind::CodeIssued
            | PersonEventKind::DoNotCall { .. }
            | PersonEventKind::ShareGiven { .. }
            | PersonEventKind::ShareWithdrawn { .. }
            | PersonEventKind::HandedOver { .. }
            | PersonEventKind::Exported { .. } => {}
        }
    }
}

/// Applications per job that count, without the duplicates of merged people.
pub fn counts(events: &[PersonEvent]) -> HashMap<JobId, u64> {
    let mut ledger = Ledger::default();
    for event in events {
        ledger.apply(event);
    }
    let known: HashSet<_> = ledger.asked.keys().cloned().collect();
    let mut counts = HashMap::new();
    for ((person, wish), asked) in &ledger.asked {
        let into = ledger.merged.get(person);
        let duplicate = into.is_some_and(|into| known.contains(&(into.clone(), wish.clone())));
        if asked.counts() && !duplicate {
            *counts.entry(wish.job.clone()).or_default() += 1;
        }
    }
    counts
}

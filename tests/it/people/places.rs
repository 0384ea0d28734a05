//! Places and waiting lists: what the scripts count equals a recount from the records, by rules written a second time.

use std::collections::{BTreeMap, BTreeSet};

use daigang::domain::application::{Application, Wish};
use daigang::domain::job::JobId;
use daigang::domain::person::PersonId;
use daigang::domain::rundown::Card;
use daigang::index::Index;
use daigang::store::{Commit, EntryKind, LimitSettled, WordsToRead, Write};

use super::steps::Step;
use super::{World, job};
use crate::support::{DEADLINE, eventually, sample};

/// The limits of the four cards.
pub type Limits = BTreeMap<JobId, (Option<u16>, bool)>;

/// The places of one card.
#[derive(Debug, Default)]
pub struct PlacesOfCard {
    taken: u64,
    /// In the order of the waiting list, with their parties.
    waiting: Vec<(PersonId, u64)>,
}

fn wish(job: &JobId) -> Wish {
    Wish { show: sample::SHOW, job: job.clone() }
}

/// The rule for a place, written a second time.
fn asks(application: &Application) -> bool {
    let honest = application.forms.values().any(|mark| !mark.is_suspect());
    honest && !matches!(application.status.as_str(), "unfit" | "unreachable")
}

impl World {
    /// Writes a limit with the rundown, as the Hub does, and applies it.
    pub async fn limit(&mut self, at: u8, places: Option<u16>, full: bool, index: &Index) {
        self.limits.insert(job(at), (places, full));
        let limits = self.limits.iter().zip(1..);
        let cards = limits.map(|((job, (places, full)), number)| Card {
            places: *places,
            full: *full,
            ..Card::new(number, job.clone())
        });
        let writes = vec![Write::Rundown(sample::SHOW, cards.collect())];
        let (by, kind) = ("test", EntryKind::Edit);
        let commit = Commit {
            expect: None,
            above: 0,
            stage: None,
            at: self.at,
            by,
            id: "",
            kind,
            action: kind.action(),
            writes,
        };
        self.store.commit(&commit).await.expect("written");
        self.settle(&wish(&job(at)), index).await;
    }

    /// As `live/limits.rs` does: the index may lag, and is asked again.
    async fn settle(&self, wish: &Wish, index: &Index) {
        eventually("the limit to be applied", DEADLINE, || async {
            let (through, people) = index.applied(wish)?;
            let applied = Some((through, people.as_slice()));
            let settled = self.store.settle_limit(wish, applied, self.at).await.expect("answered");
            (settled != LimitSettled::NeedsPeople).then_some(())
        })
        .await;
    }

    /// The places of each card, by the records.
    pub async fn places(&self) -> BTreeMap<JobId, PlacesOfCard> {
        let scanned = self.store.scan_people().await.expect("readable");
        let ids: Vec<_> = scanned.people.into_iter().map(|(id, _)| id).collect();
        let all = self.store.person_records(&ids, WordsToRead::None).await.expect("readable");
        let known: BTreeSet<_> =
            all.iter().flat_map(|records| records.applications.iter().map(|(wish, _)| (&records.id, wish))).collect();
        let mut cards: BTreeMap<JobId, PlacesOfCard> = BTreeMap::new();
        let mut queues: BTreeMap<JobId, Vec<(u64, PersonId, u64)>> = BTreeMap::new();
        for records in &all {
            for (wish, application) in &records.applications {
                let into = scanned.alias.get(&records.id);
                if !asks(application) || into.is_some_and(|into| known.contains(&(into, wish))) {
                    continue;
                }
                let party = u64::from(application.party);
                if let Some(queue) = application.queue {
                    queues.entry(wish.job.clone()).or_default().push((queue, records.id.clone(), party));
                } else {
                    let seats = application.seats.map_or(party, u64::from);
                    assert!(seats <= party, "no more places than people");
                    cards.entry(wish.job.clone()).or_default().taken += seats;
                }
            }
        }
        for (job, mut queue) in queues {
            queue.sort();
            cards.entry(job).or_default().waiting = queue.into_iter().map(|(_, id, party)| (id, party)).collect();
        }
        cards
    }

    /// Checks the rules that hold after every step.
    pub async fn check_places(&self, step: &Step, before: &BTreeMap<JobId, PlacesOfCard>) {
        let now = self.places().await;
        let none = PlacesOfCard::default();
        for job in (0..4).map(job) {
            let (card, was) = (now.get(&job).unwrap_or(&none), before.get(&job).unwrap_or(&none));
            let (limit, full) = self.limits.get(&job).copied().unwrap_or_default();
            let counted = self.store.places_taken(&wish(&job)).await.expect("readable");
            assert!(counted.is_none_or(|taken| taken == card.taken), "{step:?}: {counted:?} is not {}", card.taken);
            assert!(counted.is_some() || limit.is_none(), "a limit is counted");
            self.check_line(&job, card, was).await;
            let Some(limit) = limit.map(u64::from).filter(|_| !full) else {
                assert!(full || card.waiting.is_empty(), "nobody waits for a card that is open");
                assert!(!full || step.is_by_staff() || card.taken <= was.taken, "{step:?}: a full card gives no place");
                continue;
            };
            assert!(card.taken <= limit || card.taken <= was.taken || step.is_by_staff(), "{step:?}: above the limit");
            let room = limit.saturating_sub(card.taken);
            assert!(
                card.waiting.iter().all(|(_, party)| *party > room),
                "{step:?}: a place stays free: {card:?} of {limit}"
            );
        }
    }

    /// The line in the store is that of the records, nobody in it has a place, and nobody overtakes.
    async fn check_line(&self, job: &JobId, card: &PlacesOfCard, was: &PlacesOfCard) {
        for (at, (person, _)) in card.waiting.iter().enumerate() {
            let position = self.store.waiting_positions(person, &[wish(job)]).await.expect("readable");
            assert_eq!(position, [Some(at as u64 + 1)], "the line in the store");
        }
        let people = self.store.scan_people().await.expect("readable").people;
        for (person, _) in people.iter().filter(|(id, _)| card.waiting.iter().all(|(waiting, _)| waiting != id)) {
            let position = self.store.waiting_positions(person, &[wish(job)]).await.expect("readable");
            assert_eq!(position, [None], "who does not ask for a place, or has one, does not wait");
        }
        let stayed = |one: &PlacesOfCard, other: &PlacesOfCard| -> Vec<PersonId> {
            let both = one.waiting.iter().filter(|(id, _)| other.waiting.iter().any(|(known, _)| known == id));
            both.map(|(id, _)| id.clone()).collect()
        };
        assert_eq!(stayed(card, was), stayed(was, card), "the order of the line");
    }
}

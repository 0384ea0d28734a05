//! Places taken and waiting lists of each card, counted from applications. Must not know limits: the scripts of the store hold them.

use std::collections::{BTreeMap, BTreeSet};

use super::person::PersonSlot;
use crate::domain::application::{Application, Wish};
use crate::domain::place::PlaceOffer;

/// The places of one card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct PlaceCount {
    taken: u64,
    /// By the number of the event with which they joined.
    waiting: BTreeSet<(u64, PersonSlot)>,
}

/// The places of one card, for those who do not need the people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlaceTotals {
    /// The places taken.
    pub taken: u64,
    /// The applications that wait.
    pub waiting: usize,
}

/// The places of all cards.
#[derive(Default)]
pub(super) struct PlaceCounts {
    cards: BTreeMap<Wish, PlaceCount>,
    to_tell: usize,
}

impl PlaceCounts {
    /// Adds an application that asks for a place, or subtracts it.
    pub fn count(&mut self, wish: &Wish, application: &Application, slot: PersonSlot, add: bool) {
        let card = self.cards.entry(wish.clone()).or_default();
        let places = u64::from(application.places());
        card.taken = if add { card.taken + places } else { card.taken.saturating_sub(places) };
        let untold = usize::from(application.offer == Some(PlaceOffer::Free));
        self.to_tell = if add { self.to_tell + untold } else { self.to_tell.saturating_sub(untold) };
        match application.queue {
            Some(queue) if add => {
                card.waiting.insert((queue, slot));
            }
            Some(queue) => {
                card.waiting.remove(&(queue, slot));
            }
            None => {}
        }
    }

    /// The places of a card.
    pub fn totals(&self, wish: &Wish) -> PlaceTotals {
        let card = self.cards.get(wish);
        card.map_or_else(PlaceTotals::default, |card| PlaceTotals { taken: card.taken, waiting: card.waiting.len() })
    }

    /// Applications that got a place, and whose person does not know yet.
    pub fn to_tell(&self) -> usize {
        self.to_tell
    }

    /// The position in the waiting list, from 1; `None` if the person does not wait for this card.
    pub fn position(&self, wish: &Wish, queue: u64, slot: PersonSlot) -> Option<usize> {
        let place = (queue, slot);
        let waiting = &self.cards.get(wish)?.waiting;
        waiting.contains(&place).then(|| waiting.range(..place).count() + 1)
    }

    /// A text of everything in it, in a fixed order. Places in memory differ between two indexes.
    pub fn dump(&self) -> String {
        let used = self.cards.iter().filter(|(_, card)| card.taken > 0 || !card.waiting.is_empty());
        let line = |(wish, card): (&Wish, &PlaceCount)| {
            let queue: Vec<_> = card.waiting.iter().map(|(queue, _)| queue).collect();
            format!("{wish}: {} {queue:?}", card.taken)
        };
        used.map(line).collect::<Vec<_>>().join(", ")
    }
}

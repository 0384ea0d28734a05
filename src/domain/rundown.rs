//! The rundown: the ordered cards of a show with their jobs, and the edits that change it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Now;
use super::crew::Permission;
use super::dwell::Dwell;
use super::job::{Job, JobId};
use super::policy::{AppliesTo, InRehearsal, Policy, Reads};
use super::quantity::Quantity;

/// The number that the host says aloud: 8号岗. Identifies a card within its show.
pub type CardNumber = u16;

/// Most cards a show can have: what a host can walk through in three hours, twice over, in two spoken digits.
pub const CARDS_MAX: usize = 99;

/// A job's place in a show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The number that the host says aloud.
    pub number: CardNumber,
    /// The job that it stands for.
    pub job: JobId,
    /// The host's mark that all places are taken (招满): still shown; who signs up now waits.
    #[serde(default)]
    pub full: bool,
    /// How many people can have a place; `None`: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u16>,
    /// Planned minutes; `None`: an even share of the show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// The planned time on screen.
    #[serde(default, skip_serializing_if = "Dwell::is_default")]
    pub dwell: Dwell,
}

impl Card {
    /// A card without a plan, open for sign-up.
    #[must_use]
    pub fn new(number: CardNumber, job: JobId) -> Self {
        Self { number, job, full: false, places: None, minutes: None, dwell: Dwell::Stay }
    }

    /// How many places are left; `None` without a limit.
    #[must_use]
    pub fn left(&self, places: CardPlaces) -> Option<u16> {
        let taken = u16::try_from(places.taken).unwrap_or(u16::MAX);
        self.places.map(|limit| limit.saturating_sub(taken))
    }

    /// Whether its places may run out: it has a limit, or the host's mark.
    #[must_use]
    pub fn has_limit(&self) -> bool {
        self.full || self.places.is_some()
    }
}

/// The places of a card that has a limit, as far as they are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CardPlaces {
    /// The places taken. More than the limit if that was lowered, or staff gave a place back.
    pub taken: u32,
    /// The applications that wait for one.
    pub waiting: u32,
}

/// The places of the cards that have a limit, by their job.
pub type PlacesByJob = HashMap<JobId, CardPlaces>;

/// The cards of a show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rundown {
    /// In running order.
    pub cards: Vec<Card>,
    /// The job of every card.
    pub jobs: HashMap<JobId, Arc<Job>>,
}

/// A change of the rundown, or a new notice. On the wire: `{"move":{"card":8,"to":0}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Append jobs in this order; a job that has a card stays where it is.
    Add {
        /// The jobs.
        jobs: Vec<JobId>,
    },
    /// Move a card.
    Move {
        /// The card's number.
        card: CardNumber,
        /// The new position, counted from 0.
        to: usize,
    },
    /// Remove a card.
    Remove {
        /// The card's number.
        card: CardNumber,
    },
    /// Mark a card as full, or as open again.
    Full {
        /// The card's number.
        card: CardNumber,
        /// Whether all places are taken.
        full: bool,
    },
    /// Limit the people who can have a place of a card. Those who sign up beyond it wait.
    Places {
        /// The card's number.
        card: CardNumber,
        /// The limit; absent: none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        places: Option<u16>,
    },
    /// Plan the time of a card; an absent field is reset.
    Plan {
        /// The card's number.
        card: CardNumber,
        /// Minutes to talk about it; absent: an even share of the show.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u16>,
        /// The time on screen.
        #[serde(default)]
        dwell: Dwell,
    },
    /// Store a text and show it. Changes no card.
    Notice {
        /// The text.
        text: String,
    },
}

impl Edit {
    /// The policy table.
    #[must_use]
    pub const fn policy(&self) -> Policy {
        use AppliesTo::DecidedRevision;
        use InRehearsal::Refused;
        use Permission::{Assist, Control};
        use Reads::Records;
        match self {
            Self::Full { .. } | Self::Places { .. } | Self::Notice { .. } => {
                Policy::new(Assist, DecidedRevision, Records, Refused)
            }
            Self::Add { .. } | Self::Move { .. } | Self::Remove { .. } | Self::Plan { .. } => {
                Policy::new(Control, DecidedRevision, Records, Refused)
            }
        }
    }

    /// Whether a locked rundown refuses it. Edits that viewers must see at once are accepted.
    #[must_use]
    pub const fn locks(&self) -> bool {
        match self {
            Self::Full { .. } | Self::Places { .. } | Self::Notice { .. } => false,
            Self::Add { .. } | Self::Move { .. } | Self::Remove { .. } | Self::Plan { .. } => true,
        }
    }
}

/// The reason why an edit is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditRefusal {
    /// The rundown has no such card.
    UnknownCard(CardNumber),
    /// The card is on screen or cued.
    InUse(CardNumber),
    /// The rundown would have more than [`CARDS_MAX`] cards.
    TooMany,
    /// The store has no such job.
    UnknownJob,
    /// A number is out of its range.
    OutOfRange(Quantity),
}

impl Rundown {
    /// The position of a card, counted from 0.
    #[must_use]
    pub fn position(&self, number: CardNumber) -> Option<usize> {
        self.cards.iter().position(|card| card.number == number)
    }

    /// The highest card number; 0 without cards.
    #[must_use]
    pub fn highest(&self) -> CardNumber {
        self.cards.iter().map(|card| card.number).max().unwrap_or(0)
    }

    /// The numbers that no sign-up can be made for, up to the highest one: full, expired, or removed from a live show, whose
    /// highest number so far is `said`.
    #[must_use]
    pub fn shut(&self, said: Option<CardNumber>, now: Now) -> Vec<CardNumber> {
        let highest = self.highest().max(said.unwrap_or(0));
        (1..=highest).filter(|number| !self.open(*number, now)).collect()
    }

    /// Changes when a number gets another job, or a card comes or goes, but not with the order of the cards.
    #[must_use]
    pub fn numbering_hash(&self) -> u32 {
        let mut cards: Vec<_> = self.cards.iter().collect();
        cards.sort_unstable_by_key(|card| card.number);
        let bytes = cards.iter().flat_map(|card| card.number.to_be_bytes().into_iter().chain(card.job.0.bytes()));
        // FNV-1a: the same on every server.
        bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    /// A card with its job.
    #[must_use]
    pub fn card(&self, number: CardNumber) -> Option<(&Card, &Arc<Job>)> {
        let card = self.cards.iter().find(|card| card.number == number)?;
        Some((card, self.jobs.get(&card.job)?))
    }

    /// Whether a card may go on screen: it exists, and its offer is valid.
    #[must_use]
    pub fn airable(&self, number: CardNumber, now: Now) -> bool {
        self.card(number).is_some_and(|(_, job)| !job.expired(now.today))
    }

    /// Whether viewers can sign up for a card.
    #[must_use]
    pub fn open(&self, number: CardNumber, now: Now) -> bool {
        self.card(number).is_some_and(|(card, job)| !card.full && !job.expired(now.today))
    }

    /// The first card after `number` in running order that may go on screen; without `number`, from the top.
    #[must_use]
    pub fn following(&self, number: Option<CardNumber>, now: Now) -> Option<CardNumber> {
        let from = number.and_then(|n| self.position(n)).map_or(0, |at| at + 1);
        self.cards.get(from..)?.iter().map(|card| card.number).find(|n| self.airable(*n, now))
    }

    /// The cards after an edit.
    ///
    /// Until the show is live, numbers follow the order. In a live show `said` is the highest number so far: every card keeps
    /// its number, because it was said aloud, and an added card gets a new one.
    ///
    /// # Errors
    /// [`EditRefusal`], with nothing changed.
    pub fn edited(
        &self,
        edit: &Edit,
        said: Option<CardNumber>,
        in_use: &[CardNumber],
    ) -> Result<Vec<Card>, EditRefusal> {
        let mut cards = self.cards.clone();
        let at = |number| self.position(number).ok_or(EditRefusal::UnknownCard(number));
        match edit {
            Edit::Add { jobs } => {
                let mut free = self.highest().max(said.unwrap_or(0));
                for job in jobs {
                    if cards.iter().all(|card| card.job != *job) {
                        free += 1;
                        cards.push(Card::new(free, job.clone()));
                    }
                }
                if cards.len() > CARDS_MAX {
                    return Err(EditRefusal::TooMany);
                }
            }
            Edit::Move { card, to } => {
                let moved = cards.remove(at(*card)?);
                cards.insert((*to).min(cards.len()), moved);
            }
            Edit::Remove { card } => {
                if in_use.contains(card) {
                    return Err(EditRefusal::InUse(*card));
                }
                cards.remove(at(*card)?);
            }
            Edit::Full { card, full } => cards[at(*card)?].full = *full,
            Edit::Places { card, places } => {
                let checked = places.map_or(Ok(()), |places| Quantity::Places.check(places));
                checked.map_err(EditRefusal::OutOfRange)?;
                cards[at(*card)?].places = *places;
            }
            Edit::Plan { card, minutes, dwell } => {
                let checked = minutes.map_or(Ok(()), |minutes| Quantity::PlanMinutes.check(minutes));
                checked.and_then(|()| dwell.check()).map_err(EditRefusal::OutOfRange)?;
                let card = &mut cards[at(*card)?];
                card.minutes = *minutes;
                card.dwell = *dwell;
            }
            Edit::Notice { .. } => {}
        }
        if said.is_none() {
            for (card, number) in cards.iter_mut().zip(1..) {
                card.number = number;
            }
        }
        Ok(cards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stage::Stage;

    #[test]
    fn a_number_that_was_said_aloud_is_never_given_to_another_job() {
        let job = |id: &str| JobId(id.into());
        let card = |number, id| Card::new(number, job(id));
        let mut rundown = Rundown { cards: vec![card(1, "a"), card(2, "b")], ..Rundown::default() };
        let mut stage = Stage { live_since: Some(0), ..Stage::default() };
        for edit in [Edit::Remove { card: 2 }, Edit::Add { jobs: vec![job("c")] }] {
            let cards = rundown.edited(&edit, stage.said(), &[]).expect("allowed");
            stage = stage.renumbered(&rundown, &cards);
            rundown.cards = cards;
        }
        assert_eq!(rundown.cards, [card(1, "a"), card(3, "c")]);
        rundown.jobs = ["a", "c"].map(|id| (job(id), Arc::default())).into();
        let now = Now::new(chrono::DateTime::UNIX_EPOCH, chrono_tz::Asia::Shanghai);
        assert_eq!(rundown.shut(stage.said(), now), [2], "a link to a removed card is closed");
        rundown.cards.pop();
        assert_eq!(rundown.shut(Some(3), now), [2, 3]);
    }

    #[test]
    fn the_hash_of_a_numbering_ignores_the_order() {
        let cards = |pairs: &[(CardNumber, &str)]| Rundown {
            cards: pairs.iter().map(|(number, id)| Card::new(*number, JobId((*id).into()))).collect(),
            ..Rundown::default()
        };
        let hash = |pairs| cards(pairs).numbering_hash();
        assert_eq!(hash(&[(1, "a"), (2, "b")]), hash(&[(2, "b"), (1, "a")]));
        assert_ne!(hash(&[(1, "a"), (2, "b")]), hash(&[(1, "b"), (2, "a")]));
        assert_ne!(hash(&[(1, "a")]), hash(&[(1, "a"), (2, "b")]));
    }
}

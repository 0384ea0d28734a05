//! The state: what is on screen, what is remembered of it, who is at the wheel. Must not know what commands do.

use serde::{Deserialize, Serialize};

use super::face::{Face, FaceOn};
use super::timer::Timer;
use super::undo::Done;
use crate::domain::Now;
use crate::domain::rundown::{Card, CardNumber, Rundown};
use crate::domain::show::{LiveRecord, ShowId};

/// The card on screen, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnAir {
    pub card: CardNumber,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
    /// What ends its time on screen; `None`: it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<Timer>,
}

/// The layer that says how to reach the county: a switch for each part, because platforms change what they allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "four switches on a panel are four switches here")]
pub struct Contact {
    pub address: bool,
    pub phone: bool,
    pub qr: bool,
    /// The whole layer, whatever its parts say.
    pub hidden: bool,
}

impl Default for Contact {
    fn default() -> Self {
        Self { address: true, phone: true, qr: true, hidden: false }
    }
}

impl Contact {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Who is at the wheel: a page, and how its user wants to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    pub seat: String,
    pub name: String,
}

/// The part of the stage that commands change and that `undo` brings back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_air: Option<OnAir>,
    /// What is shown instead of a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<FaceOn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cued: Option<CardNumber>,
    /// Hides everything until released; what was on screen stays remembered beneath.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub panic: bool,
    /// The card that was on screen last, so that `next` after `out` goes on where the host was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<CardNumber>,
    /// The cards that were on screen, each once, newest last, at most [`super::RECAP_CARDS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<CardNumber>,
    #[serde(default, skip_serializing_if = "Contact::is_default")]
    pub contact: Contact,
}

/// The whole state of what is on screen; ids only, never anything about a person who signed up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<ShowId>,
    /// When the first card of this show went on screen, in milliseconds; numbers are fixed from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_since: Option<i64>,
    /// The highest number of this live show before its last edit: one that was said aloud is never given to another job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<CardNumber>,
    /// The show was closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The one host whose commands count; `None`: every host's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    /// The rundown cannot be edited.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// The overlay draws its safe areas until then, in server milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guides_until: Option<i64>,
    #[serde(default)]
    pub screen: Screen,
    /// Newest last, at most [`super::UNDO_STEPS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undo: Vec<Done>,
}

impl Screen {
    /// The number of the card on screen.
    #[must_use]
    pub fn card(&self) -> Option<CardNumber> {
        self.on_air.map(|on| on.card)
    }

    /// The cards that cannot be removed: on screen or made ready.
    #[must_use]
    pub fn in_use(&self) -> Vec<CardNumber> {
        self.card().into_iter().chain(self.cued).collect()
    }

    /// The same with other numbers; what has none any more is dropped.
    fn renumber(&mut self, number: impl Fn(CardNumber) -> Option<CardNumber>) {
        self.on_air = self.on_air.and_then(|on| Some(OnAir { card: number(on.card)?, ..on }));
        self.cued = self.cued.and_then(&number);
        self.last = self.last.and_then(&number);
        self.recent = self.recent.iter().copied().filter_map(&number).collect();
        if let Some(FaceOn { face: Face::Recap { cards }, .. }) = &mut self.face {
            *cards = cards.iter().copied().filter_map(&number).collect();
        }
    }
}

impl Stage {
    #[must_use]
    pub fn live(&self) -> bool {
        self.live_since.is_some()
    }

    /// The stage with a show newly opened on it. The same one again keeps the numbers that were said aloud.
    #[must_use]
    pub fn opened(&self, show: Option<ShowId>) -> Self {
        let again = show == self.show;
        Self {
            show,
            live_since: self.live_since.filter(|_| again),
            highest: self.highest.filter(|_| again),
            driver: self.driver.clone(),
            // A panic is over when somebody releases it, and what a platform forbids it forbids in the next show too.
            screen: Screen { panic: self.screen.panic, contact: self.screen.contact, ..Screen::default() },
            ..Self::default()
        }
    }

    /// What the stage's show, with these cards, is to be remembered with when it leaves; `None` where it was not live.
    #[must_use]
    pub fn parting(&self, rundown: &Rundown) -> Option<LiveRecord> {
        let highest = rundown.highest().max(self.highest.unwrap_or(0));
        self.live_since.map(|since| LiveRecord { since, highest })
    }

    /// The stage with what its show was remembered with.
    #[must_use]
    pub fn recalling(self, live: Option<LiveRecord>) -> Self {
        Self { live_since: live.map(|live| live.since), highest: live.map(|live| live.highest), ..self }
    }

    /// The highest number given out in a live show, as far as the rundown no longer tells it; `None` before it is live.
    #[must_use]
    pub fn said(&self) -> Option<CardNumber> {
        self.live().then_some(self.highest.unwrap_or(0))
    }

    /// The card that `next` would put on screen.
    #[must_use]
    pub fn next(&self, rundown: &Rundown, now: Now) -> Option<CardNumber> {
        let current = self.screen.card();
        self.screen
            .cued
            .filter(|card| Some(*card) != current && rundown.airable(*card, now))
            .or_else(|| rundown.following(current.or(self.screen.last), now))
    }

    /// The stage after the rundown's numbers changed: a cue stays with its job, one whose card went is dropped.
    #[must_use]
    pub fn renumbered(&self, before: &Rundown, after: &[Card]) -> Self {
        let number = |old: CardNumber| {
            let job = &before.card(old)?.0.job;
            after.iter().find(|card| card.job == *job).map(|card| card.number)
        };
        let mut stage = self.clone();
        stage.screen.renumber(number);
        if stage.live() {
            stage.highest = self.highest.max(Some(before.highest()));
            // So that no `undo` shows a card that is no more.
            stage.undo.iter_mut().for_each(|done| done.before.renumber(number));
        } else {
            // The remembered commands name the old numbers; nothing of them was ever on air.
            stage.undo.clear();
        }
        stage
    }
}

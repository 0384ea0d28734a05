//! The state of a stage: the screen, what is remembered of it, and the host in control. Must not know how commands change it.

use serde::{Deserialize, Serialize};

use super::command::Command;
use crate::domain::Now;
use crate::domain::notice::NoticeId;
use crate::domain::rundown::{Card, CardNumber, Rundown};
use crate::domain::show::{LiveRecord, ShowId};

/// Most cards of a recap: as many as fit on a portrait picture in letters that a phone can show.
pub const RECAP_CARDS_MAX: usize = 5;
/// How many commands back `undo` can go. Each costs some 60 to 150 bytes in every stage entry.
pub const UNDO_STEPS_MAX: usize = 10;

/// The card on screen, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnAir {
    /// The card's number.
    pub card: CardNumber,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
    /// Ends its time on screen; `None`: it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<Timer>,
}

/// The rest of a card's time on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// The effect when it ends.
    pub then: Then,
    /// In server milliseconds; not valid while it is paused.
    pub ends_at: i64,
    /// Paused, with this many milliseconds left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<i64>,
    /// Paused because its card is hidden, by a panic or in an undo step, and not by a host: it resumes by itself when the
    /// card is shown again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// The effect of a timer that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The card leaves the screen.
    Out,
    /// The next card goes on screen.
    Next,
}

/// A graphic that is shown instead of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// Until the show starts.
    Countdown,
    /// The cards that were on screen last, for late viewers.
    Recap {
        /// Newest first.
        cards: Vec<CardNumber>,
    },
    /// How to sign up.
    How,
    /// A host's text. The text is a record, so that no stream contains it.
    Notice {
        /// The notice's number.
        notice: NoticeId,
    },
    /// A pause.
    Break {
        /// Its end in server milliseconds, if the host named one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<i64>,
    },
    /// The show is over.
    End,
}

/// A face on screen, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceOn {
    /// The face.
    pub face: Face,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
}

/// An accepted command that `undo` can take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The command.
    #[serde(rename = "do")]
    pub command: Command,
    /// The screen before the command; its timer is suspended.
    pub before: Screen,
    /// Whether the show was closed before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// The contact layer. One switch for each part, because platforms change what they allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "four switches on a panel are four switches here")]
pub struct Contact {
    /// Shows the address that viewers type.
    pub address: bool,
    /// Shows the county's telephone number.
    pub phone: bool,
    /// Shows the QR code.
    pub qr: bool,
    /// Hides the whole layer, whatever the other switches say.
    pub hidden: bool,
}

impl Default for Contact {
    fn default() -> Self {
        Self { address: true, phone: true, qr: true, hidden: false }
    }
}

impl Contact {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The host in control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Driver {
    /// The host's page, identified across reloads.
    pub seat: String,
    /// The name that the host gave.
    pub name: String,
}

/// The part of the stage that `undo` restores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// The card on screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_air: Option<OnAir>,
    /// The face on screen, instead of a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face: Option<FaceOn>,
    /// The card that a host made ready as the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cued: Option<CardNumber>,
    /// Hides everything until released; card and face are kept for the release.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub panic: bool,
    /// The card that was on screen last, so that `next` after `out` continues there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<CardNumber>,
    /// The cards that were on screen, each once, newest last, at most [`RECAP_CARDS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<CardNumber>,
    /// The switches of the contact layer.
    #[serde(default, skip_serializing_if = "Contact::is_default")]
    pub contact: Contact,
}

/// The whole state of a stage: ids only, nothing about a person who signed up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The show that is open on the stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<ShowId>,
    /// When the first card of this show went on screen, in milliseconds; card numbers are fixed from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_since: Option<i64>,
    /// The highest card number of this live show before its last edit: a number that was said aloud is never reassigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<CardNumber>,
    /// The show was closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The host in control; `None`: every host is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    /// Edits of the rundown are refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// The overlay draws its safe areas until this time, in server milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guides_until: Option<i64>,
    /// The screen, restored by `undo`.
    #[serde(default)]
    pub screen: Screen,
    /// The undo steps, newest last, at most [`UNDO_STEPS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undo: Vec<Done>,
}

impl Screen {
    /// The number of the card on screen.
    #[must_use]
    pub fn card(&self) -> Option<CardNumber> {
        self.on_air.map(|on| on.card)
    }

    /// The cards that cannot be removed: on screen or cued.
    #[must_use]
    pub fn in_use(&self) -> Vec<CardNumber> {
        self.card().into_iter().chain(self.cued).collect()
    }

    /// The screen with its card taken off.
    ///
    /// Names every field, so that a new one does not compile until it is decided here whether it goes with the card.
    pub(super) fn without_card(&self) -> Self {
        let Self { on_air: _, face, cued, panic, last, recent, contact } = self.clone();
        Self { on_air: None, face, cued, panic, last, recent, contact }
    }

    /// Replaces every card number, and drops the cards that have none any more.
    ///
    /// Names every field, so that a new one does not compile until it is decided here whether it holds a number; a test finds
    /// one that holds a number and keeps it.
    fn renumber(&mut self, number: impl Fn(CardNumber) -> Option<CardNumber>) {
        let Self { on_air, face, cued, panic: _, last, recent, contact: _ } = self;
        *on_air =
            on_air.and_then(|OnAir { card, shown_at, timer }| Some(OnAir { card: number(card)?, shown_at, timer }));
        if let Some(FaceOn { face, shown_at: _ }) = face {
            match face {
                Face::Recap { cards } => *cards = cards.iter().copied().filter_map(&number).collect(),
                Face::Countdown | Face::How | Face::Notice { notice: _ } | Face::Break { until: _ } | Face::End => {}
            }
        }
        *cued = cued.and_then(&number);
        *last = last.and_then(&number);
        *recent = recent.iter().copied().filter_map(&number).collect();
        if self.on_air.is_none() {
            // The card may have left the rundown: its marks go with it.
            *self = self.without_card();
        }
    }
}

impl Stage {
    /// Whether a card of this show was on screen.
    #[must_use]
    pub fn live(&self) -> bool {
        self.live_since.is_some()
    }

    /// The stage with a newly opened show. Opening the same show again keeps the card numbers that were said aloud.
    #[must_use]
    pub fn opened(&self, show: Option<ShowId>) -> Self {
        let again = show == self.show;
        Self {
            show,
            live_since: self.live_since.filter(|_| again),
            highest: self.highest.filter(|_| again),
            driver: self.driver.clone(),
            // Only a release ends a panic, and a platform's rules for the contact layer hold in the next show too.
            screen: Screen { panic: self.screen.panic, contact: self.screen.contact, ..Screen::default() },
            ..Self::default()
        }
    }

    /// The record to keep when the show leaves the stage; `None` if it was not live.
    #[must_use]
    pub fn parting(&self, rundown: &Rundown) -> Option<LiveRecord> {
        let highest = rundown.highest().max(self.highest.unwrap_or(0));
        self.live_since.map(|since| LiveRecord { since, highest })
    }

    /// The stage with the record that was kept when its show left a stage.
    #[must_use]
    pub fn recalling(self, live: Option<LiveRecord>) -> Self {
        Self { live_since: live.map(|live| live.since), highest: live.map(|live| live.highest), ..self }
    }

    /// The highest card number of a live show, as far as the rundown no longer has it; `None` before the show is live.
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

    /// The stage after the rundown was renumbered: a cue follows its job, and is dropped if the job was removed.
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
            // Otherwise `undo` could show a removed card.
            stage.undo.iter_mut().for_each(|done| done.before.renumber(number));
        } else {
            // The undo steps name the old numbers, and nothing was on air yet.
            stage.undo.clear();
        }
        stage
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::rundown::CARDS_MAX;

    /// A screen with a value in every field. All card numbers are valid ones, and no other number is.
    fn filled() -> Screen {
        let timer = Timer { then: Then::Next, ends_at: 2000, held: Some(3000), hidden: true };
        Screen {
            on_air: Some(OnAir { card: 1, shown_at: 1000, timer: Some(timer) }),
            face: Some(FaceOn { face: Face::Recap { cards: vec![2, 3] }, shown_at: 4000 }),
            cued: Some(4),
            panic: true,
            last: Some(5),
            recent: vec![6, 7],
            contact: Contact { hidden: true, ..Contact::default() },
        }
    }

    /// Fails if a field has its default value, which JSON leaves out; the debug output has all names.
    fn assert_filled(value: &(impl std::fmt::Debug + Serialize)) {
        let text = format!("{value:#?}");
        let json = json!(value);
        let names = text.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": ")).map(|(name, _)| name);
        for name in names.filter(|name| !name.starts_with(' ')) {
            assert!(json.get(name).is_some(), "give {name} a value that is not its default");
        }
    }

    /// The value with `added` added to every card number.
    fn shifted(value: &Value, added: usize) -> Value {
        match value {
            Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), shifted(field, added))).collect(),
            Value::Array(all) => all.iter().map(|one| shifted(one, added)).collect(),
            Value::Number(_) => match value.as_u64().and_then(|number| usize::try_from(number).ok()) {
                Some(number) if number <= CARDS_MAX => json!(number + added),
                _ => value.clone(),
            },
            Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
        }
    }

    #[test]
    fn renumbering_reaches_every_card_number_of_the_screen() {
        let before = filled();
        assert_filled(&before);
        assert_filled(&before.on_air.expect("a card on screen"));
        assert_eq!(json!(Screen::default()), json!({}), "leave the default of each field out of the JSON");
        let json = json!(before);
        let mut after = before;
        after.renumber(|card| Some(card + 10));
        assert_eq!(json!(after), shifted(&json, 10));
    }

    #[test]
    fn an_entry_that_lacks_every_field_is_an_empty_stage() {
        let older: Stage = serde_json::from_str(r#"{"screen":{}}"#).expect("an earlier version knew fewer fields");
        assert_eq!(older, Stage::default(), "add a serde default to the new field");
    }
}

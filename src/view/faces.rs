//! A card with its fields on screen or in the rundown, and the faces that replace it. Shapes only: must not know the
//! snapshot.

use serde::Serialize;

use super::card::CardFace;
use crate::domain::dwell::Dwell;
use crate::domain::job::JobId;
use crate::domain::stage::{Then, Timer};

/// A card on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OnAirFace {
    /// The card.
    #[serde(flatten)]
    pub face: CardFace,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
    /// Ends its time on screen; null: it stays.
    pub timer: Option<TimerFace>,
}

/// The timer of the card on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimerFace {
    /// The effect when it ends.
    pub then: Then,
    /// In server milliseconds; not valid while `held` is present.
    pub ends_at: i64,
    /// Paused, with this many milliseconds left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<i64>,
}

impl From<Timer> for TimerFace {
    fn from(timer: Timer) -> Self {
        Self { then: timer.then, ends_at: timer.ends_at, held: timer.held }
    }
}

/// A card in the rundown, with its plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PanelCard {
    /// The job that the card stands for. Identifies a row of the panel: numbers change before the show, texts may be corrected.
    pub job: JobId,
    /// The card.
    #[serde(flatten)]
    pub face: CardFace,
    /// How many people can have a place; null: no limit.
    pub places: Option<u16>,
    /// The planned minutes; null: an even share of the show.
    pub minutes: Option<u16>,
    /// The planned time on screen.
    pub dwell: Dwell,
}

/// A face on screen instead of a card, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FaceView {
    /// The face.
    #[serde(flatten)]
    pub face: Instead,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
}

/// A graphic that is shown instead of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Instead {
    /// Until the show starts.
    Countdown {
        /// The planned start of the show in server milliseconds.
        until: i64,
    },
    /// The cards that were on screen last.
    Recap {
        /// Newest first.
        cards: Vec<CardFace>,
    },
    /// How to sign up.
    How,
    /// A host's text.
    Notice {
        /// The text.
        text: String,
    },
    /// A pause.
    Break {
        /// Its end in server milliseconds; null: the host named none.
        until: Option<i64>,
    },
    /// The show is over.
    End {
        /// The start of the next show in server milliseconds; null: not planned.
        next_at: Option<i64>,
    },
}

//! A card with what belongs to it on screen or in the rundown, and what can stand in its place. Shapes only.

use serde::Serialize;

use super::card::CardFace;
use crate::domain::dwell::Dwell;
use crate::domain::job::JobId;
use crate::domain::stage::{Then, Timer};

/// A card on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OnAirFace {
    #[serde(flatten)]
    pub face: CardFace,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
    /// What ends its time on screen; null: it stays.
    pub timer: Option<TimerFace>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TimerFace {
    pub then: Then,
    /// In server milliseconds; means nothing while it is held.
    pub ends_at: i64,
    /// Stopped, with so many milliseconds left.
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
    /// What a row of the page is known by: numbers follow the order before the show, and texts are corrected.
    pub job: JobId,
    #[serde(flatten)]
    pub face: CardFace,
    /// Null: an even share of the show.
    pub minutes: Option<u16>,
    pub dwell: Dwell,
}

/// What is shown instead of a card, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FaceView {
    #[serde(flatten)]
    pub face: Instead,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Instead {
    Countdown {
        /// The show's planned start.
        until: i64,
    },
    Recap {
        cards: Vec<CardFace>,
    },
    How,
    Notice {
        text: String,
    },
    Break {
        until: Option<i64>,
    },
    End {
        /// When the next show starts.
        next_at: Option<i64>,
    },
}

//! The planned time of a card on screen. Must not know the stage, which counts it down.

use serde::{Deserialize, Serialize};

use super::quantity::Quantity;

/// How long a card stays on screen, and what follows. On the wire: `"stay"`, `{"out":{"seconds":30}}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dwell {
    /// Stays until a host acts.
    #[default]
    Stay,
    /// Leaves the screen after this time.
    Out {
        /// Time on screen.
        seconds: u32,
    },
    /// Makes room for the next card after this time.
    Next {
        /// Time on screen.
        seconds: u32,
    },
}

impl Dwell {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::Stay
    }

    /// Checks the planned time.
    ///
    /// # Errors
    /// [`Quantity::DwellSeconds`] if the time is out of range.
    pub fn check(self) -> Result<(), Quantity> {
        match self {
            Self::Stay => Ok(()),
            Self::Out { seconds } | Self::Next { seconds } => Quantity::DwellSeconds.check(seconds),
        }
    }
}

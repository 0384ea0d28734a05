//! What can be asked of the stage, and what each command asks of whoever gives it.

use serde::{Deserialize, Serialize};

use crate::domain::crew::Permission;
use crate::domain::notice::NoticeId;
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;

/// What a host can ask for. On the wire: `{"take":{"card":8}}`, `"next"`, `"out"` …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Put a card on screen.
    Take {
        card: CardNumber,
    },
    /// Make a card ready as the next one.
    Cue {
        card: CardNumber,
    },
    /// Put the cued card on screen, or else the one that follows.
    Next,
    /// Take the card or the face off screen.
    Out,
    /// Bring back the screen as it was before the last command.
    Undo,
    /// Hide everything at once.
    Panic,
    /// End the panic: what was on screen shows again.
    Release,
    /// Put another show on the stage, with an empty screen; a panic stays until it is released.
    Open {
        show: ShowId,
    },
    /// End the show: empty screen, numbers stay.
    Close,
    /// Show something else than a card.
    Face {
        face: FaceRequest,
    },
    /// Stop the time of the card on screen.
    Hold,
    Resume,
    /// Give the card on screen more time.
    Extend {
        seconds: u32,
    },
    /// Switch parts of the contact layer; what is not given stays.
    Contact {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        qr: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hidden: Option<bool>,
    },
    /// I take the wheel: other hosts' commands are refused from now on.
    Drive,
    /// Every host drives.
    Share,
    /// Nobody edits the rundown.
    Lock,
    Unlock,
    /// Show the newest text of the card on screen.
    Update,
    /// Draw the safe areas for so long.
    Guides {
        seconds: u32,
    },
}

impl Command {
    /// Whether the command holds whatever revision it was decided on: a panic, which nothing may delay, and what sets one
    /// named thing to one value whatever is on screen, which a change elsewhere must not refuse.
    #[must_use]
    pub const fn any_revision(&self) -> bool {
        matches!(
            self,
            Self::Panic
                | Self::Contact { .. }
                | Self::Guides { .. }
                | Self::Drive
                | Self::Share
                | Self::Lock
                | Self::Unlock
        )
    }

    /// Whether it changes the time of the card on screen, and not what is on screen.
    pub(super) const fn changes_timer(&self) -> bool {
        matches!(self, Self::Hold | Self::Resume | Self::Extend { .. })
    }

    /// What it asks of whoever gives it.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Panic => Permission::Panic,
            Self::Contact { .. } | Self::Face { face: FaceRequest::Notice { .. } } => Permission::Assist,
            Self::Drive => Permission::TakeControl,
            Self::Take { .. }
            | Self::Cue { .. }
            | Self::Next
            | Self::Out
            | Self::Undo
            | Self::Release
            | Self::Open { .. }
            | Self::Close
            | Self::Face { .. }
            | Self::Hold
            | Self::Resume
            | Self::Extend { .. }
            | Self::Share
            | Self::Lock
            | Self::Unlock
            | Self::Update
            | Self::Guides { .. } => Permission::Control,
        }
    }
}

/// A face in a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceRequest {
    Countdown,
    Recap,
    How,
    Notice {
        notice: NoticeId,
    },
    Break {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u16>,
    },
    End,
}

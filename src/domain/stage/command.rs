//! The commands: their shape on the wire, the policy of each, an example of each, and its address for buttons. Test lists,
//! `tests/wire/commands.json`, the API description and `overlay/wire.js` are made from this file. Must not know what commands
//! do to a stage.

use serde::{Deserialize, Serialize};

use crate::domain::crew::Permission;
use crate::domain::notice::NoticeId;
use crate::domain::policy::{AppliesTo, InRehearsal, Policy, Reads};
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;

/// A command to the stage. One without an argument is its bare name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Put a card on screen.
    Take {
        /// The card's number.
        card: CardNumber,
    },
    /// Make a card ready as the next one.
    Cue {
        /// The card's number.
        card: CardNumber,
    },
    /// Put the cued card on screen, or else the one that follows.
    Next,
    /// Take the card or the face off screen.
    Out,
    /// Restore the screen as it was before the last command.
    Undo,
    /// Hide everything at once.
    Panic,
    /// End the panic: the hidden card or face shows again.
    Release,
    /// Open another show on the stage, with an empty screen; a panic stays until it is released.
    Open {
        /// The show's number.
        show: ShowId,
    },
    /// End the show: empty the screen, keep the card numbers.
    Close,
    /// Show a face instead of a card.
    Face {
        /// The face.
        face: FaceRequest,
    },
    /// Pause the timer of the card on screen.
    Hold,
    /// Resume the timer of the card on screen.
    Resume,
    /// Give the card on screen more time.
    Extend {
        /// The additional time.
        seconds: u32,
    },
    /// Switch parts of the contact layer; a part that is not given stays.
    Contact {
        /// The address that viewers type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<bool>,
        /// The county's telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<bool>,
        /// The QR code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        qr: Option<bool>,
        /// The whole layer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hidden: Option<bool>,
    },
    /// Take control: commands of other hosts are refused from now on.
    Drive,
    /// Give up control: every host has it.
    Share,
    /// Lock the rundown: edits are refused.
    Lock,
    /// Unlock the rundown.
    Unlock,
    /// Replace the text of the card on screen by the newest one.
    Update,
    /// Draw the safe areas for some time.
    Guides {
        /// The time; 0 removes them.
        seconds: u32,
    },
}

/// A face in a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FaceRequest {
    /// Until the show starts.
    Countdown,
    /// The cards that were on screen last.
    Recap,
    /// How to sign up.
    How,
    /// A notice of this show.
    Notice {
        /// The notice's number.
        notice: NoticeId,
    },
    /// A pause.
    Break {
        /// Its length, if the host named one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<u16>,
    },
    /// The show is over.
    End,
}

/// A command as an example of the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandExample {
    /// The command.
    pub command: Command,
    /// Its address for buttons, below `/api/v1/stage/commands/`; `None` if only JSON can express it.
    pub address: Option<&'static str>,
}

impl Command {
    /// The policy table.
    #[must_use]
    pub const fn policy(&self) -> Policy {
        use AppliesTo::{AnyRevision, DecidedRevision};
        use InRehearsal::{Allowed, Refused};
        use Permission::{Assist, Control, Panic, TakeControl};
        use Reads::{Records, Stage};
        match self {
            Self::Panic => Policy::new(Panic, AnyRevision, Stage, Allowed),
            Self::Contact { .. } => Policy::new(Assist, AnyRevision, Stage, Allowed),
            Self::Drive => Policy::new(TakeControl, AnyRevision, Stage, Allowed),
            Self::Share | Self::Lock | Self::Unlock | Self::Guides { .. } => {
                Policy::new(Control, AnyRevision, Stage, Allowed)
            }
            Self::Face { face: FaceRequest::Notice { .. } } => Policy::new(Assist, DecidedRevision, Records, Allowed),
            Self::Face { .. } | Self::Take { .. } | Self::Cue { .. } | Self::Next => {
                Policy::new(Control, DecidedRevision, Records, Allowed)
            }
            Self::Open { .. } | Self::Update => Policy::new(Control, DecidedRevision, Records, Refused),
            Self::Out | Self::Undo | Self::Release | Self::Close | Self::Hold | Self::Resume | Self::Extend { .. } => {
                Policy::new(Control, DecidedRevision, Stage, Allowed)
            }
        }
    }

    /// Whether the command changes the timer of the card on screen, and not the screen itself.
    pub(super) const fn changes_timer(&self) -> bool {
        matches!(self, Self::Hold | Self::Resume | Self::Extend { .. })
    }

    /// At least one example of each command. A command without one fails a test of this file.
    #[must_use]
    pub fn examples() -> Vec<CommandExample> {
        let face = |face| Self::Face { face };
        let switches = |phone, other| Self::Contact { address: other, phone, qr: other, hidden: other.map(|on| !on) };
        let examples = [
            (Self::Take { card: 8 }, "take/8"),
            (Self::Cue { card: 11 }, "cue/11"),
            (Self::Next, "next"),
            (Self::Out, "out"),
            (Self::Undo, "undo"),
            (Self::Panic, "panic"),
            (Self::Release, "release"),
            (Self::Open { show: ShowId(43) }, "open/43"),
            (Self::Close, "close"),
            (face(FaceRequest::Countdown), "face/countdown"),
            (face(FaceRequest::Recap), "face/recap"),
            (face(FaceRequest::How), "face/how"),
            (face(FaceRequest::Notice { notice: 3 }), "face/notice/3"),
            (face(FaceRequest::Break { minutes: Some(5) }), "face/break/5"),
            (face(FaceRequest::Break { minutes: None }), "face/break"),
            (face(FaceRequest::End), "face/end"),
            (Self::Hold, "hold"),
            (Self::Resume, "resume"),
            (Self::Extend { seconds: 30 }, "extend/30"),
            (switches(Some(false), None), "contact/phone/off"),
            // Several switches at once have no address.
            (switches(Some(true), Some(true)), ""),
            (Self::Drive, "drive"),
            (Self::Share, "share"),
            (Self::Lock, "lock"),
            (Self::Unlock, "unlock"),
            (Self::Update, "update"),
            (Self::Guides { seconds: 30 }, "guides/30"),
        ];
        let example = |(command, address): (Self, &'static str)| CommandExample {
            command,
            address: Some(address).filter(|address| !address.is_empty()),
        };
        examples.into_iter().map(example).collect()
    }

    /// The command of an address: `next`, `take/8`, `face/break/5`, `contact/qr/off`.
    #[must_use]
    pub fn from_address(address: &str) -> Option<Self> {
        let words: Vec<&str> = address.split('/').collect();
        Some(match words[..] {
            ["take", card] => Self::Take { card: card.parse().ok()? },
            ["cue", card] => Self::Cue { card: card.parse().ok()? },
            ["open", show] => Self::Open { show: ShowId(show.parse().ok()?) },
            ["extend", seconds] => Self::Extend { seconds: seconds.parse().ok()? },
            ["guides", seconds] => Self::Guides { seconds: seconds.parse().ok()? },
            ["contact", part, switch] => contact(part, switch)?,
            ["face", ref face @ ..] => Self::Face { face: FaceRequest::from_words(face)? },
            // Without an argument the address is the name on the wire.
            [name] => serde_json::from_value(name.into()).ok()?,
            _ => return None,
        })
    }
}

fn contact(part: &str, switch: &str) -> Option<Command> {
    let on = match switch {
        "on" => true,
        "off" => false,
        _ => return None,
    };
    let only = |name| (part == name).then_some(on);
    let (address, phone, qr, hidden) = (only("address"), only("phone"), only("qr"), only("hidden"));
    address.or(phone).or(qr).or(hidden)?;
    Some(Command::Contact { address, phone, qr, hidden })
}

impl FaceRequest {
    fn from_words(words: &[&str]) -> Option<Self> {
        Some(match *words {
            ["notice", notice] => Self::Notice { notice: notice.parse().ok()? },
            ["break"] => Self::Break { minutes: None },
            ["break", minutes] => Self::Break { minutes: Some(minutes.parse().ok()?) },
            [name] => serde_json::from_value(name.into()).ok()?,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;

    /// All names of commands on the wire: serde lists them in its error message.
    fn names() -> BTreeSet<String> {
        let error = serde_json::from_value::<Command>(json!("?")).expect_err("no such command").to_string();
        let (_, names) = error.split_once("expected one of ").expect("serde lists them");
        names.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
    }

    fn name(command: &Command) -> String {
        match serde_json::to_value(command).expect("commands are JSON") {
            Value::String(name) => name,
            Value::Object(fields) => fields.keys().next().expect("one field").clone(),
            other => panic!("{other} is no command"),
        }
    }

    #[test]
    fn every_command_has_an_example_with_an_address() {
        let with_address = Command::examples().into_iter().filter(|example| example.address.is_some());
        let shown: BTreeSet<_> = with_address.map(|example| name(&example.command)).collect();
        assert_eq!(shown, names(), "add the command to Command::examples and Command::from_address");
    }

    #[test]
    fn the_design_lists_the_commands_that_apply_to_any_revision() {
        let design = include_str!("../../../docs/design.md").replace('\n', " ");
        let (_, list) = design.split_once(" are accepted at any revision: ").expect("the design has the list");
        let (list, _) = list.split_once(". ").expect("the list is a sentence");
        let listed: BTreeSet<_> = list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
        let examples = Command::examples().into_iter().map(|example| example.command);
        let any: BTreeSet<_> = examples.filter(|one| one.policy().any_revision()).map(|one| name(&one)).collect();
        assert_eq!(listed, any, "docs/design.md differs from Command::policy");
    }

    #[test]
    fn an_address_means_its_command() {
        for CommandExample { command, address } in Command::examples() {
            if let Some(address) = address {
                assert_eq!(Command::from_address(address), Some(command), "{address}");
            }
        }
    }

    #[test]
    fn other_addresses_mean_nothing() {
        for wrong in [
            "",
            "take",
            "take/",
            "take/x",
            "take/8/9",
            "next/1",
            "take/99999",
            "fly",
            "{}",
            "face",
            "face/x",
            "face/break/x",
            "contact/qr",
            "contact/qr/x",
            "contact/x/on",
            "extend",
        ] {
            assert_eq!(Command::from_address(wrong), None, "{wrong}");
        }
    }
}

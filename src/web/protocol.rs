//! The wire: every frame between a server and a browser. JSON text; `tests/wire/*.json` holds one example of each variant.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::domain::rundown::CardNumber;
use crate::domain::stage::{Command, Rev};
use crate::store::StoreState;

/// Largest frame that a browser may send, in bytes: a receipt has some 300.
pub const INBOUND_BYTES_MAX: usize = 16 * 1024;
/// Longest command id, in bytes.
pub const COMMAND_ID_BYTES_MAX: usize = 64;

/// What a server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToBrowser<'a> {
    /// The whole view of this audience. Take it if `epoch` is another or `rev` is higher; ignore it otherwise.
    View { epoch: &'a str, rev: Rev, now: i64, build: &'a str, view: &'a RawValue },
    /// What is known around the stage; whole, newest wins. Panels only.
    Around(&'a Around),
    /// A command was done, and is in revision `rev`.
    Ack { id: &'a str, rev: Rev },
    /// A command changed nothing; `message` says why in the reader's language.
    Refused { id: &'a str, code: &'a str, message: &'a str, rev: Rev },
    /// Answers a [`ToServer::Ping`], so that a page can tell silence from a dead line.
    Pong { now: i64 },
}

/// What a browser says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToServer {
    /// Panels only. `rev` is the revision that the command was decided on.
    Command {
        id: String,
        rev: Rev,
        #[serde(rename = "do")]
        command: Command,
    },
    /// An overlay's receipt: this is painted.
    Shown(Shown),
    /// Asked every 10 s by pages; protocol pings are invisible to them.
    Ping,
}

/// What an overlay has really painted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    pub epoch: String,
    pub rev: Rev,
    /// `None`: an empty screen.
    pub card: Option<CardNumber>,
    pub panic: bool,
    /// The page's size in CSS pixels.
    pub width: u32,
    pub height: u32,
    pub build: String,
}

/// What is known around the stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Around {
    /// Sign-ups per card of this show; cards with none are left out.
    pub counts: BTreeMap<CardNumber, u64>,
    /// Applications of this show.
    pub total: u64,
    pub people: Vec<Presence>,
    pub overlays: Vec<OverlayPresence>,
    pub store: StoreState,
    /// How many viewers' pages are open on this server.
    pub viewers: usize,
}

/// A panel that is open somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Presence {
    /// Stands for one open page.
    pub id: u64,
    /// The name that its user gave; empty where none was given.
    pub name: Arc<str>,
    /// Milliseconds since the Unix epoch.
    pub since: i64,
}

/// An overlay that is connected, and what it says it has painted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlayPresence {
    pub id: u64,
    pub since: i64,
    /// `None` until the first receipt.
    pub shown: Option<Shown>,
    /// When the receipt arrived, in server milliseconds.
    pub shown_at: i64,
}

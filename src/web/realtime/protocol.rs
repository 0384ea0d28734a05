//! The wire: every frame between a server and a browser. JSON text; `tests/wire/*.json` holds one example of each variant.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::crew::Role;
use crate::domain::rundown::CardNumber;
use crate::domain::stage::{Command, Rev};
use crate::store::StoreState;

/// Largest frame that a browser may send, in bytes: a receipt has some 300.
pub const INBOUND_BYTES_MAX: usize = 16 * 1024;
/// Longest command id, in bytes.
pub const COMMAND_ID_BYTES_MAX: usize = 64;
/// The close code that tells a panel's page that its key opens nothing any more, and that trying again is in vain.
pub const NO_KEY: u16 = 4503;
/// Longest text of a receipt that panels are told, in characters: OBS lets scenes have names of any length.
pub const SHOWN_CHARS_MAX: usize = 80;

/// What a server says.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToBrowser<'a> {
    /// The whole view of this audience. Take it if `epoch` is another or `rev` is higher; ignore it otherwise.
    View { epoch: &'a str, rev: Rev, now: i64, build: &'a str, view: &'a RawValue },
    /// What is known around the stage; whole, newest wins. Panels only.
    #[serde(rename = "around")]
    PanelStatus(&'a PanelStatus),
    /// `true`: hide everything, whatever the view says, until `false`. A panic that the store could not take. Overlays and panels.
    Hidden { hidden: bool },
    /// Load the page anew, once its server answers. Overlays only.
    Reload,
    /// A command was done, and is in revision `rev`.
    Ack { id: &'a str, rev: Rev },
    /// A command changed nothing; `message` says why in the reader's language.
    Refused { id: &'a str, code: &'a str, message: &'a str, rev: Rev },
    /// Answers a [`ToServer::Ping`], so that a page can tell silence from a dead line.
    Pong { now: i64 },
}

/// What a browser says.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// A panel's, when its line is back: this is the newest view that it has taken. A receipt says so too.
    Seen { epoch: String, rev: Rev },
    /// Panels only: let that overlay load its page anew.
    Reload { overlay: u64 },
    /// Asked every 10 s by pages; protocol pings are invisible to them.
    Ping,
}

/// What an overlay has really painted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Shown {
    pub epoch: String,
    pub rev: Rev,
    /// `None`: an empty screen.
    pub card: Option<CardNumber>,
    pub panic: bool,
    /// The kind of face that is shown instead of a card.
    pub face: Option<String>,
    /// Hidden by [`ToBrowser::Hidden`], whatever the view says: a panic that the store could not take.
    pub hidden: bool,
    /// The page's size in CSS pixels.
    pub width: u32,
    pub height: u32,
    pub build: String,
    /// What OBS has said of the source since the page was loaded; `None`: nothing yet.
    pub visible: Option<bool>,
    pub active: Option<bool>,
    pub streaming: Option<bool>,
    pub scene: Option<String>,
    /// The version of OBS's browser plugin; `None`: not in OBS.
    pub obs: Option<String>,
    /// Whether the page runs inside the loader.
    pub loader: bool,
}

impl Shown {
    /// Whether viewers may see the page: as long as OBS has not said that it is off screen.
    #[must_use]
    pub fn seen(&self) -> bool {
        self.visible != Some(false) && self.active != Some(false)
    }

    /// The same with texts of a bearable length: every panel is sent them.
    #[must_use]
    pub fn cut(mut self) -> Self {
        let cut = |text: &mut String| *text = text.chars().take(SHOWN_CHARS_MAX).collect();
        [&mut self.epoch, &mut self.build].into_iter().for_each(cut);
        [&mut self.face, &mut self.scene, &mut self.obs].into_iter().flatten().for_each(cut);
        self
    }
}

/// What is known around the stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PanelStatus {
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Presence {
    /// Stands for one open page.
    pub id: u64,
    /// The name that its user gave; empty where none was given.
    pub name: Arc<str>,
    /// `driver`, `assistant` or `watcher`: what the page's link allows.
    pub role: Role,
    /// The page's own id, which outlives a reload; empty where it gave none.
    pub seat: Arc<str>,
    /// Milliseconds since the Unix epoch.
    pub since: i64,
    /// What this page did last.
    pub last: Option<Did>,
}

/// A command or an edit that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Did {
    /// As on the wire; of a notice only that it is one.
    #[serde(rename = "do")]
    pub what: Value,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
}

/// An overlay that is connected, and what it says it has painted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OverlayPresence {
    pub id: u64,
    pub since: i64,
    /// `None` until the first receipt.
    pub shown: Option<Shown>,
    /// When the receipt arrived, in server milliseconds.
    pub shown_at: i64,
    /// It was asked, and has not answered for `heartbeat::OVERLAY_SILENT_AFTER`: what it shows now nobody knows.
    pub silent: bool,
}

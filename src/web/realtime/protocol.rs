//! The wire: every frame between a server and a browser. JSON text; `tests/wire/*.json` holds one example of each variant.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::crew::Role;
use crate::domain::rundown::{CardNumber, CardPlaces};
use crate::domain::stage::{Command, Rev};
use crate::store::StoreState;
use crate::web::http::proxy_watch::ProxyFault;

/// Largest frame that a browser may send, in bytes: a receipt has some 300.
pub const INBOUND_BYTES_MAX: usize = 16 * 1024;
/// Longest command id, in bytes.
pub const COMMAND_ID_BYTES_MAX: usize = 64;
/// The close code for a panel whose key is no longer valid: its page must not reconnect.
pub const NO_KEY: u16 = 4503;
/// The header of a handshake with the faults of reverse proxies: `untrusted=10.0.0.7, no_client_address, no_upgrade`.
pub const PROXY_FAULTS_HEADER: &str = "daigang-proxy-faults";
/// Longest text of a receipt that is forwarded to panels, in characters: OBS allows scene names of any length.
pub const SHOWN_CHARS_MAX: usize = 80;

/// A frame from the server.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToBrowser<'a> {
    /// The whole view of this audience. Take it if `epoch` differs or `rev` is higher; ignore it otherwise. Viewers' pages
    /// also take the same `rev` again: places change without one.
    View {
        /// Names the data of the store: another epoch means other data.
        epoch: &'a str,
        /// The revision of the stage.
        rev: Rev,
        /// The server's clock in milliseconds since the Unix epoch.
        now: i64,
        /// The build of the server: a page reloads when it changes.
        build: &'a str,
        /// The view.
        view: &'a RawValue,
    },
    /// Everything that panels show beside the stage; whole, the newest replaces the others. Panels only.
    #[serde(rename = "around")]
    PanelStatus(&'a PanelStatus),
    /// A panic that the store could not accept. Overlays and panels.
    Hidden {
        /// Hide everything, whatever the view says, until a frame with `false`.
        hidden: bool,
    },
    /// Reload the page as soon as its server answers. Overlays only.
    Reload,
    /// A command was accepted.
    Ack {
        /// The command's id.
        id: &'a str,
        /// The revision that contains it.
        rev: Rev,
    },
    /// A command changed nothing.
    Refused {
        /// The command's id.
        id: &'a str,
        /// The reason, for programs.
        code: &'a str,
        /// The reason in the reader's language, and what to press.
        message: &'a str,
        /// The newest revision.
        rev: Rev,
    },
    /// Answers a [`ToServer::Ping`], so that a page can tell a quiet stage from a dead connection.
    Pong {
        /// The server's clock in milliseconds since the Unix epoch.
        now: i64,
    },
}

/// A frame from a browser.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToServer {
    /// A command. Panels only.
    Command {
        /// The same id again gets the same answer.
        id: String,
        /// The revision that the page showed when the command was sent.
        rev: Rev,
        /// The command.
        #[serde(rename = "do")]
        command: Command,
    },
    /// An overlay's receipt.
    Shown(Shown),
    /// The newest view that a panel has, sent after it reconnects. A receipt contains the same.
    Seen {
        /// The epoch of the view.
        epoch: String,
        /// The revision of the view.
        rev: Rev,
    },
    /// Requests that an overlay reloads its page. Panels only.
    Reload {
        /// The overlay's id in `around` frames.
        overlay: u64,
    },
    /// Sent by pages every 10 s: a page cannot see the pings of the protocol.
    Ping,
}

/// The receipt of an overlay: what it has painted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Shown {
    /// The epoch of the painted view.
    pub epoch: String,
    /// The revision of the painted view.
    pub rev: Rev,
    /// The card on screen; null: none.
    pub card: Option<CardNumber>,
    /// Hidden by the view's panic.
    pub panic: bool,
    /// The kind of the face that is shown instead of a card.
    pub face: Option<String>,
    /// Hidden by a `hidden` frame, whatever the view says.
    pub hidden: bool,
    /// The page's width in CSS pixels.
    pub width: u32,
    /// The page's height in CSS pixels.
    pub height: u32,
    /// The build that the page was loaded from.
    pub build: String,
    /// OBS shows the source somewhere; null: OBS has not reported it since the page was loaded.
    pub visible: Option<bool>,
    /// OBS has the source in the program output; null: not reported.
    pub active: Option<bool>,
    /// OBS is streaming; null: not reported.
    pub streaming: Option<bool>,
    /// The current scene in OBS; null: not reported.
    pub scene: Option<String>,
    /// The version of OBS's browser plugin; null: not in OBS.
    pub obs: Option<String>,
    /// The page runs inside the loader.
    pub loader: bool,
}

impl Shown {
    /// Whether viewers may see the page: true until OBS reports that it is off screen.
    #[must_use]
    pub fn seen(&self) -> bool {
        self.visible != Some(false) && self.active != Some(false)
    }

    /// The same with texts cut to [`SHOWN_CHARS_MAX`], because every panel receives them.
    #[must_use]
    pub fn cut(mut self) -> Self {
        let cut = |text: &mut String| *text = text.chars().take(SHOWN_CHARS_MAX).collect();
        [&mut self.epoch, &mut self.build].into_iter().for_each(cut);
        [&mut self.face, &mut self.scene, &mut self.obs].into_iter().flatten().for_each(cut);
        self
    }
}

/// Everything that panels show beside the stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PanelStatus {
    /// Sign-ups by card number; a card without any is absent.
    pub counts: BTreeMap<CardNumber, u64>,
    /// The places of cards that have a limit or are marked as full, by card number.
    pub places: BTreeMap<CardNumber, CardPlaces>,
    /// Applications of this show.
    pub total: u64,
    /// The connected panels.
    pub people: Vec<Presence>,
    /// The connected overlays.
    pub overlays: Vec<OverlayPresence>,
    /// The state of the store.
    pub store: StoreState,
    /// The faults of reverse proxies that were noticed in the last minutes; mostly none.
    pub proxies: Vec<ProxyFault>,
    /// The number of viewers' pages that are open on this server.
    pub viewers: usize,
}

/// A panel that is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Presence {
    /// Identifies the connection.
    pub id: u64,
    /// The name that its user gave; may be empty.
    pub name: Arc<str>,
    /// The role of the page's link: `driver`, `assistant` or `watcher`.
    pub role: Role,
    /// Identifies the page across reloads; may be empty.
    pub seat: Arc<str>,
    /// When it connected, in milliseconds since the Unix epoch.
    pub since: i64,
    /// The last command or edit of this page.
    pub last: Option<Did>,
}

/// An accepted command or edit of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Did {
    /// As on the wire; of a notice without its text.
    #[serde(rename = "do")]
    pub what: Value,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
}

/// An overlay that is connected, with its newest receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OverlayPresence {
    /// Identifies the connection.
    pub id: u64,
    /// When it connected, in milliseconds since the Unix epoch.
    pub since: i64,
    /// The newest receipt; null: none yet.
    pub shown: Option<Shown>,
    /// When the receipt arrived, in milliseconds since the Unix epoch.
    pub shown_at: i64,
    /// It has not answered a ping in time: what it shows now is unknown.
    pub silent: bool,
}

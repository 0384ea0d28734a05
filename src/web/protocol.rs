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
/// Longest name of a scene that is kept, in characters: OBS itself sets no limit, and a chip on the panel has one.
const SCENE_CHARS_MAX: usize = 80;
/// Longest other text of a receipt that is kept, in characters: ids, versions and kinds.
const MARK_CHARS_MAX: usize = 40;

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
    /// The kind of face that stands where a card would.
    pub face: Option<String>,
    /// Hidden whatever the view says, by a panic that the store could not take.
    pub hidden: bool,
    /// What OBS says of this source and of itself, from here on. `None`: it has not said yet.
    pub visible: Option<bool>,
    /// Part of what goes out.
    pub active: Option<bool>,
    pub streaming: Option<bool>,
    pub scene: Option<String>,
    /// The version of OBS's browser plugin; `None`: the page is open in some other browser.
    pub obs: Option<String>,
    /// Whether the local file for OBS, which waits for the server, is around the page.
    pub loader: bool,
}

impl Shown {
    /// With its texts cut to what is kept: receipts are held for as long as a page is open, and sent to every panel.
    #[must_use]
    pub fn cut(mut self) -> Self {
        for (text, most) in [
            (Some(&mut self.epoch), MARK_CHARS_MAX),
            (Some(&mut self.build), MARK_CHARS_MAX),
            (self.face.as_mut(), MARK_CHARS_MAX),
            (self.scene.as_mut(), SCENE_CHARS_MAX),
            (self.obs.as_mut(), MARK_CHARS_MAX),
        ] {
            if let Some(text) = text
                && let Some((end, _)) = text.char_indices().nth(most)
            {
                text.truncate(end);
            }
        }
        self
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_of_a_receipt_are_cut_between_characters() {
        let long = "幕".repeat(200);
        let shown = Shown { scene: Some(long.clone()), obs: Some(long.clone()), build: long, ..Shown::default() }.cut();
        assert_eq!(shown.scene, Some("幕".repeat(80)));
        assert_eq!((shown.obs, shown.build), (Some("幕".repeat(40)), "幕".repeat(40)));
        assert_eq!((shown.face, shown.epoch), (None, String::new()));
    }
}

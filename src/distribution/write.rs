//! Each form of text and its author. Must not know how any of them is worded.

use super::handout::{Handout, HandoutKind};
use super::loudspeaker;

impl Handout<'_> {
    /// The text, at most [`super::HAN_MAX`] wide.
    #[must_use]
    pub fn write(&self, kind: HandoutKind) -> String {
        match kind {
            HandoutKind::County => self.list(""),
            HandoutKind::Township => self.list(self.township),
            HandoutKind::Village => self.village(),
            HandoutKind::Loudspeaker => loudspeaker::write(self),
            HandoutKind::Moments => self.moments(),
        }
    }
}

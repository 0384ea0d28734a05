//! The language of all texts. Must not know the clerk's.

use crate::words::{Lang, Words};

/// The sentences of all texts.
pub(super) fn words() -> Words {
    Words::from(Lang::Zh)
}

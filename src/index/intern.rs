//! Numbers for texts that many records share: clerks, townships, sources, jobs. Must not know what a text means.

use std::collections::HashMap;

/// A text of a [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TextId(u32);

/// Texts by number.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<String>,
    ids: HashMap<String, TextId>,
}

impl Texts {
    /// The number of a text, which gets one if it has none.
    pub fn id(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = TextId(u32::try_from(self.texts.len()).expect("memory ends before four billion texts"));
        self.texts.push(text.to_owned());
        self.ids.insert(text.to_owned(), id);
        id
    }

    /// The number of a text; `None` if no record has it.
    pub fn find(&self, text: &str) -> Option<TextId> {
        self.ids.get(text).copied()
    }

    /// The text of a number.
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", String::as_str)
    }
}

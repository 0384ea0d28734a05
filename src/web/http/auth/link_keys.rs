//! The keys that links carry, and the role that each opens. Must not know requests or cookies.

use subtle::ConstantTimeEq;

use crate::secrets::Secrets;

/// The role that a link's key opens. A key opens one role and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRole {
    /// The panel and its commands.
    Host,
    /// The panel with what an assistant may do.
    Assistant,
    /// The panel, read-only.
    Watcher,
    /// The HTTP commands.
    Buttons,
    /// The desk, import and export.
    Staff,
    /// The overlay's view, read-only.
    Overlay,
}

impl LinkRole {
    /// Every role.
    pub const ALL: [Self; 6] = [Self::Host, Self::Assistant, Self::Watcher, Self::Buttons, Self::Staff, Self::Overlay];

    /// The key that opens this role.
    #[must_use]
    pub fn key(self, secrets: &Secrets) -> &str {
        match self {
            Self::Host => &secrets.host,
            Self::Assistant => &secrets.assistant,
            Self::Watcher => &secrets.watcher,
            Self::Buttons => &secrets.buttons,
            Self::Staff => &secrets.staff,
            Self::Overlay => &secrets.overlay,
        }
    }
}

/// Compares secrets in constant time.
#[must_use]
pub fn same(given: &str, wanted: &str) -> bool {
    given.as_bytes().ct_eq(wanted.as_bytes()).into()
}

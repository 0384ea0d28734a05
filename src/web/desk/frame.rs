//! What stands around every page of the desk: its tab, who works here, and whether the store can be trusted. Knows no
//! applications.

use crate::store::StoreState;
use crate::web::App;
use crate::web::http::auth::Staff;
use crate::words::{Lang, Words};

/// The entry of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    List,
    Exposure,
    Jobs,
    Import,
    Settings,
}

/// The field `frame` of every page whose template extends `desk/base.html`.
#[derive(Debug, Clone)]
pub struct PageChrome {
    pub t: Words,
    /// How the reader wants to be called; empty where they have not said.
    pub staff: String,
    pub tab: Tab,
    /// The address of this page, to come back to. Never holds anything about a person.
    pub here: String,
    pub store: StoreState,
}

impl PageChrome {
    #[must_use]
    pub fn new(app: &App, staff: &Staff, t: Words, tab: Tab, here: impl Into<String>) -> Self {
        let store = app.hub.stats().borrow().store;
        Self { t, staff: staff.name.clone(), tab, here: here.into(), store }
    }

    /// The same page in the other language.
    #[must_use]
    pub fn other_language(&self) -> String {
        let other = match self.t.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.here, other.code())
    }

    /// What staff must know about the store; `None` while all is well.
    #[must_use]
    pub fn warning(&self) -> Option<&'static str> {
        let t = self.t;
        match self.store {
            StoreState::Ok => None,
            StoreState::Volatile => Some(t.desk_store_volatile()),
            StoreState::Away => Some(t.desk_store_away()),
            StoreState::Emptied => Some(t.desk_store_emptied()),
        }
    }

    /// The value of `aria-current` on a tab.
    #[must_use]
    pub fn current(&self, tab: Tab) -> &'static str {
        if self.tab == tab { "page" } else { "false" }
    }
}

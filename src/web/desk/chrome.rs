//! The header of every page of the desk: its tab, who works here, and whether the store can be trusted. Must not know
//! applications.

use crate::domain::settings::Settings;
use crate::domain::setup::{SetupItem, missing};
use crate::store::StoreState;
use crate::web::http::proxy_watch::ProxyFault;
use crate::words::{Lang, Words};

/// The entry of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The list of applications.
    List,
    /// When each card was on screen.
    Exposure,
    /// The groups, brokers and posters with links of their own.
    Channels,
    /// The stored jobs.
    Jobs,
    /// The posters.
    Posters,
    /// The import of jobs.
    Import,
    /// The settings.
    Settings,
}

/// The field `chrome` of every page whose template extends `desk/base.html`.
#[derive(Debug, Clone)]
pub struct PageChrome {
    /// The words in the reader's language.
    pub t: Words,
    /// The reader's name; empty if they have not given one.
    pub staff: String,
    /// The current entry of the navigation.
    pub tab: Tab,
    /// The address of this page, to come back to. Never holds personal data.
    pub here: String,
    /// The state of the store.
    pub store: StoreState,
    /// Why nobody can sign up, and the words of the link to the settings; `None` while sign-ups are taken.
    pub sign_ups: Option<(String, &'static str)>,
    /// The faults of reverse proxies that were noticed in the last minutes.
    pub proxies: Vec<ProxyFault>,
}

/// The line of every page while nobody can sign up.
#[must_use]
pub fn sign_ups_line(t: Words, settings: &Settings) -> Option<(String, &'static str)> {
    let missing = missing(settings);
    if !missing.is_empty() {
        return Some((t.desk_setup_missing(setup_words(t, &missing)), t.desk_setup_open()));
    }
    if settings.sign_ups.paused { Some((t.desk_sign_ups_paused().to_owned(), t.desk_sign_ups_resume())) } else { None }
}

/// Settings in the words of the settings page.
#[must_use]
pub fn setup_words(t: Words, items: &[SetupItem]) -> String {
    let word = |item: &SetupItem| match item {
        SetupItem::Organiser => t.common_setup_organiser(),
        SetupItem::Hotline => t.common_setup_hotline(),
        SetupItem::Townships => t.common_setup_townships(),
    };
    items.iter().map(word).collect::<Vec<_>>().join(t.common_list_comma())
}

impl PageChrome {
    /// The address of the same page in the other language.
    #[must_use]
    pub fn other_language(&self) -> String {
        let other = match self.t.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.here, other.code())
    }

    /// A warning about the state of the store; `None` while it is fine.
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

    /// The faults of reverse proxies in words, each with its cure.
    #[must_use]
    pub fn proxy_warnings(&self) -> Vec<String> {
        let t = self.t;
        let warning = |fault: &ProxyFault| match fault {
            ProxyFault::Untrusted { proxy } => t.desk_proxy_untrusted(proxy),
            ProxyFault::NoClientAddress => t.desk_proxy_no_client_address().to_owned(),
            ProxyFault::NoUpgrade => t.desk_proxy_no_upgrade().to_owned(),
        };
        self.proxies.iter().map(warning).collect()
    }

    /// The value of `aria-current` on a tab.
    #[must_use]
    pub fn current(&self, tab: Tab) -> &'static str {
        if self.tab == tab { "page" } else { "false" }
    }
}

//! The header and the footer of every public page: who runs the show, and how to ring them. Must not know any single page.

use crate::domain::settings::{BrokerRole, Settings};
use crate::domain::setup::{SignUpsClosed, admit};
use crate::words::Words;

/// Why nobody can sign up, as a page shows it.
pub struct ClosedNotice<'a> {
    /// The title.
    pub title: &'static str,
    /// The county's own sentence, or a general one.
    pub text: &'a str,
}

impl<'a> ClosedNotice<'a> {
    /// The notice of a reason, in the language of `t`.
    pub fn new(t: Words, closed: SignUpsClosed, settings: &'a Settings) -> Self {
        match closed {
            SignUpsClosed::NotSetUp => Self { title: t.join_closed_setup_title(), text: t.join_closed_setup_text() },
            SignUpsClosed::Paused => {
                let own = settings.sign_ups.sentence.as_str();
                let text = if own.is_empty() { t.join_closed_paused_text() } else { own };
                Self { title: t.join_closed_paused_title(), text }
            }
        }
    }
}

/// The field `chrome` of every page whose template extends `join/frame.html`.
pub struct PublicChrome<'a> {
    /// The organiser of the show; a general word if the settings have none.
    pub organiser: &'a str,
    /// The hotline as people read it; empty where there is none.
    pub hotline: &'a str,
    /// The hotline as a `tel:` link needs it.
    pub tel: String,
    /// The site's ICP registration; empty where there is none.
    pub icp: &'a str,
    /// Where to watch the stream; empty where the settings do not say.
    pub channel: &'a str,
    /// The people who call, in words.
    pub callers: &'static str,
    /// Whether to offer the other language: after a refused form, switching would lose what was typed.
    pub offers_language: bool,
    /// Why nobody can sign up; `None` while sign-ups are taken.
    pub closed: Option<ClosedNotice<'a>>,
}

impl<'a> PublicChrome<'a> {
    /// The chrome of a page in the language of `t`.
    pub fn new(t: Words, settings: &'a Settings, offers_language: bool) -> Self {
        let organiser =
            if settings.organiser.is_empty() { t.join_organiser_unknown() } else { settings.organiser.as_str() };
        Self {
            organiser,
            hotline: &settings.hotline,
            tel: settings.hotline.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
            icp: &settings.icp,
            channel: &settings.channel,
            callers: match settings.brokers {
                BrokerRole::Recipients => t.join_receipt_staff(),
                BrokerRole::Entrusted => t.join_receipt_brokers(),
            },
            offers_language,
            closed: admit(settings).err().map(|closed| ClosedNotice::new(t, closed, settings)),
        }
    }
}

//! The header and the footer of every public page: who runs the show, and how to ring them. Must not know any single page.

use crate::domain::settings::Settings;
use crate::words::Words;

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
    /// Whether to offer the other language: after a refused form, switching would lose what was typed.
    pub offers_language: bool,
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
            offers_language,
        }
    }
}

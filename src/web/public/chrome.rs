//! The header and the footer of every public page: who runs the show, and how to ring them. Must not know any single page.

use askama::filters::{Html, Safe, escape};

use crate::domain::settings::{BrokerRole, Settings};
use crate::domain::setup::{SignUpsClosed, admit};
use crate::web::http::text_size::TextSize;
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
    /// The text size that the reader chose.
    pub text: TextSize,
    /// The query of the address, which the links of the switches continue.
    pub query: &'a str,
    /// Whether the page has a form with the id `form`. The switches are buttons of it then, so that they lose nothing typed.
    pub has_form: bool,
    /// Why nobody can sign up; `None` while sign-ups are taken.
    pub closed: Option<ClosedNotice<'a>>,
}

impl<'a> PublicChrome<'a> {
    /// The chrome of a page in the language of `t`.
    pub fn new(t: Words, settings: &'a Settings, text: TextSize, query: &'a str) -> Self {
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
            text,
            query,
            has_form: false,
            closed: admit(settings).err().map(|closed| ClosedNotice::new(t, closed, settings)),
        }
    }

    /// The chrome of a page that may have a form with the id `form`.
    #[must_use]
    pub fn with_form(self, has_form: bool) -> Self {
        Self { has_form, ..self }
    }

    /// A sentence as HTML in which the hotline does not break: lines break behind a hyphen otherwise.
    #[must_use]
    pub fn numbered(&self, sentence: &str) -> Safe<String> {
        let escaped = escape_html(sentence);
        let hotline = escape_html(self.hotline);
        if hotline.is_empty() {
            return Safe(escaped);
        }
        Safe(escaped.replace(&hotline, &format!(r#"<span class="number">{hotline}</span>"#)))
    }
}

/// The steps of the switch for the text size: the size at which each is shown, the size that it leads to, and its label.
#[must_use]
pub fn text_steps(t: Words) -> [(&'static str, &'static str, &'static str); 4] {
    let [standard, large, largest] = [TextSize::Standard, TextSize::Large, TextSize::Largest].map(TextSize::as_str);
    [
        (standard, large, t.join_text_large()),
        (large, largest, t.join_text_largest()),
        (large, standard, t.join_text_smaller()),
        (largest, large, t.join_text_smaller()),
    ]
}

fn escape_html(text: &str) -> String {
    let Ok(Safe(html)) = escape(text, Html);
    html.to_string()
}

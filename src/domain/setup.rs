//! Whether sign-ups are taken: what a county has to set first, and the switch of staff. Must not know pages or words.
//!
//! [`Offer`](super::signup::Offer) requires a [`SignUpsOpen`], so that no path can check a form without asking first.

use serde::{Deserialize, Serialize};

use super::settings::Settings;

/// A setting without which no sign-up is taken: its viewer would agree to a text that does not say who uses her data, how to
/// reach them, or where she can live. Another requirement is another variant with its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetupItem {
    /// The organiser, who is named in the consent text.
    Organiser,
    /// The telephone number, by which data is corrected and erased on request.
    Hotline,
    /// The townships of the form.
    Townships,
}

impl SetupItem {
    /// Every item, in the order of the settings page.
    pub const ALL: [Self; 3] = [Self::Organiser, Self::Hotline, Self::Townships];

    /// The name on the wire, and of the field of the settings page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organiser => "organiser",
            Self::Hotline => "hotline",
            Self::Townships => "townships",
        }
    }

    /// The item of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.as_str() == name)
    }

    fn is_missing(self, settings: &Settings) -> bool {
        match self {
            Self::Organiser => settings.organiser.is_empty(),
            Self::Hotline => settings.hotline.is_empty(),
            Self::Townships => settings.townships.is_empty(),
        }
    }
}

/// The settings that are missing before sign-ups are taken; empty if none is.
#[must_use]
pub fn missing(settings: &Settings) -> Vec<SetupItem> {
    SetupItem::ALL.into_iter().filter(|item| item.is_missing(settings)).collect()
}

/// The proof that sign-ups are taken. Only [`admit`] makes it.
#[derive(Debug, Clone, Copy)]
pub struct SignUpsOpen(());

/// Why no sign-ups are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpsClosed {
    /// Settings are missing: [`missing`].
    NotSetUp,
    /// Staff paused them.
    Paused,
}

/// Whether sign-ups are taken.
///
/// # Errors
/// [`SignUpsClosed`] if not.
pub fn admit(settings: &Settings) -> Result<SignUpsOpen, SignUpsClosed> {
    if SetupItem::ALL.into_iter().any(|item| item.is_missing(settings)) {
        Err(SignUpsClosed::NotSetUp)
    } else if settings.sign_ups.paused {
        Err(SignUpsClosed::Paused)
    } else {
        Ok(SignUpsOpen(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::SignUpSwitch;

    fn complete() -> Settings {
        Settings {
            organiser: "示例县就业服务中心".into(),
            hotline: "0359-1234567".into(),
            townships: vec!["解店镇".into()],
            ..Settings::default()
        }
    }

    #[test]
    fn each_missing_setting_closes_sign_up_and_is_named() {
        assert!(admit(&complete()).is_ok() && missing(&complete()).is_empty());
        for item in SetupItem::ALL {
            let mut settings = complete();
            match item {
                SetupItem::Organiser => settings.organiser.clear(),
                SetupItem::Hotline => settings.hotline.clear(),
                SetupItem::Townships => settings.townships.clear(),
            }
            assert_eq!(missing(&settings), [item]);
            assert_eq!(admit(&settings).err(), Some(SignUpsClosed::NotSetUp));
            assert_eq!(SetupItem::from_name(item.as_str()), Some(item));
        }
        assert_eq!(missing(&Settings::default()), SetupItem::ALL);
    }

    #[test]
    fn the_switch_closes_a_complete_set_up() {
        let sign_ups = SignUpSwitch { paused: true, ..SignUpSwitch::default() };
        let paused = Settings { sign_ups, ..complete() };
        assert_eq!(admit(&paused).err(), Some(SignUpsClosed::Paused));
        assert!(missing(&paused).is_empty());
    }
}

//! The page of the settings: fields, what is missing, and the switch that closes sign-up. Must not save anything.

use askama::Template;

use crate::domain::settings::{Settings, SignUpSwitch};
use crate::domain::setup::{SetupItem, missing};
use crate::web::desk::chrome::{PageChrome, Tab, setup_words};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::settings::form::{
    CALL_DAYS, ENTRUSTED, LINE_CHARS_MAX, RETENTION_YEARS, SENTENCE_CHARS_MAX, SHOW_MINUTES, SHOW_NUMBER_MAX,
    SettingsErrors, SettingsForm,
};
use crate::words::{Words, arg};

/// The switch as the page shows it.
pub struct SwitchView {
    /// Whether sign-up is paused.
    pub paused: bool,
    /// The clerk who pressed it last, and when; empty if nobody has.
    pub changed: String,
    /// The sentence in the box.
    pub sentence: String,
    /// Why the sentence was not saved; empty if it was.
    pub error: String,
}

impl SwitchView {
    /// The stored switch.
    pub fn new(clerk: &Clerk, switch: &SignUpSwitch) -> Self {
        let t = clerk.t;
        let who = if switch.by.is_empty() { t.settings_sign_ups_somebody() } else { switch.by.as_str() };
        let changed = match switch.at {
            0 => String::new(),
            at => t.settings_sign_ups_changed(arg::When(clerk.moment(at)), arg::Who(who)),
        };
        Self { paused: switch.paused, changed, sentence: switch.sentence.clone(), error: String::new() }
    }
}

/// The stored settings; while the store is away, the newest that are known.
pub async fn newest_settings(clerk: &Clerk) -> Settings {
    match clerk.app.store.settings().await {
        Ok(settings) => settings,
        Err(why) => {
            tracing::debug!(%why, "could not read the settings; the page shows the newest known ones");
            clerk.app.hub.snapshot().settings.as_ref().clone()
        }
    }
}

#[derive(Template)]
#[template(path = "desk/settings.html")]
pub struct SettingsPage {
    /// The words in the reader's language.
    pub t: Words,
    /// The header.
    pub chrome: PageChrome,
    /// The values in the boxes.
    pub form: SettingsForm,
    /// The errors of these values.
    pub errors: SettingsErrors,
    /// Why nothing was saved; empty otherwise.
    pub alert: &'static str,
    /// The confirmation of a change; empty otherwise.
    pub success: &'static str,
    /// The switch that closes sign-up.
    pub switch: SwitchView,
    /// The settings without which no sign-up is taken.
    pub missing: Vec<SetupItem>,
}

impl SettingsPage {
    /// The page of these values; what is missing and the switch come from the stored settings.
    pub fn new(clerk: &Clerk, form: SettingsForm, stored: &Settings) -> Self {
        Self {
            t: clerk.t,
            chrome: clerk.chrome(Tab::Settings, "/desk/settings"),
            form,
            errors: SettingsErrors::default(),
            alert: "",
            success: "",
            switch: SwitchView::new(clerk, &stored.sign_ups),
            missing: missing(stored),
        }
    }

    /// The missing settings in words.
    fn missing_words(&self) -> String {
        setup_words(self.t, &self.missing)
    }

    /// Whether sign-up waits for a field.
    fn is_missing(&self, field: &str) -> bool {
        self.missing.iter().any(|item| item.as_str() == field)
    }

    fn weekdays(&self) -> [(&'static str, &'static str); 7] {
        let t = self.t;
        [
            ("1", t.settings_weekday_1()),
            ("2", t.settings_weekday_2()),
            ("3", t.settings_weekday_3()),
            ("4", t.settings_weekday_4()),
            ("5", t.settings_weekday_5()),
            ("6", t.settings_weekday_6()),
            ("7", t.settings_weekday_7()),
        ]
    }

    /// The roles of labour brokers: value, label.
    fn broker_roles(&self) -> [(&'static str, &'static str); 2] {
        [("recipients", self.t.settings_brokers_recipients()), (ENTRUSTED, self.t.settings_brokers_entrusted())]
    }

    /// The fields of one line: name, label, hint, value.
    fn lines(&self) -> [(&'static str, &'static str, &'static str, &str); 6] {
        let t = self.t;
        let form = &self.form;
        [
            ("organiser", t.settings_organiser(), t.settings_organiser_hint(), &form.organiser),
            ("hotline", t.settings_hotline(), t.settings_hotline_hint(), &form.hotline),
            ("caller", t.settings_caller(), t.settings_caller_hint(), &form.caller),
            ("channel", t.settings_channel(), t.settings_channel_hint(), &form.channel),
            ("short_address", t.settings_short_address(), t.settings_short_address_hint(), &form.short_address),
            ("icp", t.settings_icp(), t.settings_icp_hint(), &form.icp),
        ]
    }
}

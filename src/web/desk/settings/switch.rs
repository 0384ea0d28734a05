//! The switch that closes sign-up, with the county's sentence for viewers. Written at once and apart from the other settings, so
//! that neither undoes the other. Must not know how viewers' pages show it.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::settings::{Settings, SignUpSwitch};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::settings::form::{SENTENCE_CHARS_MAX, SettingsForm};
use crate::web::desk::settings::view::{SettingsPage, SwitchView, newest_settings};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::arg;

/// The form of the switch.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SwitchForm {
    /// The sentence for viewers.
    sentence: String,
    /// `paused` or `open`; anything else changes only the sentence.
    set: String,
}

impl SwitchForm {
    fn paused(&self) -> Option<bool> {
        match self.set.as_str() {
            "paused" => Some(true),
            "open" => Some(false),
            _ => None,
        }
    }
}

/// `POST /desk/settings/sign-ups`
pub async fn post_switch(clerk: Clerk, Form(form): Form<SwitchForm>) -> Result {
    let t = clerk.t;
    let sentence = one_line(&form.sentence);
    let count = sentence.chars().count();
    if count > SENTENCE_CHARS_MAX {
        let error = t.settings_error_long(arg::Count(count), arg::Most(SENTENCE_CHARS_MAX));
        return show_again(&clerk, sentence, error, t.settings_not_saved(), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (paused, staff, at) = (form.paused(), clerk.staff.name.as_str(), clerk.now.millis());
    let change = |stored: Settings| {
        let pressed = paused.filter(|paused| *paused != stored.sign_ups.paused);
        let mut sign_ups = SignUpSwitch { sentence: sentence.clone(), ..stored.sign_ups };
        if let Some(paused) = pressed {
            sign_ups = SignUpSwitch { paused, by: staff.to_owned(), at, ..sign_ups };
        }
        Settings { sign_ups, ..stored }
    };
    if let Err(why) = clerk.app.store.change_settings(change, staff, clerk.now.at).await {
        tracing::warn!(%why, "the sign-up switch could not be saved; its form is shown again for a retry");
        let alert = t.settings_store_away();
        return show_again(&clerk, sentence, String::new(), alert, StatusCode::SERVICE_UNAVAILABLE).await;
    }
    if let Some(paused) = paused {
        tracing::info!(staff, paused, "the sign-up switch was set");
    }
    let saved = if paused.is_some() { form.set.as_str() } else { "sentence" };
    Ok(Redirect::to(&format!("/desk/settings?saved={saved}#sign-ups")).into_response())
}

fn one_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).collect()
}

/// The page with a sentence that was not saved.
async fn show_again(clerk: &Clerk, sentence: String, error: String, alert: &'static str, status: StatusCode) -> Result {
    let settings = newest_settings(clerk).await;
    let page = SettingsPage { alert, ..SettingsPage::new(clerk, SettingsForm::from(&settings), &settings) };
    let switch = SwitchView { sentence, error, ..page.switch };
    Ok((status, page::html(&SettingsPage { switch, ..page })?).into_response())
}

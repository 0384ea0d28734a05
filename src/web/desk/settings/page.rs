//! `/desk/settings`: the page of the settings. A refused form is shown again with everything that was typed.

use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::settings::form::{LINE_CHARS_MAX, SHOW_MINUTES, SHOW_NUMBER_MAX, SettingsErrors, SettingsForm};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::Words;

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettingsQuery {
    /// `1` after the settings were saved.
    saved: String,
}

#[derive(Template)]
#[template(path = "desk/settings.html")]
struct SettingsPage {
    t: Words,
    chrome: PageChrome,
    form: SettingsForm,
    errors: SettingsErrors,
    alert: &'static str,
    success: &'static str,
}

impl SettingsPage {
    fn new(clerk: &Clerk, form: SettingsForm) -> Self {
        let chrome = clerk.chrome(Tab::Settings, "/desk/settings");
        Self { t: clerk.t, chrome, form, errors: SettingsErrors::default(), alert: "", success: "" }
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

    /// The fields of one line: name, label, hint, value.
    fn lines(&self) -> [(&'static str, &'static str, &'static str, &str); 5] {
        let t = self.t;
        let form = &self.form;
        [
            ("organiser", t.settings_organiser(), t.settings_organiser_hint(), &form.organiser),
            ("hotline", t.settings_hotline(), t.settings_hotline_hint(), &form.hotline),
            ("channel", t.settings_channel(), t.settings_channel_hint(), &form.channel),
            ("short_address", t.settings_short_address(), t.settings_short_address_hint(), &form.short_address),
            ("icp", t.settings_icp(), t.settings_icp_hint(), &form.icp),
        ]
    }
}

/// `GET /desk/settings`
pub async fn get_settings(clerk: Clerk, Query(query): Query<SettingsQuery>) -> Result {
    let settings = clerk.app.store.settings().await?;
    let success = if query.saved == "1" { clerk.t.settings_saved() } else { "" };
    page::html(&SettingsPage { success, ..SettingsPage::new(&clerk, SettingsForm::from(&settings)) })
}

/// `POST /desk/settings`
pub async fn post_settings(clerk: Clerk, Form(form): Form<SettingsForm>) -> Result {
    let settings = match form.parse(clerk.t) {
        Ok(settings) => settings,
        Err(errors) => {
            let alert = clerk.t.settings_not_saved();
            let page = SettingsPage { errors, alert, ..SettingsPage::new(&clerk, form) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response());
        }
    };
    let staff = clerk.staff.name.as_str();
    if let Err(why) = clerk.app.store.set_settings(&settings, staff, clerk.now.at).await {
        tracing::warn!(%why, "the settings could not be saved; their form is shown again for a retry");
        let alert = clerk.t.settings_store_away();
        let page = SettingsPage { alert, ..SettingsPage::new(&clerk, form) };
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page::html(&page)?).into_response());
    }
    tracing::info!(staff, "the settings were changed");
    Ok(Redirect::to("/desk/settings?saved=1").into_response())
}

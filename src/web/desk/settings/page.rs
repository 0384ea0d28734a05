//! `/desk/settings`: saves the settings. A refused form is shown again with everything that was typed.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::domain::settings::Settings;
use crate::web::desk::clerk::Clerk;
use crate::web::desk::settings::form::SettingsForm;
use crate::web::desk::settings::view::{SettingsPage, newest_settings};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::Words;

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettingsQuery {
    /// The code of what was saved; empty if nothing was.
    saved: String,
}

/// The confirmation of a code; empty if there is none.
fn confirmation(t: Words, code: &str) -> &'static str {
    match code {
        "1" => t.settings_saved(),
        "paused" => t.settings_sign_ups_saved_paused(),
        "open" => t.settings_sign_ups_saved_open(),
        "sentence" => t.settings_sign_ups_saved_sentence(),
        _ => "",
    }
}

/// `GET /desk/settings`
pub async fn get_settings(clerk: Clerk, Query(query): Query<SettingsQuery>) -> Result {
    let settings = clerk.app.store.settings().await?;
    let success = confirmation(clerk.t, &query.saved);
    page::html(&SettingsPage { success, ..SettingsPage::new(&clerk, SettingsForm::from(&settings), &settings) })
}

/// `POST /desk/settings`
pub async fn post_settings(clerk: Clerk, Form(form): Form<SettingsForm>) -> Result {
    let settings = match form.parse(clerk.t) {
        Ok(settings) => settings,
        Err(errors) => {
            let (alert, stored) = (clerk.t.settings_not_saved(), newest_settings(&clerk).await);
            let page = SettingsPage { errors, alert, ..SettingsPage::new(&clerk, form, &stored) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response());
        }
    };
    let staff = clerk.staff.name.as_str();
    // The switch has a form of its own: this page may have been opened before it was pressed.
    let change = |stored: Settings| Settings { sign_ups: stored.sign_ups, ..settings.clone() };
    if let Err(why) = clerk.app.store.change_settings(change, staff, clerk.now.at).await {
        tracing::warn!(%why, "the settings could not be saved; their form is shown again for a retry");
        let (alert, stored) = (clerk.t.settings_store_away(), newest_settings(&clerk).await);
        let page = SettingsPage { alert, ..SettingsPage::new(&clerk, form, &stored) };
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page::html(&page)?).into_response());
    }
    tracing::info!(staff, "the settings were changed");
    Ok(Redirect::to("/desk/settings?saved=1").into_response())
}

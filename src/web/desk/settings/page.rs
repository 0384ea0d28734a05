//! `/desk/settings`: what a county sets once. What was typed survives every refusal.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

use crate::web::App;
use crate::web::desk::applications::query::Asked;
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::desk::settings::form::{LINE_CHARS_MAX, Problems, SHOW_MINUTES, SHOW_NUMBER_MAX, SettingsForm};
use crate::web::http::auth::Staff;
use crate::web::http::error::Result;
use crate::web::http::page::{self, Reader};
use crate::words::Words;

#[derive(Template)]
#[template(path = "desk/settings.html")]
struct SettingsPage {
    t: Words,
    frame: PageChrome,
    form: SettingsForm,
    problems: Problems,
    alert: &'static str,
    done: &'static str,
}

impl SettingsPage {
    fn new(app: &App, staff: &Staff, t: Words, form: SettingsForm) -> Self {
        let frame = PageChrome::new(app, staff, t, Tab::Settings, "/desk/settings");
        Self { t, frame, form, problems: Problems::default(), alert: "", done: "" }
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

    /// The one-line texts: name, label, hint, value.
    fn lines(&self) -> [(&'static str, &'static str, &'static str, &str); 5] {
        let (t, form) = (self.t, &self.form);
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
pub async fn get_settings(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Query(asked): Query<Asked>,
) -> Result {
    let settings = app.store.settings().await?;
    let done = if asked.saved == "1" { t.settings_saved() } else { "" };
    page::html(&SettingsPage { done, ..SettingsPage::new(&app, &staff, t, SettingsForm::from(&settings)) })
}

/// `POST /desk/settings`
pub async fn post_settings(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    Form(form): Form<SettingsForm>,
) -> Result {
    let settings = match form.read(t) {
        Ok(settings) => settings,
        Err(problems) => {
            let alert = t.settings_not_saved();
            let page = SettingsPage { problems, alert, ..SettingsPage::new(&app, &staff, t, form) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response());
        }
    };
    if let Err(why) = app.store.set_settings(&settings, &staff.name, app.clock.now().at).await {
        tracing::warn!(%why, "the settings could not be saved");
        let alert = t.settings_store_away();
        let page = SettingsPage { alert, ..SettingsPage::new(&app, &staff, t, form) };
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page::html(&page)?).into_response());
    }
    tracing::info!(staff = %staff.name, "the settings were changed");
    Ok(Redirect::to("/desk/settings?saved=1").into_response())
}

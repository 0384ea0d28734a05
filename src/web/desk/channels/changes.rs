//! New channels: those of the divisions in one go, others from pasted lines; and codes of earlier days that a channel claims.
//! Must not know pages.

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::domain::channel::{
    CHANNEL_CODE_LETTERS, CHANNELS_MAX, CLAIMS_MAX, Channel, ChannelLevel, ChannelTable, is_source, read_channels,
};
use crate::domain::division::{DivisionFault, DivisionProblem};
use crate::random;
use crate::web::desk::channels::list::{self, AddForm, ChannelsTab, RefusedChannels};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::line_problems;
use crate::web::http::error::{AppError, Result};

/// The form that gives a source to a channel.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ClaimForm {
    source: String,
    code: String,
    show: String,
}

/// `POST /desk/channels/make`: a channel for the county and each township that has none.
pub async fn post_make(clerk: Clerk) -> Result {
    let settings = clerk.app.store.settings().await?;
    let county = clerk.t.channels_county().to_owned();
    let edit = clerk.app.sources.change(|table| {
        let missing = table.missing(&county, &settings.townships);
        with_codes(missing, table)
    });
    let made = edit.await?.len();
    tracing::info!(staff = %clerk.staff.name, made, "channels were made for the divisions");
    Ok(done(ChannelsTab::Groups, made))
}

/// `POST /desk/channels/add`
pub async fn post_add(clerk: Clerk, Form(form): Form<AddForm>) -> Result {
    let level = ChannelLevel::from_code(&form.level).ok_or(AppError::NotFound)?;
    let settings = clerk.app.store.settings().await?;
    let mut read = read_channels(level, &form.lines, &settings.townships);
    let known = clerk.app.sources.tables().channels.all().len();
    if let Some(count) = read.as_ref().ok().map(|new| known + new.len()).filter(|count| *count > CHANNELS_MAX) {
        read = Err(vec![DivisionProblem { line: 1, fault: DivisionFault::TooMany(count) }]);
    }
    let wanted = match read {
        Ok(wanted) if wanted.is_empty() => {
            return refuse(&clerk, form, vec![clerk.t.channels_add_empty().to_owned()]).await;
        }
        Ok(wanted) => wanted,
        Err(problems) => {
            let sentences = problems.iter().map(|problem| line_problems::channel_problem(clerk.t, problem)).collect();
            return refuse(&clerk, form, sentences).await;
        }
    };
    let edit = clerk.app.sources.change(|table| {
        // A second press, or another clerk, has made some of them.
        let is_new = |channel: &&Channel| !table.all().iter().any(|known| known.is_same_as(channel));
        let new: Vec<Channel> = wanted.iter().filter(is_new).cloned().collect();
        with_codes(new, table)
    });
    let made = edit.await?.len();
    tracing::info!(staff = %clerk.staff.name, made, level = level.as_str(), "channels were added");
    Ok(done(ChannelsTab::of(level), made))
}

async fn refuse(clerk: &Clerk, form: AddForm, sentences: Vec<String>) -> Result {
    let page =
        list::render(clerk, "", ChannelsTab::from_level(&form.level), RefusedChannels { form, sentences }).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /desk/channels/claim`: from now on, and for all shows, a source counts for a channel.
pub async fn post_claim(clerk: Clerk, Form(form): Form<ClaimForm>) -> Result {
    let ClaimForm { source, code, show } = form;
    let tables = clerk.app.sources.tables();
    let is_free = is_source(&source) && tables.channels.owner(&source).is_none();
    let has_room = tables.channels.get(&code).is_some_and(|channel| channel.claims.len() < CLAIMS_MAX);
    if is_free && has_room {
        let edit = clerk.app.sources.change(|table| {
            let free = table.owner(&source).is_none();
            let found = table.get(&code).filter(|_| free).cloned();
            let channels = found.map(|mut channel| {
                channel.claims.push(source.clone());
                channel
            });
            channels.into_iter().collect()
        });
        edit.await?;
        tracing::info!(staff = %clerk.staff.name, "a source was given to a channel");
    }
    let show: u32 = show.parse().unwrap_or_default();
    Ok(Redirect::to(&format!("/desk/channels?show={show}#others")).into_response())
}

/// The channels with new codes, which no channel has and nobody claims.
fn with_codes(channels: Vec<Channel>, table: &ChannelTable) -> Vec<Channel> {
    let mut taken: Vec<String> = Vec::with_capacity(channels.len());
    let mut with_code = |channel: Channel| {
        let code = loop {
            let code = random::code(CHANNEL_CODE_LETTERS).to_lowercase();
            if table.owner(&code).is_none() && !taken.contains(&code) {
                break code;
            }
        };
        taken.push(code.clone());
        Channel { code, ..channel }
    };
    channels.into_iter().map(&mut with_code).collect()
}

fn done(tab: ChannelsTab, made: usize) -> Response {
    Redirect::to(&format!("/desk/channels?tab={}&made={made}", tab.as_str())).into_response()
}

//! `/desk/channels/{code}`: one channel with its link, its texts to copy, and the form that renames it or takes it out of use.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use serde::Deserialize;

use crate::distribution::{HandoutKind, han_width};
use crate::domain::channel::{Channel, ChannelLevel};
use crate::domain::division::{GROUP_CHARS_MAX, township_name};
use crate::domain::show::ShowId;
use crate::web::desk::channels::figures::{ShowFigures, SourceFigures};
use crate::web::desk::channels::list::{ChannelsTab, copied_line, level_label};
use crate::web::desk::channels::texts::{ChannelTexts, link_of, main_kind};
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;
use crate::words::Words;

/// Han characters in a row of a text field, on a desk's screen: fields are as high as their texts.
const ROW_HAN: usize = 28;

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChannelQuery {
    /// `1` after the channel was saved.
    saved: String,
}

/// The form as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChannelForm {
    name: String,
    group: String,
    owner: String,
    /// `1` if the channel is in use.
    active: String,
}

/// A text that can be copied.
struct TextView {
    kind: &'static str,
    label: &'static str,
    hint: &'static str,
    text: String,
    /// Its width in Han characters.
    width: usize,
    rows: usize,
}

#[derive(Template)]
#[template(path = "desk/channels/channel.html")]
struct ChannelPage {
    t: Words,
    chrome: PageChrome,
    code: String,
    heading: String,
    level: &'static str,
    township: String,
    tab: &'static str,
    link: String,
    figures: SourceFigures,
    copied: String,
    claims: Vec<String>,
    texts: Vec<TextView>,
    form: ChannelForm,
    error: String,
    success: &'static str,
}

/// `GET /desk/channels/{code}`
pub async fn get_channel(clerk: Clerk, Path(code): Path<String>, Query(query): Query<ChannelQuery>) -> Result {
    clerk.app.sources.refresh().await?;
    let tables = clerk.app.sources.tables();
    let channel = tables.channels.get(&code).ok_or(AppError::NotFound)?;
    let success = if query.saved == "1" { clerk.t.channels_saved() } else { "" };
    page::html(&ChannelPage { success, ..read(&clerk, channel).await? })
}

/// `POST /desk/channels/{code}`
pub async fn post_channel(clerk: Clerk, Path(code): Path<String>, Form(form): Form<ChannelForm>) -> Result {
    let tables = clerk.app.sources.tables();
    let channel = tables.channels.get(&code).ok_or(AppError::NotFound)?;
    if let Err(error) = check(&form, clerk.t) {
        let page = ChannelPage { form, error, ..read(&clerk, channel).await? };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response());
    }
    let edit = clerk.app.sources.change(|table| {
        let changed = table.get(&code).map(|channel| Channel {
            name: clean(&form.name),
            group: clean(&form.group),
            owner: clean(&form.owner),
            active: form.active == "1",
            ..channel.clone()
        });
        changed.into_iter().collect()
    });
    edit.await?;
    tracing::info!(staff = %clerk.staff.name, "a channel was changed");
    Ok(Redirect::to(&format!("/desk/channels/{code}?saved=1")).into_response())
}

fn check(form: &ChannelForm, t: Words) -> std::result::Result<(), String> {
    let longest = [&form.name, &form.group, &form.owner].map(|text| clean(text).chars().count());
    if clean(&form.name).is_empty() {
        return Err(t.channels_error_name().to_owned());
    }
    match longest.into_iter().max() {
        Some(count) if count > GROUP_CHARS_MAX => Err(t.channels_error_long(GROUP_CHARS_MAX)),
        _ => Ok(()),
    }
}

fn clean(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

async fn read(clerk: &Clerk, channel: &Channel) -> Result<ChannelPage> {
    let t = clerk.t;
    let snapshot = clerk.app.hub.snapshot();
    let show = snapshot.stage.show.unwrap_or(ShowId(0));
    let figures = ShowFigures::read(&clerk.app, show).await?;
    let copies = clerk.app.store.copies(show).await?;
    let last_copy = copies.get(&channel.code).map(|note| copied_line(clerk, &note.by, note.at));
    let texts = ChannelTexts::new(clerk, &snapshot, channel);
    let mut kinds = HandoutKind::ALL.to_vec();
    // The text that its readers need most comes first.
    kinds.sort_by_key(|kind| Some(*kind) != main_kind(channel.level));
    let township = township_name(&snapshot.settings.townships, &channel.township);
    Ok(ChannelPage {
        t,
        chrome: clerk.chrome(Tab::Channels, format!("/desk/channels/{}", channel.code)),
        code: channel.code.clone(),
        heading: channel.name.clone(),
        level: level_label(channel.level, t),
        township: if channel.level == ChannelLevel::Township { String::new() } else { township.to_owned() },
        tab: ChannelsTab::of(channel.level).as_str(),
        link: link_of(&clerk.app, &channel.code),
        figures: figures.of(channel),
        copied: last_copy.unwrap_or_default(),
        claims: channel.claims.clone(),
        texts: kinds.into_iter().map(|kind| text_view(kind, &texts, t)).collect(),
        form: ChannelForm {
            name: channel.name.clone(),
            group: channel.group.clone(),
            owner: channel.owner.clone(),
            active: if channel.active { "1".to_owned() } else { String::new() },
        },
        error: String::new(),
        success: "",
    })
}

fn text_view(kind: HandoutKind, texts: &ChannelTexts<'_>, t: Words) -> TextView {
    let (label, hint) = match kind {
        HandoutKind::County => (t.channels_text_county(), t.channels_text_county_hint()),
        HandoutKind::Township => (t.channels_text_township(), t.channels_text_township_hint()),
        HandoutKind::Village => (t.channels_text_village(), t.channels_text_village_hint()),
        HandoutKind::Loudspeaker => (t.channels_text_loudspeaker(), t.channels_text_loudspeaker_hint()),
        HandoutKind::Moments => (t.channels_text_moments(), t.channels_text_moments_hint()),
    };
    let text = texts.write(kind);
    let width = han_width(&text);
    let rows = text.lines().map(|line| han_width(line).div_ceil(ROW_HAN).max(1)).sum::<usize>() + 1;
    TextView { kind: kind.as_str(), label, hint, text, width, rows }
}

impl ChannelPage {
    fn visits(&self) -> String {
        self.figures.visits_line(self.t)
    }

    fn sign_ups(&self) -> String {
        self.figures.sign_ups_line(self.t)
    }
}

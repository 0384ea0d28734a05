//! `/desk/channels`: all channels with their figures for one show, the silent groups, and the sources without a channel.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use crate::distribution::HandoutKind;
use crate::domain::channel::{Channel, ChannelLevel, UNKNOWN_SOURCE};
use crate::domain::division::{Township, township_name};
use crate::domain::show::ShowId;
use crate::web::desk::channels::figures::{ShowFigures, SourceFigures};
use crate::web::desk::channels::texts::{link_of, main_kind};
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::select::SelectOption;
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::words::{Words, arg};

/// Sources without a channel that are listed: more are robots trying codes.
const OTHERS_MAX: usize = 30;

/// One part of the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChannelsTab {
    /// The groups of county, townships and villages.
    #[default]
    Groups,
    /// The labour brokers.
    Brokers,
    /// The posters.
    Posters,
}

impl ChannelsTab {
    const ALL: [Self; 3] = [Self::Groups, Self::Brokers, Self::Posters];

    /// The part that a level belongs to.
    pub fn of(level: ChannelLevel) -> Self {
        match level {
            ChannelLevel::County | ChannelLevel::Township | ChannelLevel::Village => Self::Groups,
            ChannelLevel::Broker => Self::Brokers,
            ChannelLevel::Poster => Self::Posters,
        }
    }

    /// The part of a level's code; the groups for any other text.
    pub fn from_level(level: &str) -> Self {
        ChannelLevel::from_code(level).map(Self::of).unwrap_or_default()
    }

    /// The code in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Brokers => "brokers",
            Self::Posters => "posters",
        }
    }

    /// The levels that can be added to this part by hand.
    fn levels(self) -> &'static [ChannelLevel] {
        match self {
            Self::Groups => &[ChannelLevel::Village, ChannelLevel::Township, ChannelLevel::County],
            Self::Brokers => &[ChannelLevel::Broker],
            Self::Posters => &[ChannelLevel::Poster],
        }
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Groups => t.channels_tab_groups(),
            Self::Brokers => t.channels_tab_brokers(),
            Self::Posters => t.channels_tab_posters(),
        }
    }
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChannelsQuery {
    show: String,
    tab: String,
    /// How many channels were just made.
    made: Option<usize>,
}

/// The form that adds channels.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    /// The level of all lines.
    pub level: String,
    /// The pasted lines.
    pub lines: String,
}

/// A form that was refused, and why.
#[derive(Debug, Default)]
pub struct RefusedChannels {
    /// The form as it was typed.
    pub form: AddForm,
    /// A sentence for each line; empty if nothing was refused.
    pub sentences: Vec<String>,
}

/// A channel as a row.
struct ChannelRow {
    code: String,
    level: &'static str,
    name: String,
    /// Township, group and owner, in one line.
    detail: String,
    link: String,
    /// The code of the text that its button copies; empty for none.
    kind: &'static str,
    active: bool,
    /// A group whose link nobody has opened.
    silent: bool,
    figures: SourceFigures,
    last: String,
    copied: String,
}

/// A source without a channel as a row.
struct OtherRow {
    source: String,
    label: String,
    /// Whether a channel can claim it.
    claimable: bool,
    figures: SourceFigures,
}

#[derive(Template)]
#[template(path = "desk/channels/list.html")]
struct ChannelsPage {
    t: Words,
    chrome: PageChrome,
    show: ShowId,
    shows: Vec<SelectOption>,
    tab: ChannelsTab,
    tabs: Vec<(ChannelsTab, &'static str, usize)>,
    rows: Vec<ChannelRow>,
    total: SourceFigures,
    groups: usize,
    /// Divisions without a channel.
    missing: usize,
    has_townships: bool,
    others: Vec<OtherRow>,
    /// Every channel in use, for the form that gives it a source.
    claimants: Vec<(String, String)>,
    refused: RefusedChannels,
    success: String,
}

/// `GET /desk/channels`
pub async fn get_channels(clerk: Clerk, Query(query): Query<ChannelsQuery>) -> Result {
    let tab = ChannelsTab::ALL.into_iter().find(|tab| tab.as_str() == query.tab).unwrap_or_default();
    let mut page = read(&clerk, &query.show, tab).await?;
    page.success = match query.made {
        None => String::new(),
        Some(0) => clerk.t.channels_made_none().to_owned(),
        Some(made) => clerk.t.channels_made(made),
    };
    page::html(&page)
}

/// The page after a form was refused.
pub async fn render(clerk: &Clerk, show: &str, tab: ChannelsTab, refused: RefusedChannels) -> Result<Response> {
    page::html(&ChannelsPage { refused, ..read(clerk, show, tab).await? })
}

async fn read(clerk: &Clerk, show: &str, tab: ChannelsTab) -> Result<ChannelsPage> {
    let t = clerk.t;
    clerk.app.sources.refresh().await?;
    let snapshot = clerk.app.hub.snapshot();
    let townships = &snapshot.settings.townships;
    let current = snapshot.stage.show.unwrap_or(ShowId(0));
    let show = show.parse().map_or(current, ShowId);
    let figures = ShowFigures::read(&clerk.app, show).await?;
    let tables = clerk.app.sources.tables();
    let all = tables.channels.all();
    let rows = rows(clerk, show, tab, &figures, townships).await?;
    let counts = |tab: ChannelsTab| all.iter().filter(|channel| ChannelsTab::of(channel.level) == tab).count();
    let claimant = |channel: &Channel| (channel.code.clone(), claimant_label(channel, townships, t));
    Ok(ChannelsPage {
        t,
        chrome: clerk.chrome(Tab::Channels, format!("/desk/channels?tab={}&show={show}", tab.as_str())),
        show,
        shows: shows(clerk, show, current).await?,
        tab,
        tabs: ChannelsTab::ALL.into_iter().map(|tab| (tab, tab.label(t), counts(tab))).collect(),
        total: figures.total,
        groups: all.iter().filter(|channel| channel.level.is_group() && channel.active).count(),
        missing: tables.channels.missing("", townships).len(),
        has_townships: !townships.is_empty(),
        others: others(&figures, t),
        claimants: all.iter().filter(|channel| channel.active).map(claimant).collect(),
        rows,
        refused: RefusedChannels::default(),
        success: String::new(),
    })
}

/// The rows of a part: by level, then in the order of the county's townships, those out of use last.
async fn rows(
    clerk: &Clerk,
    show: ShowId,
    tab: ChannelsTab,
    figures: &ShowFigures,
    townships: &[Township],
) -> Result<Vec<ChannelRow>> {
    let copies = clerk.app.store.copies(show).await?;
    let tables = clerk.app.sources.tables();
    let place = |channel: &Channel| townships.iter().position(|township| township.is(&channel.township));
    let mut channels: Vec<&Channel> =
        tables.channels.all().iter().filter(|channel| ChannelsTab::of(channel.level) == tab).collect();
    channels.sort_by_key(|channel| (!channel.active, channel.level, place(channel).unwrap_or(usize::MAX)));
    let row = |channel: &&Channel| {
        let own = figures.of(channel);
        let last_copy = copies.get(&channel.code);
        ChannelRow {
            code: channel.code.clone(),
            level: channel.level.as_str(),
            name: channel.name.clone(),
            detail: detail(channel, townships),
            link: link_of(&clerk.app, &channel.code),
            kind: main_kind(channel.level).map_or("", HandoutKind::as_str),
            active: channel.active,
            silent: channel.active && channel.level.is_group() && own.visits.times == 0,
            figures: own,
            last: own.last().map(|at| clerk.moment(at)).unwrap_or_default(),
            copied: last_copy.map(|note| copied_line(clerk, &note.by, note.at)).unwrap_or_default(),
        }
    };
    Ok(channels.iter().map(row).collect())
}

/// The clerk who copied a text, and the time: 李明 8月25日 10:02.
pub fn copied_line(clerk: &Clerk, by: &str, at: i64) -> String {
    let moment = clerk.moment(at);
    if by.is_empty() { moment } else { format!("{by} {moment}") }
}

fn detail(channel: &Channel, townships: &[Township]) -> String {
    let township = township_name(townships, &channel.township);
    let township = if channel.level == ChannelLevel::Township { "" } else { township };
    let parts = [township, &channel.group, &channel.owner];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn claimant_label(channel: &Channel, townships: &[Township], t: Words) -> String {
    let level = level_label(channel.level, t);
    match township_name(townships, &channel.township) {
        "" => format!("{level} {}", channel.name),
        township if township == channel.name => format!("{level} {}", channel.name),
        township => format!("{level} {}（{township}）", channel.name),
    }
}

/// The word for a level.
pub fn level_label(level: ChannelLevel, t: Words) -> &'static str {
    match level {
        ChannelLevel::County => t.channels_level_county(),
        ChannelLevel::Township => t.channels_level_township(),
        ChannelLevel::Village => t.channels_level_village(),
        ChannelLevel::Broker => t.channels_level_broker(),
        ChannelLevel::Poster => t.channels_level_poster(),
    }
}

fn others(figures: &ShowFigures, t: Words) -> Vec<OtherRow> {
    let row = |(source, figures): &(String, SourceFigures)| {
        let label = match source.as_str() {
            "" => t.channels_other_none().to_owned(),
            UNKNOWN_SOURCE => t.channels_other_unknown().to_owned(),
            _ => source.clone(),
        };
        let claimable = !source.is_empty() && source != UNKNOWN_SOURCE;
        OtherRow { source: source.clone(), label, claimable, figures: *figures }
    };
    figures.others.iter().take(OTHERS_MAX).map(row).collect()
}

/// The shows to choose from: those that are stored, and the time between shows.
async fn shows(clerk: &Clerk, chosen: ShowId, current: ShowId) -> Result<Vec<SelectOption>> {
    let mut ids: Vec<ShowId> = clerk.app.store.shows().await?.into_iter().map(|show| show.id).collect();
    if current == ShowId(0) || chosen == ShowId(0) || ids.is_empty() {
        ids.push(ShowId(0));
    }
    let label = |id: ShowId| match id {
        ShowId(0) => clerk.t.channels_between().to_owned(),
        id => clerk.t.common_show_number(id),
    };
    let option = |id: ShowId| SelectOption { value: id.to_string(), label: label(id), selected: id == chosen };
    Ok(ids.into_iter().map(option).collect())
}

impl ChannelsPage {
    /// The silent groups of this part.
    fn silent(&self) -> Vec<&ChannelRow> {
        self.rows.iter().filter(|row| row.silent).collect()
    }

    /// The levels that a line can be added to: code, label, whether it is chosen.
    fn levels(&self) -> Vec<(&'static str, &'static str, bool)> {
        let chosen = |level: ChannelLevel| level.as_str() == self.refused.form.level;
        let levels = self.tab.levels().iter().copied();
        levels.map(|level| (level.as_str(), level_label(level, self.t), chosen(level))).collect()
    }

    fn add_hint(&self) -> &'static str {
        match self.tab {
            ChannelsTab::Groups => self.t.channels_add_hint_groups(),
            ChannelsTab::Brokers => self.t.channels_add_hint_brokers(),
            ChannelsTab::Posters => self.t.channels_add_hint_posters(),
        }
    }
}

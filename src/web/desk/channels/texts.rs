//! The texts of a channel for the show on the stage. Must not know figures.

use chrono::Duration;

use crate::distribution::{Handout, HandoutJob, HandoutKind, ShowTime, open_jobs};
use crate::domain::channel::{Channel, ChannelLevel};
use crate::domain::division::township_name;
use crate::domain::snapshot::Snapshot;
use crate::web::App;
use crate::web::desk::clerk::Clerk;

/// How long a show that nobody closed counts as on after its planned end, in minutes: shows run over.
const OVERRUN_MINUTES_MAX: i64 = 120;

/// The link of a channel.
pub fn link_of(app: &App, code: &str) -> String {
    format!("{}/s/{code}", app.public_url)
}

/// The form of text that the readers of a channel need most; `None` for a poster, whose link is a code to scan.
pub fn main_kind(level: ChannelLevel) -> Option<HandoutKind> {
    match level {
        ChannelLevel::County => Some(HandoutKind::County),
        ChannelLevel::Township | ChannelLevel::Broker => Some(HandoutKind::Township),
        ChannelLevel::Village => Some(HandoutKind::Village),
        ChannelLevel::Poster => None,
    }
}

/// The texts of one channel, made from one snapshot.
pub struct ChannelTexts<'a> {
    channel: &'a Channel,
    snapshot: &'a Snapshot,
    link: String,
    time: ShowTime,
    jobs: Vec<HandoutJob>,
}

impl<'a> ChannelTexts<'a> {
    /// The texts as of now.
    pub fn new(clerk: &Clerk, snapshot: &'a Snapshot, channel: &'a Channel) -> Self {
        let link = link_of(&clerk.app, &channel.code);
        let jobs = open_jobs(&snapshot.rundown, clerk.now.today);
        Self { channel, snapshot, link, time: show_time(clerk, snapshot), jobs }
    }

    /// One of them.
    pub fn write(&self, kind: HandoutKind) -> String {
        let settings = &self.snapshot.settings;
        let village = if self.channel.level == ChannelLevel::Village { self.channel.name.as_str() } else { "" };
        let handout = Handout {
            organiser: &settings.organiser,
            watch: &settings.channel,
            hotline: &settings.hotline,
            link: &self.link,
            time: self.time,
            jobs: &self.jobs,
            township: township_name(&settings.townships, &self.channel.township),
            village,
        };
        handout.write(kind)
    }
}

/// When the show on the stage is, or else the next one by the weekly rule.
fn show_time(clerk: &Clerk, snapshot: &Snapshot) -> ShowTime {
    let now = clerk.now;
    let zone = clerk.app.clock.zone();
    let Some(show) = &snapshot.show else {
        let at = snapshot.settings.weekly.next_start(now.at, zone).with_timezone(&zone).naive_local();
        return ShowTime::Ahead { at, today: now.today };
    };
    let at = show.starts_at.with_timezone(&zone).naive_local();
    let end = show.starts_at + Duration::minutes(i64::from(show.planned_minutes) + OVERRUN_MINUTES_MAX);
    if snapshot.stage.closed || now.at >= end {
        ShowTime::Over { at }
    } else if now.at < show.starts_at && snapshot.stage.live_since.is_none() {
        ShowTime::Ahead { at, today: now.today }
    } else {
        ShowTime::On { at }
    }
}

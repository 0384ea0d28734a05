//! The county's own words and colours on every picture: organiser, telephone, addresses, one accent for each kind of job. Must
//! not know any single picture.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::job::Kind;
use crate::domain::settings::Settings;
use crate::view::CardFace;
use crate::words::{Words, arg};

/// The organiser of a show, and how to reach it.
#[derive(Debug, Clone, Serialize)]
pub struct Letterhead {
    /// The words of the picture.
    #[serde(skip)]
    pub t: Words,
    /// The organiser of the show; a general word if the settings have none.
    pub organiser: String,
    /// The telephone number; may be empty.
    pub hotline: String,
    /// Where to watch the stream; may be empty.
    pub channel: String,
    /// The address that viewers type, without a scheme.
    pub address: String,
}

impl Letterhead {
    /// The letterhead of a county. `public_url` has a scheme and no trailing slash.
    #[must_use]
    pub fn new(t: Words, settings: &Settings, public_url: &str) -> Self {
        let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
        let plain = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
        Self {
            t,
            organiser: or(&settings.organiser, t.join_organiser_unknown()),
            hotline: settings.hotline.clone(),
            channel: settings.channel.clone(),
            address: or(&settings.short_address, plain),
        }
    }

    /// The sheet's own word for a card's kind, or ours where the sheet has none.
    #[must_use]
    pub fn kind_label<'a>(&self, face: &'a CardFace) -> &'a str {
        match face.kind {
            _ if !face.kind_word.is_empty() => &face.kind_word,
            Kind::Job => self.t.join_kind_job(),
            Kind::Gig => self.t.join_kind_gig(),
            Kind::Haul => self.t.join_kind_haul(),
            Kind::Training => self.t.join_kind_training(),
            Kind::Policy => self.t.join_kind_policy(),
        }
    }
}

/// A moment as a poster has it, which hangs for days: 12月1日 周二 14:30, never 今天.
#[must_use]
pub fn moment(t: Words, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let weekday = t.weekday(local.weekday().number_from_monday());
    let time = local.format("%H:%M");
    t.join_when_date(arg::Day(local.day()), arg::Month(local.month()), arg::Time(time), arg::Weekday(weekday))
}

/// The accent of a kind, as pages have it in `overlay/base.css`.
#[must_use]
pub const fn accent(kind: Kind) -> &'static str {
    match kind {
        Kind::Job => "#1b5fb8",
        Kind::Gig => "#2b7438",
        Kind::Haul => "#a24a08",
        Kind::Training => "#6a3bb5",
        Kind::Policy => "#a8284f",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_pages_have_the_same_accents() {
        let pages = include_str!("../../overlay/base.css");
        for kind in [Kind::Job, Kind::Gig, Kind::Haul, Kind::Training, Kind::Policy] {
            let rule = format!("--kind-{}: {};", kind.as_str(), accent(kind));
            assert!(pages.contains(&rule), "{rule}");
        }
    }
}

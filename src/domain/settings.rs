//! The settings of a county: its name, its telephone number, its weekly hour.

use chrono::{DateTime, Datelike, Duration, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::division::Township;

/// Stored, so that every server of a county has the same; edited on `/desk/settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The organiser of the show: 万荣县就业服务中心.
    pub organiser: String,
    /// The stream's account, as viewers search for it: 抖音搜“万荣就业”.
    pub channel: String,
    /// The telephone number, shown as written.
    pub hotline: String,
    /// The numbers that the service rings people from, as written; empty: the hotline.
    pub caller: String,
    /// Working days within which the service rings: at least 1.
    pub call_days: u8,
    /// The address that viewers type, without `http://`; empty: taken from `--public-url`.
    pub short_address: String,
    /// ICP filing number for the footer; empty: no such line.
    pub icp: String,
    /// The options of the sign-up form's township field, in order.
    pub townships: Vec<Township>,
    /// The weekly hour of the show.
    pub weekly: WeeklyRule,
    /// The lowest number for a new show.
    pub next_show: u32,
    /// The role of labour brokers in the consent text.
    pub brokers: BrokerRole,
    /// How many years data is stored, as the consent text says.
    pub retention_years: u8,
    /// Whether staff paused sign-ups.
    pub sign_ups: SignUpSwitch,
}

/// The role of labour brokers for the service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrokerRole {
    /// Recipients of their own: a person agrees to each by name.
    #[default]
    Recipients,
    /// They call on behalf of the service, by contract: the consent to be called names them as a group.
    Entrusted,
}

/// Years of [`Settings::retention_years`] unless a county sets others: the ledger of the service covers two.
const RETENTION_YEARS: u8 = 2;

impl Default for Settings {
    fn default() -> Self {
        Self {
            organiser: String::new(),
            channel: String::new(),
            hotline: String::new(),
            caller: String::new(),
            call_days: 1,
            short_address: String::new(),
            icp: String::new(),
            townships: Vec::new(),
            weekly: WeeklyRule::default(),
            next_show: 1,
            brokers: BrokerRole::default(),
            retention_years: RETENTION_YEARS,
            sign_ups: SignUpSwitch::default(),
        }
    }
}

/// The switch that closes sign-up on every path and every server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpSwitch {
    /// Whether sign-up is paused.
    pub paused: bool,
    /// The county's sentence for viewers meanwhile; empty: a general one. It stays while sign-up is open, for the next time.
    pub sentence: String,
    /// The clerk who pressed it last; may be empty.
    pub by: String,
    /// When, in milliseconds since the Unix epoch; 0: never.
    pub at: i64,
}

/// The weekly hour of the show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyRule {
    /// 1 Monday … 7 Sunday.
    pub weekday: u8,
    /// The start, in the wall clock of the zone.
    pub time: NaiveTime,
    /// The planned length.
    pub minutes: u32,
}

impl Default for WeeklyRule {
    fn default() -> Self {
        let time = NaiveTime::from_hms_opt(14, 30, 0).unwrap_or_default();
        Self { weekday: 2, time, minutes: 180 }
    }
}

impl WeeklyRule {
    /// The first start at or after `from`, in the zone's wall clock.
    ///
    /// A show that is still running counts as the next one, so that a panel opened at 14:40 does not plan the next week.
    #[must_use]
    pub fn next_start(&self, from: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let weekday = Weekday::try_from(self.weekday.clamp(1, 7) - 1).unwrap_or(Weekday::Tue);
        let earliest = from - Duration::minutes(i64::from(self.minutes));
        let mut day = earliest.with_timezone(&zone).date_naive();
        loop {
            if day.weekday() == weekday
                // `earliest` skips the hour that does not exist when clocks go forward.
                && let Some(start) = zone.from_local_datetime(&day.and_time(self.time)).earliest()
                && start > earliest
            {
                return start.with_timezone(&Utc);
            }
            day += Duration::days(1);
        }
    }
}

//! What a county sets once: its name, its telephone, its weekly hour.

use serde::{Deserialize, Serialize};

use super::show::WeeklyRule;

/// Kept in the store, so that every server of one county agrees; edited on `/desk/settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Who runs the show: 万荣县就业服务中心.
    pub organiser: String,
    /// The stream's account, as viewers search for it: 抖音搜“万荣就业”.
    pub channel: String,
    /// The number that people ring; shown as written.
    pub hotline: String,
    /// The address that people type, without `http://`; empty: taken from `--public-url`.
    pub short_address: String,
    /// ICP filing number for the footer; empty: the line is left out.
    pub icp: String,
    /// The choices of the sign-up form's township field, in order.
    pub townships: Vec<String>,
    pub weekly: WeeklyRule,
    /// The number that the next new show gets at least.
    pub next_show: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organiser: String::new(),
            channel: String::new(),
            hotline: String::new(),
            short_address: String::new(),
            icp: String::new(),
            townships: Vec::new(),
            weekly: WeeklyRule::default(),
            next_show: 1,
        }
    }
}

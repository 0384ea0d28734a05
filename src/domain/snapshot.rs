//! The state of one stage as of one revision, with the records that its views need. Data only.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::job::{Job, JobId};
use super::layout::Layout;
use super::notice::Notice;
use super::rundown::Rundown;
use super::settings::Settings;
use super::show::Show;
use super::stage::{Rev, Stage};

/// Everything that views are made from, as of one revision.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Names the store's data; another epoch means other data.
    pub epoch: Arc<str>,
    /// The revision of the stage; 0 before the first command.
    pub rev: Rev,
    /// The stage as of that revision.
    pub stage: Arc<Stage>,
    /// The show on the stage.
    pub show: Option<Arc<Show>>,
    /// The cards of the show, with their jobs.
    pub rundown: Arc<Rundown>,
    /// The organisation's settings.
    pub settings: Arc<Settings>,
    /// The jobs of this show as they were when they went on screen.
    pub aired: Arc<HashMap<JobId, Arc<Job>>>,
    /// The notices of this show, oldest first.
    pub notices: Arc<Vec<Notice>>,
    /// Where and how the overlay draws.
    pub layout: Layout,
    /// When the show after this one starts, in milliseconds since the Unix epoch.
    pub next_at: Option<i64>,
    /// The newest command or edit; `None` if it is unknown.
    pub last: Option<Arc<LastChange>>,
}

/// The newest command or edit, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastChange {
    /// The operator's name; empty if none was given.
    pub by: String,
    /// As on the wire; of a notice only its number.
    #[serde(rename = "do")]
    pub what: Value,
    /// Server time in milliseconds since the Unix epoch.
    pub at: i64,
}
